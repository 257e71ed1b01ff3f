"""Readings: which comments are translated and summed up, and what of a model's answer is kept."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from playbooks.ai_use import cost, month_of
from playbooks.customers import Customer
from playbooks.prompts import Prompt, Unusable, Why
from playbooks.readings import Asked, Kind, Needed, ask, examine, needed, next_try
from tests.playbooks.answers import UNHAPPY_ANSWER, WHEN

KARI = Customer(1, name="Kari Nordmann", email="kari@nordmann.example")
LONG = "Pakken kom aldri fram. " * 40


def kinds(comment: str | None, spoken: str | None, reads: tuple[str, ...]) -> list[tuple[Kind, str]]:
    answer = replace(UNHAPPY_ANSWER, comment=comment, language=spoken)
    return [(one.kind, one.language) for one in needed(answer, KARI, reads)]


@pytest.mark.parametrize(
    ("comment", "spoken", "reads", "expected"),
    [
        ("Hei", "nb", ("en",), [(Kind.TRANSLATION, "en")]),
        ("Hei", "nb-NO", ("en", "nb"), []),
        ("Hei", "no", ("en", "nb"), []),
        ("Hei", "nb", (), []),
        ("خیلی گران است", "nb", ("en", "nb"), [(Kind.TRANSLATION, "en")]),
        ("Pakken kom aldri frem, og ingen svarer på telefonen", "en", ("en",), [(Kind.TRANSLATION, "en")]),
        ("The parcel never arrived and nobody answers the phone", "nb", ("en",), []),
        ("Super", "en", ("en",), []),
        ("Hei", None, ("en",), []),
        ("Pakken kom aldri frem, og ingen svarer på telefonen", None, ("en",), [(Kind.TRANSLATION, "en")]),
        ("The parcel never arrived and nobody answers the phone", None, ("en",), []),
        ("Hei", "<b>evil</b>", ("en",), []),
        ("  ", "nb", ("en",), []),
        (None, "nb", ("en",), []),
        (LONG, "nb", ("en",), [(Kind.TRANSLATION, "en"), (Kind.SUMMARY, "en")]),
        (LONG, "nb", (), [(Kind.SUMMARY, "nb")]),
        ("x" * 600, "en", ("en",), []),
        ("x" * 601, "en", ("en",), [(Kind.SUMMARY, "en")]),
    ],
)
def test_only_what_a_team_needs_is_made(
    comment: str | None, spoken: str | None, reads: tuple[str, ...], expected: list[tuple[Kind, str]]
) -> None:
    """Each one costs money, and leaves the house."""
    assert kinds(comment, spoken, reads) == expected


def asked(comment: str, kind: Kind = Kind.TRANSLATION) -> Asked:
    return ask(Needed(kind, "en", "a test"), replace(UNHAPPY_ANSWER, comment=comment, language="nb"), KARI)


def test_a_translation_has_the_names_again_and_the_prompt_has_none() -> None:
    one = asked("Jeg heter Kari, ring 912 34 567")
    assert "Kari" not in one.prompt.data
    assert "912" not in one.prompt.data
    said = examine(json.dumps({"translation": "I am [[NAME_1]], call [[NUMBER_1]]"}), one)
    assert said == "I am Kari, call 912 34 567"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"translation": "See https://evil.example"}, Why.LINK),
        ({"translation": "I am [[NAME_9]]"}, Why.PLACEHOLDER),
        ({"translation": "Меня зовут"}, Why.LANGUAGE),
        ({"summary": "Wrong key"}, Why.FORMAT),
        ({"translation": "x" * 20_000}, Why.TOO_LONG),
    ],
)
def test_what_breaks_the_rules_is_not_kept(answer: dict[str, str], reason: Why) -> None:
    said = examine(json.dumps(answer), asked("Jeg heter Kari"))
    assert isinstance(said, Unusable)
    assert said.why is reason


def test_a_summary_is_one_line() -> None:
    said = examine(json.dumps({"summary": "The parcel\nnever came."}), asked(LONG, Kind.SUMMARY))
    assert said == "The parcel never came."


def test_it_is_tried_again_later_and_then_given_up() -> None:
    """A service that is down must not be asked for ever, at our cost."""
    assert [next_try(tries, WHEN) for tries in (1, 2, 3)] == [
        WHEN + timedelta(minutes=2),
        WHEN + timedelta(minutes=10),
        None,
    ]


def test_a_call_is_counted_as_the_server_says_unless_that_is_nonsense() -> None:
    """A server that says nothing, or a negative number, must not make the budget endless."""
    assert cost(300, 900) == 300
    assert [cost(said, 900) for said in (None, -5, 10**12)] == [900, 900, 900]
    assert month_of(WHEN) == "2026-11"
    assert Prompt("rules", "data" * 100, 1000).most > 1000
