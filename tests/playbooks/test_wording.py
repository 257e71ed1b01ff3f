from dataclasses import replace

import pytest

from playbooks.customers import Customer
from playbooks.responses import Scale
from playbooks.wording import Say, fields_of, fill, first_name
from tests.playbooks.answers import UNHAPPY_ANSWER


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ingrid Haugen", "Ingrid"),
        ("Haugen, Ingrid", "Ingrid"),
        ("Dr. Ingrid Haugen", "Ingrid"),
        ("  مریم  رحیمی ", "مریم"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("J. Smith", None),
        ("ana@acme.example", None),
        ("user4711", None),
        ("Dr.", None),
        ("", None),
        (None, None),
    ],
)
def test_nobody_is_greeted_by_a_title_an_initial_or_an_address(name: str | None, greeted: str | None) -> None:
    assert first_name(name) == greeted


def test_a_sentence_about_something_unknown_is_left_out() -> None:
    say = Say("$company", "Dear $first_name.\n\nHow is $account? Fine.\nYou gave $score of $highest.\n\n\n$$5 off.")
    assert fill(say, {"company": "Acme", "account": None}).text == "Dear.\n\nFine.\n\n$5 off."
    known = fields_of(Customer(7, name="Ingrid H", account="Nordlys"), UNHAPPY_ANSWER, "Acme", "Ana")
    assert fill(say, known).text == "Dear Ingrid.\n\nHow is Nordlys? Fine.\nYou gave 3 of 10.\n\n$5 off."
    half = replace(UNHAPPY_ANSWER, score=0.5, scale=Scale(0, 1))
    assert fields_of(Customer(7), half, "Acme", "Ana")["score"] == "0.5"


def test_a_hostile_name_adds_no_header_and_no_field() -> None:
    hostile = {"company": "A\r\nBcc: x@y.example\u2028z\x00", "first_name": "$agent ${score}", "agent": "Ana"}
    filled = fill(Say("From $company", "Hello $first_name,"), hostile)
    assert filled.subject == "From A Bcc: x@y.example z"
    assert filled.text == "Hello $agent ${score},"
