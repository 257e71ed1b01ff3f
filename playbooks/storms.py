"""Storms: when more cards wait for a channel than it can show in time, one card shows them all. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, pairwise
from typing import NamedTuple

from playbooks.cases import CaseState
from playbooks.policy import Pace

CALM_AFTER = timedelta(minutes=2)
UPDATE_EVERY = timedelta(seconds=5)
WIDESPREAD = 0.2
FEWEST = 3
CLAIM_AT_ONCE = 500  # cases that one click claims
SHORTEST_WORD = 4
LONGEST_READ = 400
WORD = re.compile(r"[^\W\d_]+")
PLAIN_WORD = re.compile("[a-z]+")
# Words that say nothing of what happened, in the languages that we meet most; short ones are left out anyway.
EMPTY = frozenset(
    """
    about after again ahead already also always anymore been because before being both came come could daily didn
    does doesn doing done each earlier even ever every everything first from gets getting give given gives goes
    going good great hasn have haven having here hour hours into just keep keeps kept know last later least less
    like made make makes many maybe minutes month months more morning most much must need needs never next night
    nothing often once only other over people please quite really right same says should since some somebody
    something soon still such take takes tell than that their them then there these they thing things think this
    those thought three till time times today told took until upon used uses using very wait waiting want wants wasn
    week weeks well went were what when where which while will with within without wouldn would yeah year years
    yesterday your yours customer customers service support
    aldri allerede alle alltid andre bare blir blitt denne dere deres dette disse eller etter flere fordi første
    gang gjør gjort hadde hele hvis hvor hvordan hvorfor ikke ingen igjen kommer kunne liker litt mange mens mine
    mitt måtte noen også over samme siden skal skulle slik sånn uker uten veldig være vært ville
    acest aceasta acum care când după este fiecare foarte fost încă mult multe nostru nimeni pentru sunt toate
    bardzo brak było dlaczego jest jeszcze kiedy który mnie nadal przez tylko tego więc wszystko żeby
    более была были было вами ваша если есть когда который меня можно очень после почему просто снова тоже только
    того чтобы этого этот
    برای خیلی
    """.split()  # noqa: SIM905 words read better as a text
)


class Turn(StrEnum):
    """What happens to a channel's storm now. It `POURS` when more came than one look gathers."""

    CALM = "calm"
    BEGINS = "begins"
    POURS = "pours"
    GOES_ON = "goes on"
    ENDS = "ends"


def most_in_time(pace: Pace) -> int:
    """How many cards a channel can show before they come too late."""
    return int(pace.burst + pace.per_second * pace.storm_after.total_seconds())


def begins(waiting: int, low_touch: int, pace: Pace) -> bool:
    """`waiting` cards have not been posted; a storm card could stand for the `low_touch` ones among them.

    A storm begins when the channel would need longer than `storm_after` to show what waits, and the card helps.
    """
    return waiting > most_in_time(pace) and low_touch >= FEWEST


def goes_on(began_at: datetime, latest: int, pace: Pace, now: datetime) -> bool:
    """`latest` of its cases came within the last two minutes.

    A storm lasts two minutes at least, and until so few come that the channel could show each. A trickle does not
    keep it alive, and neither does a clock that jumped.
    """
    return abs(now - began_at) < CALM_AFTER or latest > most_in_time(pace)


def not_waiting(states: Mapping[CaseState, int]) -> int:
    """How many of a storm's cases somebody has, or had."""
    return sum(states.values()) - states.get(CaseState.OPEN, 0)


@dataclass(frozen=True)
class Share:
    """What many of a storm's answers have in common: `key` is account, touchpoint or phrase."""

    key: str
    value: str
    count: int


class Said(NamedTuple):
    """An answer, as far as a storm has a use for it."""

    account: str | None = None
    touchpoint: str | None = None
    comment: str | None = None


def shares(answers: Sequence[Said]) -> tuple[Share, ...]:
    """The account, the touchpoint and the phrase that most of the answers share, if at least a fifth do."""
    enough = max(FEWEST, WIDESPREAD * len(answers))
    found = (
        _most("account", Counter(said.account for said in answers if said.account)),
        _most("touchpoint", Counter(said.touchpoint for said in answers if said.touchpoint)),
        _most("phrase", _phrases([said.comment for said in answers if said.comment], enough)),
    )
    return tuple(share for share in found if share and share.count >= enough)


def _most(key: str, counted: Mapping[str, int]) -> Share | None:
    """The most frequent value; among equals the longest (a phrase says more than one of its words), then by name."""
    if not counted:
        return None
    value, count = min(counted.items(), key=lambda item: (-item[1], -len(item[0]), item[0]))
    return Share(key, value, count)


def _phrases(comments: Iterable[str], enough: float) -> dict[str, int]:
    """How many comments have each telling word that `enough` of them have, and each pair of these that stands side by
    side. A pair is never more frequent than its words, so the pairs of other words need not be counted."""
    said = [_words(comment[:LONGEST_READ].casefold()) for comment in comments]
    counted = Counter(chain.from_iterable(map(set, said)))
    telling = {
        word: count
        for word, count in counted.items()
        if count >= enough and len(word) >= SHORTEST_WORD and word not in EMPTY
    }
    pairs: Counter[str] = Counter()
    for words in said:
        pairs.update({f"{one} {other}" for one, other in pairwise(words) if one in telling and other in telling})
    return telling | pairs


def _words(text: str) -> list[str]:
    """The words of a text without capitals."""
    return (PLAIN_WORD if text.isascii() else WORD).findall(text)  # most are, and the plain ones are found faster
