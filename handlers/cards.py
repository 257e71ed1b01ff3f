"""Cards: a case with all that its card shows, gathered; and the wish that Slack shows it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.incidents import why_gone
from playbooks.cards import LATER, CaseFile, rank
from playbooks.cases import ANSWER, Case
from playbooks.customers import Customer, Touch
from playbooks.duties import next_due
from playbooks.nobody_home import first_until
from playbooks.policy import Policy
from playbooks.urgency import is_overdue
from storage import cards, cases, customers, mails, nags, people, policies, readings, responses, storms
from storage.database import Connection

NAMED = ("to", "from", "instead")
"""The details of an event that name somebody."""


def case_files(db: Connection, policy: Policy, chosen: Sequence[Case]) -> list[CaseFile]:
    """What is known of each of these cases, in the same order, with one query per table."""
    owners = customers.get_many(db, {case.customer_id for case in chosen})
    answers = responses.of_customers(db, owners)
    history = cases.events_of(db, {case.id for case in chosen})
    written = mails.of_cases(db, {case.id for case in chosen})
    concerned = {event.who for events in history.values() for event in events}
    concerned |= {event.details.get(key) for events in history.values() for event in events for key in NAMED}
    concerned |= {case.owner for case in chosen} | {case.closed_by for case in chosen}
    concerned |= {case.kept_for for case in chosen}
    concerned |= {customer.owner for customer in owners.values()}
    names = people.names(db, concerned)
    changed = policies.since(db, {case.team for case in chosen if case.is_open})
    made = readings.of_responses(db, [answer.id for every in answers.values() for answer in every])
    files = []
    for case in chosen:
        customer = owners[case.customer_id]
        all_answers = answers.get(customer.id, [])
        events = history.get(case.id, [])
        joined = {event.details.get(ANSWER) for event in events}
        its_own = [answer for answer in all_answers if answer.case_id == case.id or str(answer.id) in joined]
        files.append(
            CaseFile(
                case=case,
                customer=customer,
                responses=tuple(its_own),
                earlier=tuple(answer for answer in reversed(all_answers) if answer not in its_own),
                events=tuple(events),
                due=next_due(case, customer.touch, policy),
                first_until=first_until(case, customer, policy) if case.kept_for else None,
                names=names,
                rules_since=_changed_later(case, changed.get(case.team)),
                mails=tuple(written.get(case.id, ())),
                readings=made,
            )
        )
    return files


def _changed_later(case: Case, since: datetime | None) -> datetime | None:
    """Since when other clocks hold than those under which an open case began."""
    return since if since and case.is_open and case.opened_at < since else None


def case_file(db: Connection, policy: Policy, case_id: int, now: datetime) -> CaseFile | None:
    """What is known of one case, and whether it is late by now; None when there is no such case."""
    case = cases.find(db, case_id)
    return seen_at(case_files(db, policy, [case])[0], now) if case else None


def seen_at(file: CaseFile, now: datetime) -> CaseFile:
    """The same as it stands at this moment: a clock may have run out since anything happened."""
    return replace(file, late=True) if is_overdue(file, now) else file


def want_card(db: Connection, policy: Policy, case: Case, customer: Customer) -> None:
    """The case has news; its card in the team's channel is to follow, or the storm card that shows it, and the
    reminders that speak of it.

    A customer who turns out to be high touch gets a card of their own.
    """
    nags.news_of(db, case.id)
    channel = policy.team(case.team).channel
    storm = cards.want(db, case.id, channel, _rank(case, customer), case.opened_at)
    if storm is not None:
        storms.want(db, storm)
        if customer.touch is Touch.HIGH:
            cards.set_apart(db, case.id)


def first_card(db: Connection, policy: Policy, case: Case, customer: Customer) -> None:
    """The case was just opened: its card is to be posted."""
    cards.add(db, case.id, policy.team(case.team).channel, _rank(case, customer), case.opened_at)


def _rank(case: Case, customer: Customer) -> int:
    return rank(case.kind, customer.touch, customer.value)


def draw(
    db: Connection, policy: Policy, channel: str, now: datetime, *, later: bool = False
) -> tuple[cards.Card, CaseFile] | None:
    """The most urgent card that waits for this channel, and what it is to show now; `later`: also one that has time."""
    card = cards.most_urgent(db, channel, now)
    if card is None or (card.rank >= LATER and not later):
        return None
    file = case_file(db, policy, card.case_id, now)
    assert file is not None
    if card.moved_from:
        file = replace(file, moved_from=card.moved_from, moved_why=why_gone(db, card.moved_from))
    return card, file
