"""Policies: notices that a team's clocks were changed. From then on the new ones count for open cases too, and the
cards of those say so."""

from datetime import datetime

from handlers import cards
from playbooks.duties import digest_of
from playbooks.policy import Policy
from storage import cases, customers, policies
from storage.database import Connection

A_FEW = 10
"""Cards that follow at one look: new customers are shown in between."""


def is_news(db: Connection, policy: Policy) -> bool:
    """Whether there is something to follow."""
    known = policies.digests(db)
    changed = any(known.get(team.name) != digest_of(team, policy) for team in policy.teams)
    return changed or bool(policies.following(db))


def follow(db: Connection, policy: Policy, now: datetime) -> None:
    """Remembers what holds now and, after a change, looks at the team's open cases and lets their cards follow."""
    known = policies.digests(db)
    for team in policy.teams:
        digest, was = digest_of(team, policy), known.get(team.name)
        if was is None:
            policies.begin(db, team.name, digest)
        elif was != digest and policies.change(db, team.name, was, digest, now):
            cases.look_at_team(db, team.name, now)
    for name, since, last in policies.following(db):
        _let_cards_follow(db, policy, name, since, last)


def _let_cards_follow(db: Connection, policy: Policy, team: str, since: datetime, last: int) -> None:
    chosen = cases.open_before(db, team, since, last, A_FEW)
    owners = customers.get_many(db, {case.customer_id for case in chosen})
    for case in chosen:
        cards.want_card(db, policy, case, owners[case.customer_id])
    policies.followed(db, team, chosen[-1].id if len(chosen) == A_FEW else None)
