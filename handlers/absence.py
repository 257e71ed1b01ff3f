"""Absence: who of some people is not there, by their own settings and by what Slack has told us."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from playbooks.absence import NOTHING_SAID, Away, away, changes_at
from playbooks.policy import Policy
from storage import people, settings
from storage.database import Connection


@dataclass(frozen=True)
class Absences:
    """Who is away, and when the next of these people goes or comes back, each by user id. `known` are those whom Slack
    has told us about, `colleagues` those of them who work here."""

    away: dict[str, Away] = field(default_factory=dict)
    changes: dict[str, datetime] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()


def absences(db: Connection, policy: Policy, ids: Iterable[str], now: datetime) -> Absences:
    """Who of these people is not there. Somebody of whom we know nothing is taken to be there."""
    asked = set(ids)
    known = people.find_all(db, asked)
    own = settings.find_all(db, asked)
    colleagues = frozenset(person for person, slack in known.items() if not slack.stranger)
    found = Absences(known=frozenset(known), colleagues=colleagues)
    for person in sorted(known.keys() | own.keys()):
        slack, decided = known.get(person), own.get(person)
        word = slack.word if slack else NOTHING_SAID
        zone = (slack.timezone if slack else None) or policy.company.timezone
        leave = decided.leave if decided else None
        if (absent := away(word, leave, zone, now)) is not None:
            found.away[person] = absent
        if (changes := changes_at(word, leave, zone, now)) is not None:
            found.changes[person] = changes
    return found
