"""Policies: notices that a team's clocks were changed. From then on the new ones count for open cases too, and the
cards of those say so."""

from datetime import datetime

from playbooks.duties import digest_of
from playbooks.policy import Policy
from storage import cards, cases, looks, nags, policies, storms
from storage.database import Connection


def is_news(db: Connection, policy: Policy) -> bool:
    """Whether there is something to follow."""
    known = policies.digests(db)
    changed = any(known.get(team.name) != digest_of(team, policy) for team in policy.teams)
    return changed or bool(policies.following(db))


def follow(db: Connection, policy: Policy, now: datetime, limit: int) -> bool:
    """Remembers what holds now and, after a change, looks at the next `limit` of each team's open cases and lets their
    cards follow. True while there are more."""
    known = policies.digests(db)
    for team in policy.teams:
        digest, was = digest_of(team, policy), known.get(team.name)
        if was is None:
            policies.begin(db, team.name, digest)
        elif was != digest:
            policies.change(db, team.name, was, digest, now)
    for name, since, last in policies.following(db):
        chosen = cases.open_before(db, name, since, last, limit)
        _count_for(db, chosen, now)
        policies.followed(db, name, chosen[-1] if len(chosen) == limit else None)
    return bool(policies.following(db))


def _count_for(db: Connection, case_ids: list[int], now: datetime) -> None:
    """The new clocks count for these: they are looked at, and what Slack shows of them follows when there is room."""
    looks.ask_for(db, case_ids, now)
    nags.news_of_all(db, case_ids)
    cards.follow(db, case_ids)
    for storm in cards.storms_of(db, case_ids):
        storms.want(db, storm)
