"""Mailings: one playbook to many customers. How many one person may answer at once, at which pace, and who may stop it.
Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from playbooks.policy import Mailings
from playbooks.roles import Person

MOST = 500  # mails of one mailing, whoever sends it
IN_HAND = 10  # mails of one mailing that wait in the outbox; the others are made when their turn comes
FIGURES_FOR = timedelta(days=30)  # how long the message of a mailing that is over follows its figures
CATCH_UP = timedelta(seconds=1)


class MailingState(StrEnum):
    DRAFT = "draft"
    GOING = "going"
    STOPPED = "stopped"
    DONE = "done"


def most_for(person: Person, teams: Iterable[str], rules: Mailings) -> int:
    """How many mails this person may send at once to cases of these teams: who leads all of them many, an agent few."""
    leads = person.admin or set(teams) <= person.manages
    return MOST if leads else min(rules.most_by_agent, MOST)


def may_stop(person: Person, by: str, teams: Iterable[str]) -> bool:
    """Who began a mailing may stop it, and so may an admin and whoever leads one of its teams."""
    return person.id == by or person.admin or bool(person.manages & set(teams))


def pace(rules: Mailings) -> timedelta:
    """The time between two mails of a mailing. It spares the mail server; it imitates nobody."""
    return timedelta(minutes=1) / rules.per_minute


def next_turn(planned: datetime, rules: Mailings, now: datetime) -> datetime:
    """When the next mail may be made, after one that was planned for then and is made now. What was missed while the
    bot was away is not made up for: the mail server is spared a flood."""
    return max(planned, now - CATCH_UP) + pace(rules)
