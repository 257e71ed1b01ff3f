"""Outreach figures: what came of the mails to customers, for each playbook and each mailing. Pure.

Nobody's reading is watched: there is no pixel and no link that is followed on the way. What counts is what customers
did themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

Group = TypeVar("Group", str, int)

DAYS = {"week": 7, "month": 30, "quarter": 90, "90d": 90}


class Did(StrEnum):
    """What came of a mail."""

    BOUNCED = "bounced"
    CLICKED = "clicked"
    """A button on a page of ours was pressed. That it was opened says nothing: mail scanners follow links."""
    ANSWERED = "answered"
    UNSUBSCRIBED = "unsubscribed"
    RECOVERED = "recovered"


@dataclass(frozen=True)
class Sent:
    """A mail of a person or of a mailing. `at` is when it left, or was tried; `failed`: it was never delivered."""

    id: int
    case_id: int
    customer_id: int
    playbook: str | None
    mailing_id: int | None
    at: datetime
    failed: bool = False


@dataclass(frozen=True)
class Happening:
    """Something that a customer did, or that their mail server said. Without a `case_id` it is about the customer."""

    did: Did
    customer_id: int
    at: datetime
    case_id: int | None = None


@dataclass(frozen=True)
class Figures:
    """How many mails were sent and did not come back, how many were not delivered (`bounced`), and of how many what
    came. `clicked` is None where nobody was sent to a page of ours: then there is nothing to count, which is not the
    same as none."""

    sent: int
    bounced: int
    clicked: int | None
    answered: int
    unsubscribed: int
    recovered: int


def by_playbook(mails: Iterable[Sent], happened: Iterable[Happening], *, clicks: bool) -> Mapping[str, Figures]:
    """The figures of each playbook; who wrote without one is left out. `clicks`: whether there was where to click."""
    return _grouped(mails, happened, lambda mail: mail.playbook, clicks=clicks)


def by_mailing(mails: Iterable[Sent], happened: Iterable[Happening], *, clicks: bool) -> Mapping[int, Figures]:
    """The figures of each mailing."""
    return _grouped(mails, happened, lambda mail: mail.mailing_id, clicks=clicks)


def _grouped(
    mails: Iterable[Sent], happened: Iterable[Happening], group: Callable[[Sent], Group | None], *, clicks: bool
) -> dict[Group, Figures]:
    every = list(mails)
    came = came_of(every, happened)
    groups: dict[Group, list[Sent]] = {}
    for mail in every:
        if (name := group(mail)) is not None:
            groups.setdefault(name, []).append(mail)
    return {name: _figures([came[mail.id] for mail in of_group], clicks=clicks) for name, of_group in groups.items()}


def _figures(came: Sequence[frozenset[Did]], *, clicks: bool) -> Figures:
    def count(did: Did) -> int:
        return sum(did in one for one in came)

    return Figures(
        sent=len(came) - count(Did.BOUNCED),
        bounced=count(Did.BOUNCED),
        clicked=count(Did.CLICKED) if clicks else None,
        answered=count(Did.ANSWERED),
        unsubscribed=count(Did.UNSUBSCRIBED),
        recovered=count(Did.RECOVERED),
    )


def came_of(mails: Sequence[Sent], happened: Iterable[Happening]) -> Mapping[int, frozenset[Did]]:
    """What came of each mail, by its id. Whatever happens is counted for the last mail before it, and once: a customer
    who answers three times has answered one mail."""
    came: dict[int, set[Did]] = {mail.id: {Did.BOUNCED} if mail.failed else set() for mail in mails}
    of_customer: dict[int, list[Sent]] = {}
    for mail in mails:
        of_customer.setdefault(mail.customer_id, []).append(mail)
    for one in happened:
        before = [mail for mail in of_customer.get(one.customer_id, ()) if _concerns(one, mail)]
        if before:
            came[max(before, key=lambda mail: (mail.at, mail.id)).id].add(one.did)
    return {mail_id: frozenset(did) for mail_id, did in came.items()}


def _concerns(one: Happening, mail: Sent) -> bool:
    if one.at < mail.at or (mail.failed and one.did is not Did.BOUNCED):
        return False
    return one.case_id is None or mail.case_id == one.case_id


def since(word: str, now: datetime, timezone: str) -> datetime | None:
    """Where a report of "week", "month", "quarter" or "90d" begins: so many days ago at the same time of day in
    `timezone` (IANA name), aware UTC; None for any other word."""
    days = DAYS.get(word.casefold())
    return None if days is None else (now.astimezone(ZoneInfo(timezone)) - timedelta(days=days)).astimezone(UTC)
