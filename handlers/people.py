"""People: who a Slack user is here and now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from handlers.views.people import group_gone
from playbooks.policy import Policy
from playbooks.roles import Person, person_of
from storage import cases, looks, nags, notices, people
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
    """What Slack says of somebody. Whether they may be disturbed right now is asked apart, and is not forgotten here.
    If they have left, are away or are back, a look is due at their cases."""
    before = people.find(db, known.id)
    if before is not None:
        word = replace(known.word, quiet_until=before.word.quiet_until, idle=before.word.idle)
        known = replace(known, word=word)
        if word != before.word:
            looks.ask_for_those_of(db, [known.id], known.seen_at)
            nags.hurry(db, known.id, known.seen_at)
    people.save(db, known)


def concerned(db: Connection) -> list[str]:
    """Everybody who has an open case: whether they are there matters."""
    return cases.owners(db)


def remember_groups(db: Connection, groups: dict[str, list[str]]) -> None:
    people.save_groups(db, groups)


def stale(db: Connection, user: str, before: datetime) -> bool:
    """Whether Slack should be asked again who this is."""
    known = people.find(db, user)
    return known is None or known.seen_at < before


def stale_first(db: Connection, users: Iterable[str], before: datetime) -> list[str]:
    """Those of whom Slack has told us nothing since then: first who is not known at all, then the longest ago."""
    wanted = set(users)
    known = people.find_all(db, wanted)
    old = [(found.seen_at, user) for user, found in known.items() if found.seen_at < before]
    return [*sorted(wanted - known.keys()), *(user for _seen, user in sorted(old))]


def is_known(db: Connection, user: str) -> bool:
    """Whether we have met them."""
    return people.find(db, user) is not None


def hear_quiet(db: Connection, user: str, quiet_until: datetime | None, idle: bool) -> None:
    people.hear_quiet(db, user, quiet_until, idle=idle)


def groups_are_gone(db: Connection, policy: Policy, handles: Iterable[str], now: datetime) -> None:
    """The policy names user groups that Slack does not know: deleted, renamed or misspelt. Whoever was in them last
    still counts, so that nobody is locked out; the admins hear of it, once a month."""
    for handle in handles:
        for target in policy.company.told_of_trouble:
            key = f"group-gone:{handle}:{target}:{now:%Y-%m}"
            notices.say_once(db, key, target, group_gone(handle, len(people.groups(db).get(handle, ()))), now)
