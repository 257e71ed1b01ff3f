"""Assignment: who of a team gets a case that nobody claims. Pure, and the same for the same facts: whoever decides it
at the same moment, decides the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from playbooks.cases import Given
from playbooks.policy import Assign


@dataclass(frozen=True)
class Chosen:
    """This person gets it, and why they."""

    person: str
    why: Given


class Nobody(StrEnum):
    """Why nobody is chosen: it is left to a click, the team names nobody, or nobody of them is there."""

    BY_CLAIM = "by_claim"
    NO_MEMBERS = "no_members"
    ALL_AWAY = "all_away"


def assign(
    how: Assign, members: Sequence[str], away: Collection[str], open_cases: Mapping[str, int], last: str | None
) -> Chosen | Nobody:
    """Who gets the next case. `members` stand in the order of their turns, `last` is who had the latest one, and
    `open_cases` how many each has. Of those who have equally few, it is whose turn comes first."""
    if how is Assign.CLAIM:
        return Nobody.BY_CLAIM
    turns = turns_after(members, last)
    there = [person for person in turns if person not in away]
    if not there:
        return Nobody.ALL_AWAY if turns else Nobody.NO_MEMBERS
    if how is Assign.ROUND_ROBIN:
        return Chosen(there[0], Given.TURN)
    return Chosen(min(there, key=lambda person: open_cases.get(person, 0)), Given.FEWEST)


def turns_after(members: Sequence[str], last: str | None) -> list[str]:
    """The members in the order of their turns, beginning after `last`; each once. Who had the latest turn and is a
    member no more is followed by the first."""
    order = list(dict.fromkeys(members))
    place = order.index(last) + 1 if last in order else 0
    return order[place:] + order[:place]


def helpers(members: Sequence[str], away: Collection[str], open_cases: Mapping[str, int], most: int) -> list[str]:
    """Who could take a case off somebody, those with the fewest first."""
    there = [person for person in dict.fromkeys(members) if person not in away]
    return sorted(there, key=lambda person: (open_cases.get(person, 0), person))[:most]
