"""Mailings: nobody gets a mail who should not, nobody gets two, and nobody is left out in silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import load_library
from playbooks.cards import CaseFile
from playbooks.cases import Case, CaseKind, CaseState, Refusal
from playbooks.customers import Customer, Touch
from playbooks.facts import Facts
from playbooks.mailings import (
    MOST,
    Candidate,
    LeftOut,
    Letter,
    best_first,
    choose,
    letter,
    may_stop,
    most_for,
    next_turn,
    pace,
    samples,
    suits,
    why_not,
)
from playbooks.policy import Mailings
from playbooks.replies import Fits
from playbooks.responses import Band
from playbooks.roles import Person
from playbooks.wording import Filled, Say
from tests.playbooks.answers import UNHAPPY_ANSWER

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA, BEA = "U0ANA", "U0BEA"
RULES = Mailings()


def candidate(number: int = 1, **changes: object) -> Candidate:
    case = Case(number, number, "support", CaseKind.RESCUE, CaseState.OPEN, NOW - timedelta(hours=2))
    customer = Customer(number, email=f"c{number}@many.example")
    of_case = {name: value for name, value in changes.items() if name in Case.__dataclass_fields__ and name != "owner"}
    if "owner" in changes:
        of_case |= {"owner": changes["owner"], "state": changes.get("state", CaseState.CLAIMED)}
    silence = ("do_not_contact", "unsubscribed_at")
    of_customer = {name: changes[name] for name in ("email", "touch", *silence) if name in changes}
    rest = {name: changes[name] for name in ("refusal", "contacted_at", "suits", "wrote") if name in changes}
    return Candidate(replace(case, **of_case), replace(customer, **of_customer), **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"owner": ANA}, None),
        ({"owner": BEA}, LeftOut.OTHERS),
        ({"state": CaseState.CLOSED}, LeftOut.CLOSED),
        ({"refusal": Refusal.NOT_IN_TEAM}, LeftOut.NOT_ALLOWED),
        ({"do_not_contact": True}, LeftOut.NO_CONTACT),
        ({"unsubscribed_at": NOW}, LeftOut.NO_CONTACT),
        ({"touch": Touch.HIGH}, LeftOut.HIGH_TOUCH),
        ({"email": None}, LeftOut.NO_ADDRESS),
        ({"email": "nobody"}, LeftOut.NO_ADDRESS),
        ({"email": "a@b.example\r\nBcc: all@b.example"}, LeftOut.NO_ADDRESS),
        ({"wrote": True, "owner": ANA}, LeftOut.WROTE),
        ({"contacted_at": NOW - timedelta(days=13)}, LeftOut.LATELY),
        ({"contacted_at": NOW - timedelta(days=14)}, None),
        ({"snoozed_until": NOW + timedelta(days=1)}, LeftOut.ASLEEP),
        ({"suits": False}, LeftOut.UNFIT),
    ],
)
def test_who_gets_none_and_why(changes: dict[str, Any], reason: LeftOut | None) -> None:
    assert why_not(candidate(**changes), ANA, RULES, NOW) is reason


def candidates() -> st.SearchStrategy[list[Candidate]]:
    """Cases of every sort, some of which share an address."""
    one = st.fixed_dictionaries(
        {},
        optional={
            "owner": st.sampled_from([None, ANA, BEA]),
            "email": st.sampled_from([None, "", "a@b.example", "A@B.example", "c@b.example", "d@b.example", "no"]),
            "touch": st.sampled_from(Touch),
            "do_not_contact": st.booleans(),
            "unsubscribed_at": st.none() | st.just(NOW),
            "wrote": st.booleans(),
            "suits": st.booleans(),
            "contacted_at": st.none() | st.integers(0, 60).map(lambda days: NOW - timedelta(days=days)),
            "snoozed_until": st.none() | st.just(NOW + timedelta(hours=1)),
        },
    )
    return st.lists(one, max_size=30).map(lambda several: [candidate(n, **values) for n, values in enumerate(several)])


@given(candidates(), st.integers(1, 10))
def test_everybody_is_either_chosen_or_left_out_with_a_reason(given_: list[Candidate], most: int) -> None:
    selection = choose(given_, ANA, RULES, most, NOW)
    left = [one for one, _reason in selection.left_out]
    assert sorted(one.case.id for one in [*selection.chosen, *left]) == [one.case.id for one in given_]
    assert sum(selection.reasons.values()) == len(left)
    assert len(selection.chosen) <= most
    assert [one.case.id for one in selection.chosen] == sorted(one.case.id for one in selection.chosen)


@given(candidates())
def test_nobody_gets_two_mails_and_nobody_who_wants_none_gets_one(given_: list[Candidate]) -> None:
    chosen = choose(given_, ANA, RULES, MOST, NOW).chosen
    addresses = [(one.customer.email or "").casefold() for one in chosen]
    assert len(set(addresses)) == len(addresses)
    for one in chosen:
        assert not one.customer.do_not_contact
        assert one.customer.unsubscribed_at is None
        assert one.customer.touch is Touch.LOW
        assert one.case.owner in (None, ANA)
        assert one.contacted_at is None or NOW - one.contacted_at >= RULES.again_after


@given(candidates())
def test_what_was_chosen_is_chosen_again_a_moment_later(given_: list[Candidate]) -> None:
    """It is asked again when the turn of each has come: then nobody may be left out for no news at all."""
    chosen = choose(given_, ANA, RULES, MOST, NOW).chosen
    assert choose(chosen, ANA, RULES, MOST, NOW + timedelta(minutes=5)).chosen == chosen


def test_an_agent_answers_a_few_at_once_and_who_leads_the_team_many() -> None:
    agent = Person(ANA, teams=frozenset({"support"}))
    manager = Person("U0MIRA", manages=frozenset({"support"}))
    assert most_for(agent, {"support"}, RULES) == 20
    assert most_for(manager, {"support"}, RULES) == MOST
    assert most_for(manager, {"support", "key-accounts"}, RULES) == 20
    assert most_for(Person("U0ADMIN", admin=True), {"support"}, RULES) == MOST
    selection = choose([candidate(n) for n in range(25)], ANA, RULES, 20, NOW)
    assert len(selection.chosen) == 20
    assert selection.reasons == {LeftOut.TOO_MANY: 5}


def test_who_may_stop_it() -> None:
    assert may_stop(Person(ANA), ANA, {"support"})
    assert may_stop(Person("U0MIRA", manages=frozenset({"support"})), ANA, {"support"})
    assert not may_stop(Person(BEA, teams=frozenset({"support"})), ANA, {"support"})


def test_a_promoter_is_never_told_that_we_are_sorry() -> None:
    when = Fits(band=(Band.DETRACTOR,), mentions=("invoice",))
    assert suits(when, Facts(band=Band.DETRACTOR, comment="something else"))
    assert not suits(when, Facts(band=Band.PROMOTER, comment="the invoice was great"))
    assert not suits(Fits(kind=(CaseKind.THANKS,)), Facts(band=Band.DETRACTOR, kind=CaseKind.RESCUE))


def letters(*languages: str) -> list[Letter]:
    return [Letter(language, language, Filled("", "")) for language in languages]


def test_the_three_that_are_shown_are_as_different_as_can_be() -> None:
    assert samples(letters("en", "en", "en", "nb")) == (0, 3, 1)
    assert samples(letters("en", "nb", "ro", "pl")) == (0, 1, 2)
    assert samples(letters("en")) == (0,)


@given(st.lists(st.sampled_from(["en", "nb", "ro", "fa"]), min_size=1, max_size=40))
def test_shown_mails_are_real_ones_each_once(languages: list[str]) -> None:
    shown = samples(letters(*languages))
    assert len(shown) == min(3, len(languages)) == len(set(shown))
    assert len({languages[place] for place in shown}) == min(3, len(set(languages)))


def test_a_mail_speaks_the_customers_language_or_says_that_it_could_not() -> None:
    first = load_library()[0]
    playbook = replace(first, say={**first.say, "nb": Say("Hei", "Hei $first_name,\n\nTakk.")})
    case = candidate().case
    norwegian = Customer(1, "Ingrid Haugen", "i@nord.example", language="nb-NO")
    own = letter(playbook, CaseFile(case, norwegian, ()), "Acme", "Ana")
    assert (own.language, own.fell_back) == ("nb", False)
    assert "Ingrid" in own.filled.text
    other = letter(playbook, CaseFile(case, replace(norwegian, language="sw"), ()), "Acme", "Ana")
    assert (other.language, other.wanted, other.fell_back) == ("en", "sw", True)
    unknown = letter(playbook, CaseFile(case, replace(norwegian, language=None), ()), "Acme", "Ana")
    assert (unknown.language, unknown.fell_back) == ("en", False)


def test_the_template_that_most_would_be_answered_with_is_offered_first() -> None:
    answers = [replace(UNHAPPY_ANSWER, id=n, comment="My invoice number is wrong") for n in range(3)]
    files = [CaseFile(candidate(n).case, candidate(n).customer, (one,)) for n, one in enumerate(answers)]
    assert best_first(load_library(), files)[0].name == "billing_trouble"


@given(st.integers(0, 3600), st.integers(1, 600))
def test_the_pace_is_kept_also_after_the_bot_was_away(away: int, per_minute: int) -> None:
    """An hour's mails at once would look to the mail server like the spam that they are not."""
    rules = Mailings(per_minute=per_minute)
    at, planned, sent = NOW + timedelta(seconds=away), NOW, 0
    while planned <= at:
        planned, sent = next_turn(planned, rules, at), sent + 1
    assert sent <= per_minute / 60 + 2
    assert next_turn(NOW, rules, NOW) == NOW + pace(rules)


def test_of_whom_nobody_knows_the_language_their_own_words_tell_it() -> None:
    """Nobody reads these mails one by one: an English answer to a Polish comment would go out unseen."""
    case = candidate().case
    said = replace(UNHAPPY_ANSWER, language=None, comment="Faktura jest błędna i nikt nie odpowiada na moje wiadomości")
    file = CaseFile(case, Customer(1, email="c1@many.example"), (said,))
    price = next(one for one in load_library() if one.name == "price")
    assert letter(price, file, "Acme", "Ana").language == "pl"
