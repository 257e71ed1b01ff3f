"""Cards: a case with all that its card shows, gathered; and the wish that Slack shows it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from playbooks.cards import CaseFile, rank
from playbooks.cases import ANSWER, Case
from playbooks.customers import Customer, Touch
from playbooks.duties import next_due
from playbooks.policy import Policy
from storage import cards, cases, customers, mails, nags, people, responses, storms
from storage.database import Connection


def case_files(db: Connection, policy: Policy, chosen: Sequence[Case]) -> list[CaseFile]:
    """What is known of each of these cases, in the same order, with one query per table."""
    owners = customers.get_many(db, {case.customer_id for case in chosen})
    answers = responses.of_customers(db, owners)
    history = cases.events_of(db, {case.id for case in chosen})
    written = mails.of_cases(db, {case.id for case in chosen})
    concerned = {event.who for events in history.values() for event in events}
    concerned |= {event.details.get("to") for events in history.values() for event in events}
    concerned |= {case.owner for case in chosen} | {case.closed_by for case in chosen}
    concerned |= {customer.owner for customer in owners.values()}
    names = people.names(db, concerned)
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
                names=names,
                mails=tuple(written.get(case.id, ())),
            )
        )
    return files


def case_file(db: Connection, policy: Policy, case_id: int) -> CaseFile | None:
    """What is known of one case; None when there is no such case."""
    case = cases.find(db, case_id)
    return case_files(db, policy, [case])[0] if case else None


def want_card(db: Connection, policy: Policy, case: Case, customer: Customer) -> None:
    """The case has news; its card in the team's channel is to follow, or the storm card that shows it, and the
    reminders that speak of it.

    A customer who turns out to be high touch gets a card of their own.
    """
    nags.news_of(db, case.id)
    storm = cards.want(
        db,
        case.id,
        channel=policy.team(case.team).channel,
        rank=rank(case.kind, customer.touch, customer.value),
        now=case.opened_at,
    )
    if storm is not None:
        storms.want(db, storm)
        if customer.touch is Touch.HIGH:
            cards.set_apart(db, case.id)


def draw(db: Connection, policy: Policy, channel: str, now: datetime) -> tuple[cards.Card, CaseFile] | None:
    """The most urgent card that waits for this channel, and what it is to show now."""
    card = cards.most_urgent(db, channel, now)
    if card is None:
        return None
    file = case_file(db, policy, card.case_id)
    assert file is not None
    return card, replace(file, moved_from=card.moved_from)
