"""Set aside: authentic deliveries that could not be read. What is wrong with them, in kinds; what came of a new try."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_QUOTED = re.compile(r'".*"|“.*”', re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?", re.IGNORECASE)


def cause(reason: str) -> str:
    """The kind of trouble that a reason is an example of: the same sentence whatever values the body had in it.

    What stands in quotes or after a colon comes from the body, and so do numbers.
    """
    said = _QUOTED.sub('"…"', reason)
    return " ".join(_NUMBER.sub("#", said.partition(": ")[0]).split())


@dataclass(frozen=True)
class Glimpse:
    """A delivery that was set aside. `head` is the beginning of its body, or all of it; `size` the length of it all."""

    id: int
    source: str
    received_at: datetime
    reason: str
    head: bytes
    size: int


class Came(StrEnum):
    """What came of trying a set-aside delivery again."""

    READ = "read"
    TWICE = "twice"  # the provider had delivered it again, and that one was read
    NO_ANSWER = "no answer"  # it is a test ping, say
    UNREADABLE = "unreadable"
    ALREADY = "already"  # somebody else tried it first, and it was read


@dataclass(frozen=True)
class Tried:
    """A set-aside delivery that was tried again. `cases` are those that its answers belong to; `reason` says why it
    is still not readable, or why it carries no answer."""

    delivery: int
    source: str
    received_at: datetime
    came: Came
    cases: tuple[int, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Tally:
    """What came of trying several: how many were read, how many still cannot be, and the last reason."""

    read: int = 0
    unreadable: int = 0
    reason: str = ""

    def with_one_more(self, tried: Tried) -> "Tally":
        """The tally after this one; what somebody else has read meanwhile is not counted."""
        if tried.came is Came.UNREADABLE:
            return Tally(self.read, self.unreadable + 1, tried.reason)
        return Tally(self.read + (tried.came is not Came.ALREADY), self.unreadable, self.reason)
