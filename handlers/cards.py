"""Cards: a case with all that its card shows, gathered; and the wish that Slack shows it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from playbooks.cards import CaseFile, rank
from playbooks.cases import Case
from playbooks.customers import Customer
from playbooks.duties import next_due
from playbooks.policy import Policy
from storage import cards, cases, customers, nags, people, responses, storms
from storage.database import Connection


def case_files(db: Connection, policy: Policy, chosen: Sequence[Case]) -> list[CaseFile]:
    """What is known of each of these cases, in the same order, with one query per table."""
    owners = customers.get_many(db, {case.customer_id for case in chosen})
    answers = responses.of_customers(db, owners)
    history = cases.events_of(db, {case.id for case in chosen})
    concerned = {event.who for events in history.values() for event in events}
    concerned |= {event.details.get("to") for events in history.values() for event in events}
    concerned |= {case.owner for case in chosen} | {case.closed_by for case in chosen}
    concerned |= {customer.owner for customer in owners.values()}
    names = people.names(db, concerned)
    files = []
    for case in chosen:
        customer = owners[case.customer_id]
        all_answers = answers.get(customer.id, [])
        files.append(
            CaseFile(
                case=case,
                customer=customer,
                responses=tuple(answer for answer in all_answers if answer.case_id == case.id),
                earlier=tuple(answer for answer in reversed(all_answers) if answer.case_id != case.id),
                events=tuple(history.get(case.id, ())),
                due=next_due(case, customer.touch, policy),
                names=names,
            )
        )
    return files


def case_file(db: Connection, policy: Policy, case_id: int) -> CaseFile | None:
    """What is known of one case; None when there is no such case."""
    case = cases.find(db, case_id)
    return case_files(db, policy, [case])[0] if case else None


def want_card(db: Connection, policy: Policy, case: Case, customer: Customer) -> None:
    """The case has news; its card in the team's channel is to follow, and the reminders that speak of it."""
    nags.news_of(db, case.id)
    cards.want(
        db,
        case.id,
        channel=policy.team(case.team).channel,
        rank=rank(case.kind, customer.touch, customer.value),
        now=case.opened_at,
    )


def set_apart(db: Connection, case_id: int, now: datetime) -> None:
    """Somebody acted on the case. If it was part of a storm, it gets a card of its own, and the storm card follows."""
    card = cards.find(db, case_id)
    if card is not None and card.storm_id is not None:
        cards.set_apart(db, case_id)
        storms.want(db, card.storm_id, next_try_at=now)


def draw(db: Connection, policy: Policy, channel: str, now: datetime) -> tuple[cards.Card, CaseFile] | None:
    """The most urgent card that waits for this channel, and what it is to show now."""
    card = cards.most_urgent(db, channel, now)
    if card is None:
        return None
    file = case_file(db, policy, card.case_id)
    assert file is not None
    return card, replace(file, moved_from=card.moved_from)
