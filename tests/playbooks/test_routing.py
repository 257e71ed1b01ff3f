from dataclasses import replace
from typing import Any

import pytest

from playbooks.cases import CaseKind
from playbooks.customers import Customer, Touch
from playbooks.facts import Facts, Matched, facts_of
from playbooks.mentions import mentioned
from playbooks.policy import Policy
from playbooks.responses import Band
from playbooks.routing import NoCase, Opened, Quiet, Routed, opens_case, route
from tests.playbooks.answers import UNHAPPY_ANSWER

UNHAPPY = Facts(
    band=Band.DETRACTOR,
    touch=Touch.HIGH,
    touchpoint="renewal",
    source="nps",
    language="nb-NO",
    account="Nordlys AS",
    value=50_000,
    comment="The INVOICE was wrong, again.",
)


def policy(*routes: dict[str, Any]) -> Policy:
    teams = [{"name": name, "channel": f"#{name}"} for name in ("support", "key-accounts", "billing")]
    return Policy.model_validate({"company": {"name": "Acme"}, "teams": teams, "routes": routes})


def to(team: str, deliver: str = "card", **when: Any) -> dict[str, Any]:
    return {"team": team, "deliver": deliver, "when": when}


def test_an_answer_that_no_route_wants_still_reaches_the_first_team() -> None:
    assert route(policy(to("billing", band=["promoter"])), UNHAPPY) == Routed("support", "card")
    assert route(policy(), UNHAPPY) == Routed("support", "card")


def test_the_route_written_first_wins_and_says_why() -> None:
    routed = route(
        policy(
            to("billing", touch=["low"]),
            to("key-accounts", band=["detractor"], touch="high", value_min=10_000),
            to("billing", mentions=["invoice"]),
        ),
        UNHAPPY,
    )
    reason = (Matched("band", "detractor"), Matched("touch", "high"), Matched("value_min", "50000"))
    assert routed == Routed("key-accounts", "card", 2, reason)


@pytest.mark.parametrize(
    ("when", "missing"),
    [
        ({"band": ["detractor", "passive"]}, {"band": None}),
        ({"touch": "high"}, {"touch": Touch.LOW}),
        ({"touchpoint": ["Renewal"]}, {"touchpoint": None}),
        ({"source": ["nps"]}, {"source": "csat"}),
        ({"language": ["nb"]}, {"language": "en"}),
        ({"language": ["nb"]}, {"language": "nbx"}),
        ({"language": ["nb-no"]}, {"language": "nb"}),
        ({"account": ["NORDLYS as"]}, {"account": None}),
        ({"value_min": 50_000}, {"value": 49_999}),
        ({"value_min": 0}, {"value": None}),
        ({"mentions": ["refund", "invoice"]}, {"comment": None}),
    ],
)
def test_each_condition_lets_its_own_answers_in_and_keeps_the_others_out(
    when: dict[str, Any], missing: dict[str, Any]
) -> None:
    rules = policy(to("billing", **when))
    assert route(rules, UNHAPPY).team == "billing"
    assert route(rules, replace(UNHAPPY, **missing)).team == "support"


@pytest.mark.parametrize(
    ("word", "comment", "found"),
    [
        ("invoice", "INVOICE!", True),
        ("invoice", "all invoices", False),
        ("bill", "billing", False),
        ("credit note", "a Credit\n note please", True),
        ("straße", "die STRASSE", True),
        ("café", "the cafe\u0301 is shut", True),
        ("can't log in", "I can’t log in", True),
        ("c++", "your C++ library", True),
        ("счёт", "Где мой Счёт?", True),
        (".", "no dots", False),
        ("", "anything", False),
        ("  ", "any thing", False),
    ],
)
def test_a_word_is_found_whole_and_however_it_is_written(word: str, comment: str, found: bool) -> None:
    assert bool(mentioned([word], comment)) is found


def test_a_very_long_comment_delays_nobody() -> None:
    assert mentioned(["invoice", "credit note"], "credit " * 30_000 + "INVOICE") == ("invoice",)


@pytest.mark.parametrize(("band", "kind"), [(Band.DETRACTOR, CaseKind.RESCUE), (Band.PROMOTER, CaseKind.THANKS)])
def test_unhappy_and_delighted_customers_become_cases(band: Band, kind: CaseKind) -> None:
    opened = opens_case(policy(to("billing", mentions=["invoice"])), replace(UNHAPPY, band=band))
    assert isinstance(opened, Opened)
    assert (opened.kind, opened.team, opened.deliver) == (kind, "billing", "card")


def test_a_passive_becomes_a_case_only_where_a_route_says_so() -> None:
    passive = replace(UNHAPPY, band=Band.PASSIVE)
    for rules in (policy(), policy(to("billing", touch=["high"]), to("support", band=["passive"]))):
        quiet = opens_case(rules, passive)
        assert isinstance(quiet, NoCase)
        assert quiet.reason is Quiet.PASSIVE
    opened = opens_case(policy(to("support", "digest", band=["passive"], touch=["high"])), passive)
    assert isinstance(opened, Opened)
    assert (opened.kind, opened.deliver) == (CaseKind.ASK, "digest")


def test_a_route_that_delivers_nothing_opens_nothing() -> None:
    quiet = opens_case(policy(to("support", "none", source=["nps"])), UNHAPPY)
    assert isinstance(quiet, NoCase)
    assert quiet.reason is Quiet.NOT_DELIVERED
    assert quiet.routed.rule == 1


def test_words_without_a_score_are_heard_and_an_empty_answer_waits() -> None:
    words = opens_case(policy(), replace(UNHAPPY, band=None))
    assert isinstance(words, Opened)
    assert words.kind is CaseKind.RESCUE
    empty = opens_case(policy(), Facts(comment="  "))
    assert isinstance(empty, NoCase)
    assert empty.reason is Quiet.NOTHING_SAID


def test_what_we_know_of_a_customer_goes_before_what_the_survey_says() -> None:
    known = Customer(1, account="Nordlys AS", touch=Touch.HIGH, value=5, language="nb")
    facts = facts_of(UNHAPPY_ANSWER, known, CaseKind.RESCUE)
    assert (facts.language, facts.account, facts.touch, facts.value) == ("nb", "Nordlys AS", Touch.HIGH, 5)
    assert facts_of(UNHAPPY_ANSWER, Customer(1)).language == "en"
