"""Responses: what follows when a customer answered. Know who it is, revise what was said, open or feed a case."""

from collections.abc import Iterable
from datetime import datetime

from handlers import cards, customers
from handlers.assignment import first_hands
from handlers.views.answered_again import after_close, answered_again
from playbooks.acts import attach, calls_back
from playbooks.cases import ANSWER, Case, CaseState, Event, What
from playbooks.customers import Customer
from playbooks.facts import facts_of
from playbooks.policy import Policy
from playbooks.responses import USUAL_SCALE, Answer, Band, Metric, Response, Scale, band_of, revise
from playbooks.routing import NoCase, Opened, opens_case
from playbooks.sources import Source
from storage import cases, notices, responses
from storage.database import Connection


def hear(db: Connection, policy: Policy, source: Source, answer: Answer, now: datetime) -> None:
    """Takes in one answer with all that follows from it. Raises ImpossibleScore."""
    known = responses.find(db, source.name, answer.external_id)
    customer, stranger = customers.meet(db, answer, source.name, now, known)
    news = _response(policy, source, answer, customer, now)
    if known is None:
        current = None if stranger else cases.open_case_of(db, customer.id)
        _take(db, policy, news, customer, current)
        return
    response = revise(known, news)
    if response is known:
        return
    responses.save(db, response)
    if response.revision != known.revision:
        _follow(db, policy, known, response, customer, now)


def check(policy: Policy, source: Source, answers: Iterable[Answer]) -> None:
    """Raises ImpossibleScore, before anything is written that would have to be undone."""
    for answer in answers:
        _judged(policy, source, answer)


def _judged(policy: Policy, source: Source, answer: Answer) -> tuple[Metric, Scale, Band | None]:
    """What the score is measured by, and what it comes to."""
    metric = answer.metric or source.metric or Metric.NPS
    scale = answer.scale or source.scale or USUAL_SCALE[metric]
    return metric, scale, None if answer.score is None else band_of(answer.score, metric, scale, policy.bands)


def _response(policy: Policy, source: Source, answer: Answer, customer: Customer, now: datetime) -> Response:
    metric, scale, band = _judged(policy, source, answer)
    return Response(
        id=0,
        source=source.name,
        external_id=answer.external_id,
        customer_id=customer.id,
        case_id=None,
        metric=metric,
        scale=scale,
        score=answer.score,
        band=band,
        first_score=answer.score,
        comment=answer.comment,
        touchpoint=answer.touchpoint or source.touchpoint,
        language=answer.language,
        link=answer.link,
        answered_at=answer.answered_at or answer.happened_at or now,
        happened_at=answer.happened_at or now,
        received_at=now,
        properties=dict(answer.properties),
        revision=1,
    )


def _take(db: Connection, policy: Policy, news: Response, customer: Customer, current: Case | None) -> None:
    """A new answer is kept. It joins the customer's open case, or opens one; so it is written with its case at once."""
    now = news.received_at
    if current is not None:
        _join(db, policy, current, responses.add(db, news, current.id), customer, now)
        return
    opening = opens_case(policy, facts_of(news, customer))
    if isinstance(opening, NoCase):
        responses.add(db, news)
        return
    case = cases.begin(db, _case(customer, opening, now))
    response = responses.add(db, news, case.id)
    _opened(db, policy, case, response, customer, opening)


def _undecided(known: Response, response: Response) -> bool:
    """Whether it is still open if this answer makes a case: it has none yet, or it changed its band."""
    return response.case_id is None or known.band is not response.band


def _follow(
    db: Connection, policy: Policy, known: Response, response: Response, customer: Customer, now: datetime
) -> None:
    """What a revised answer does to the customer's case: it joins the open one, or opens one, or only mends a card.

    An answer never leaves its case. One that is revised after its case was closed is shown by both: by the closed
    case, and by the open one that its news feed or open.
    """
    current = cases.open_case_of(db, customer.id)
    if current is None or response.case_id != current.id:
        _mend_closed(db, policy, response, customer, now)
    if current is not None:
        if response.case_id is None:
            responses.join(db, response.id, current.id)
        _join(db, policy, current, response, customer, now, known)
    elif _undecided(known, response):
        opening = opens_case(policy, facts_of(response, customer))
        if not isinstance(opening, NoCase):
            case = cases.begin(db, _case(customer, opening, now))
            if response.case_id is None:
                responses.join(db, response.id, case.id)
            _opened(db, policy, case, response, customer, opening)


def _mend_closed(db: Connection, policy: Policy, response: Response, customer: Customer, now: datetime) -> None:
    """The closed case of a revised answer shows the news, and whoever had it is told: they know the story."""
    closed = cases.find(db, response.case_id) if response.case_id is not None else None
    if closed is None:
        return
    cases.record(db, closed.id, Event(now, None, What.REVISED))
    cards.want_card(db, policy, closed, customer)
    if closed.owner:
        key = f"after-close:{response.id}:{response.revision}"
        notices.say_once(db, key, closed.owner, after_close(closed, customer, response), now)


def _join(
    db: Connection,
    policy: Policy,
    case: Case,
    response: Response,
    customer: Customer,
    now: datetime,
    known: Response | None = None,
) -> None:
    """`known` is the response as it was before this news of it. An owner who is wanted again is told: a card that
    changes makes no sound."""
    first = known is None or known.case_id != case.id  # the case hears of it for the first time
    before = known.band if known else None
    details = {ANSWER: str(response.id)} if first else {}
    saved = cases.save(db, attach(case, response.band, now, first=first, before=before, details=details))
    cards.want_card(db, policy, saved, customer)
    if saved.owner and calls_back(case, saved):
        key = f"answered-again:{response.id}:{response.revision}"
        notices.say_once(db, key, saved.owner, answered_again(saved, customer, response), now)


def _case(customer: Customer, routed: Opened, now: datetime) -> Case:
    return Case(
        id=0,
        customer_id=customer.id,
        team=routed.team,
        kind=routed.kind,
        state=CaseState.OPEN,
        opened_at=now,
        route=routed.routed.key,
    )


def _opened(db: Connection, policy: Policy, case: Case, response: Response, customer: Customer, routed: Opened) -> None:
    """The history of a new case begins, and its card is to be posted."""
    now, why = case.opened_at, routed.routed.rule
    details = {ANSWER: str(response.id)} | ({"route": str(why)} if why else {})
    cases.record(db, case.id, Event(now, None, What.OPENED, details=details))
    cards.first_card(db, policy, first_hands(db, policy, case, customer, now), customer)
