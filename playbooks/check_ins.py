"""Check-ins: some days after closing, the customer is asked whether it is solved. When, whether at all, and what their
word means. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from playbooks.cases import Case, CaseKind, Event, Outcome, What
from playbooks.clocks import Calendar, due_at
from playbooks.countries import country_of, usual_hours
from playbooks.customers import Customer
from playbooks.duties import calendar_of
from playbooks.policy import Company, Team
from playbooks.responses import Scale

USUAL = timedelta(hours=24)
"""Three working days, of eight hours each."""
GOOD_FOR = timedelta(days=30)
"""How long the link in the mail may be used."""
TOO_LATE = timedelta(days=14)
"""A question that could not be asked for so long (no mail server, the bot was off) is not asked any more."""
MOST_STEPS = 11
LONGEST_COMMENT = 5000


class CheckInState(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    DROPPED = "dropped"


class Word(StrEnum):
    """What the customer says: is it solved?"""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class CheckIn:
    """One question about one closing of a case. `playbook` is the one of the last reply; `why` says why it was dropped.

    `pressed_at` is when a button on its page was first pressed; `word_at` is when they said what they say now.
    `score` is on the scale of the customer's newest answer.
    """

    id: int
    case_id: int
    customer_id: int
    team: str
    playbook: str | None
    closed_at: datetime
    due_at: datetime
    state: CheckInState = CheckInState.PLANNED
    why: str | None = None
    asked_at: datetime | None = None
    pressed_at: datetime | None = None
    word: Word | None = None
    word_at: datetime | None = None
    score: int | None = None
    comment: str | None = None


def playbook_of(events: Iterable[Event]) -> tuple[bool, str | None]:
    """Whether we wrote to the customer, and by which playbook the last time."""
    replies = [event for event in events if event.what is What.REPLIED]
    return bool(replies), (replies[-1].details.get("playbook") or None) if replies else None


def when_to_ask(
    case: Case, calendar: Calendar, *, replied: bool, after: timedelta | None, now: datetime
) -> datetime | None:
    """When the customer of a case that was just closed is asked. `after` is what the playbook says. None: not at all.

    Asked are those who were helped, by their own account or ours: solved or explained, and written to. Where the
    playbook says nothing, only unhappy customers are.
    """
    if case.outcome not in (Outcome.SOLVED, Outcome.EXPLAINED) or not replied:
        return None
    if after is None and case.kind is not CaseKind.RESCUE:
        return None
    return due_at(now, after or USUAL, calendar)


def calendar_for(customer: Customer, team: Team, company: Company) -> Calendar:
    """When the customer works: by their own zone and its country's holidays, or else as the team does."""
    ours = calendar_of(team, company)
    zone = customer.timezone
    if not zone or zone == ours.timezone:
        return ours
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ours
    country = country_of(zone)
    return Calendar(zone, usual_hours(country), country)


class Dropped(StrEnum):
    """Why a planned question is not asked."""

    REOPENED = "the case was reopened"
    ANOTHER = "another case of this customer is open"
    TOO_LATE = "it could not be asked in time"
    NO_LINK = "there is no address for its page (PUBLIC_URL, LOOPWELL_SECRET)"


def why_not_ask(check_in: CheckIn, case: Case, *, another_open: bool, linked: bool, now: datetime) -> Dropped | None:
    """Whether something has come in between since the closing."""
    if case.is_open or case.closed_at != check_in.closed_at:
        return Dropped.REOPENED
    if another_open:
        return Dropped.ANOTHER
    if now - check_in.due_at > TOO_LATE:
        return Dropped.TOO_LATE
    return None if linked else Dropped.NO_LINK


class Follows(StrEnum):
    """What a pressed button does to the case."""

    NOTHING = "nothing"  # it is said already, or the case has moved on
    RECOVERED = "recovered"
    REOPENED = "reopened"
    TOLD = "told"  # the case is open already, or has a successor: those who work on it are told


def what_follows(check_in: CheckIn, word: Word, case: Case, *, another_open: bool) -> Follows:
    """The last word counts. A yes never closes what a no has reopened: its owner does that, who is told."""
    if check_in.word is word:
        return Follows.NOTHING
    if word is Word.YES:
        return Follows.RECOVERED
    return Follows.TOLD if case.is_open or another_open else Follows.REOPENED


MOST_IN_AN_HOUR = 4
MOST_WORDS = 12
"""How often a customer may say something else about one closing. A link that is pressed for ever, by whomever, would
have somebody's telephone ring each time."""


def has_said_enough(times: Collection[datetime], now: datetime) -> bool:
    """Whether what the customer says now is one change of mind too many, after those of these times."""
    lately = sum(now - at < timedelta(hours=1) for at in times)
    return lately >= MOST_IN_AN_HOUR or len(times) >= MOST_WORDS


def news_of(before: CheckIn, heard: CheckIn) -> CheckIn:
    """The check-in with nothing but what the customer had not said before: what they add is told once."""
    return replace(
        heard,
        score=heard.score if heard.score != before.score else None,
        comment=heard.comment if heard.comment != before.comment else None,
    )


def steps_of(scale: Scale | None) -> range | None:
    """The scores that a customer may choose from; None where a list of them makes no sense."""
    low, high = (scale.low, scale.high) if scale else (0, 10)
    if low != int(low) or high != int(high) or not 2 <= high - low < MOST_STEPS:
        return None
    return range(int(low), int(high) + 1)
