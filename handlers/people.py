"""People: who a Slack user is here and now."""

from datetime import datetime

from playbooks.policy import Policy
from playbooks.roles import Person, person_of
from storage import people
from storage.database import Connection


def person(db: Connection, policy: Policy, user: str) -> Person:
    """The Slack user with the roles that the policy gives them. One whom we have not seen has only their id."""
    known = people.find(db, user)
    return person_of(
        user,
        known.name if known else "",
        known.timezone if known else None,
        policy=policy,
        groups=people.groups(db),
        stranger=known.stranger if known else None,
    )


def remember(db: Connection, known: people.Known) -> None:
    people.save(db, known)


def remember_groups(db: Connection, groups: dict[str, list[str]]) -> None:
    people.save_groups(db, groups)


def stale(db: Connection, user: str, before: datetime) -> bool:
    """Whether Slack should be asked again who this is."""
    known = people.find(db, user)
    return known is None or known.seen_at < before
