"""Responses: one case for a customer however often they answer, and a card that follows what they say."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from handlers import customers as telling
from handlers.responses import hear
from playbooks.acts import close, contact, snooze
from playbooks.cases import Case, CaseKind, Changed, Outcome, What
from playbooks.customers import Identity, Touch
from playbooks.responses import Answer, Band
from storage import cards, cases, customers, notices, responses
from tests.handlers.conftest import POLICY

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KARI = Identity(email="kari@nordlys.example")


def heard(
    db: Connection, id_: str, score: float | None, comment: str | None = None, *, minute: int = 0, **more: Any
) -> None:
    source = POLICY.source(more.pop("source", "nps"))
    assert source is not None
    answer = Answer(id_, **{"identity": KARI, "score": score, "comment": comment, **more})
    hear(db, POLICY, source, answer, NOW + timedelta(minutes=minute))


def all_cases(db: Connection) -> list[Case]:
    return sorted(cases.of_customers(db, range(1, 100), 100), key=lambda case: case.id)


def story(db: Connection, case: Case) -> list[What]:
    return [event.what for event in cases.events_of(db, [case.id])[case.id]]


def shut(db: Connection, case: Case) -> Case:
    closed = close(case, "U0ANA", NOW, Outcome.FALSE_ALARM, None, "spam")
    assert isinstance(closed, Changed)
    return cases.save(db, closed)


def wanted(db: Connection, case: Case) -> int:
    card = cards.find(db, case.id)
    assert card is not None
    return card.wanted


def test_an_unhappy_answer_opens_a_case_with_a_card_for_its_team(db: Connection) -> None:
    heard(db, "r1", 3, "slow")
    [case] = all_cases(db)
    assert (case.team, case.kind, case.opened_at) == ("support", CaseKind.RESCUE, NOW)
    card = cards.most_urgent(db, "#support", NOW)
    assert card is not None
    assert (card.case_id, card.ts) == (case.id, None)
    kept = responses.find(db, "nps", "r1")
    assert kept is not None
    assert (kept.case_id, kept.band, kept.comment) == (case.id, Band.DETRACTOR, "slow")


def test_who_matters_most_goes_to_their_own_team(db: Connection) -> None:
    telling.tell(db, Identity(email="Kari@Nordlys.example", touch=Touch.HIGH), NOW)
    heard(db, "r1", 3)
    [case] = all_cases(db)
    assert case.team == "key-accounts"
    assert cards.most_urgent(db, "#key-accounts", NOW) is not None


def test_a_further_answer_of_the_same_customer_joins_their_case(db: Connection) -> None:
    heard(db, "r1", 3)
    heard(db, "r2", 1, "still slow", source="shop", identity=Identity(email=" KARI@nordlys.example"), minute=5)
    [case] = all_cases(db)
    assert story(db, case) == [What.OPENED, What.ATTACHED]
    assert [one.external_id for one in responses.of_customers(db, [case.customer_id])[case.customer_id]] == ["r1", "r2"]
    assert wanted(db, case) == 2


def test_whoever_answered_hears_that_their_customer_is_unhappy_again(db: Connection) -> None:
    """Their card changes without a sound, and they think that the customer was helped. Once is enough to be told."""
    heard(db, "r1", 3)
    [case] = all_cases(db)
    written = contact(case, "U0ANA", NOW, What.REPLIED, "Sorry")
    assert isinstance(written, Changed)
    cases.save(db, written)
    heard(db, "r2", 1, "It <broke> again", minute=5)
    heard(db, "r3", 1, "And again", minute=6)
    said = notices.oldest(db, "U0ANA", NOW + timedelta(hours=1))
    assert said is not None
    assert said.words.splitlines() == [
        f"kari@nordlys.example answered again: 1 of 10 · Detractor. Case {case.id} waits for you.",
        "They wrote: “It &lt;broke&gt; again”",
        f"`/loop case {case.id}` shows it.",
    ]
    notices.sent(db, said.id, NOW)
    assert notices.oldest(db, "U0ANA", NOW + timedelta(hours=1)) is None


def test_a_passive_answer_disturbs_nobody_but_is_kept(db: Connection) -> None:
    heard(db, "r1", 7)
    assert all_cases(db) == []
    kept = responses.find(db, "nps", "r1")
    assert kept is not None
    assert kept.case_id is None


def test_a_delighted_customer_who_falls_in_turns_the_same_case_into_a_rescue(db: Connection) -> None:
    heard(db, "r1", 10)
    assert all_cases(db)[0].kind is CaseKind.THANKS
    heard(db, "r1", 2, minute=5)
    [case] = all_cases(db)
    assert case.kind is CaseKind.RESCUE
    assert story(db, case) == [What.OPENED, What.REVISED]


def test_a_passive_answer_that_turns_bad_opens_a_case_then(db: Connection) -> None:
    heard(db, "r1", 7)
    heard(db, "r1", 2, minute=5)
    assert [case.kind for case in all_cases(db)] == [CaseKind.RESCUE]


def test_a_late_comment_mends_the_card_and_the_same_news_again_does_not(db: Connection) -> None:
    heard(db, "r1", 3)
    heard(db, "r1", 3, "slow", minute=5)
    [case] = all_cases(db)
    assert wanted(db, case) == 2
    heard(db, "r1", 3, "slow", minute=6)
    heard(db, "r1", 3, None, minute=7)
    assert wanted(db, case) == 2
    assert story(db, case) == [What.OPENED, What.REVISED]


def test_a_score_changed_and_changed_back_stays_when_the_middle_delivery_is_late(db: Connection) -> None:
    for minute, score in [(0, 3), (20, 3), (10, 9)]:
        heard(db, "r1", score, minute=minute, happened_at=NOW + timedelta(minutes=minute))
    kept = responses.find(db, "nps", "r1")
    assert kept is not None
    assert (kept.score, kept.band) == (3, Band.DETRACTOR)


def test_a_comment_after_closing_mends_the_old_card_and_opens_nothing(db: Connection) -> None:
    heard(db, "r1", 3)
    closed = shut(db, all_cases(db)[0])
    heard(db, "r1", 3, "by the way", minute=5)
    assert all_cases(db) == [closed]
    assert wanted(db, closed) == 2
    assert story(db, closed)[-1] is What.REVISED


def test_a_new_unhappy_answer_after_closing_opens_a_new_case(db: Connection) -> None:
    heard(db, "r1", 3)
    closed = shut(db, all_cases(db)[0])
    heard(db, "r2", 2, minute=5)
    old, new = all_cases(db)
    assert (old, new.is_open) == (closed, True)


def test_a_new_answer_wakes_a_sleeping_case(db: Connection) -> None:
    heard(db, "r1", 3)
    asleep = snooze(all_cases(db)[0], "U0ANA", NOW, NOW + timedelta(days=1), "away")
    assert isinstance(asleep, Changed)
    cases.save(db, asleep)
    heard(db, "r2", 2, minute=5)
    assert all_cases(db)[0].snoozed_until is None


def test_customers_without_a_name_are_customers_each_of_their_own(db: Connection) -> None:
    heard(db, "r1", 3, identity=Identity())
    heard(db, "r2", 3, identity=Identity(), minute=5)
    heard(db, "r1", 3, "slow", identity=Identity(), minute=6)
    assert len(customers.get_many(db, range(1, 100))) == 2
    assert [story(db, case) for case in all_cases(db)] == [[What.OPENED, What.REVISED], [What.OPENED]]


def test_a_customer_is_recognised_by_what_a_later_survey_adds(db: Connection) -> None:
    heard(db, "r1", 3, identity=Identity(email="kari@nordlys.example", provider_id="p1"))
    heard(db, "r2", 3, identity=Identity(provider_id="p1", name="Kari"), minute=5)
    [customer] = customers.get_many(db, range(1, 100)).values()
    assert (customer.name, customer.email) == ("Kari", "kari@nordlys.example")
