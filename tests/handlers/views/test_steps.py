"""The checklist and the suggestion on a card: calm, spoken too, and taken by Slack."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import load_library
from handlers.language import speaking
from handlers.views.cards import card
from handlers.views.choices import other_language
from handlers.views.steps import read_ticks
from playbooks.advice import with_advice
from playbooks.cards import CaseFile
from playbooks.cases import Event, What
from tests.handlers.cases_strategy import case_files
from tests.handlers.views.bracketed import BRACKETED, unspoken
from tests.handlers.views.limits import check_message
from tests.handlers.views.sample_cases import ANSWER, INVENTING, NOW, case_file, claimed

LIBRARY = load_library()


def advised(file: CaseFile, comment: str = "The invoice is wrong & late") -> CaseFile:
    return with_advice(replace(file, responses=(replace(ANSWER, comment=comment),)), LIBRARY)


def boxes(file: CaseFile) -> Mapping[str, Any]:
    (block,) = [one for one in card(file).blocks if one.get("block_id", "").startswith("case_steps:")]
    return block


@INVENTING
@given(case_files(), st.sampled_from(["invoice <!channel> & more", "dårlig personvern", "опять не работает", ""]))
def test_slack_takes_every_card_with_advice(file: CaseFile, comment: str) -> None:
    check_message(card(with_advice(file, LIBRARY)))
    if file.responses:
        newest = replace(file.responses[-1], comment=comment)
        check_message(card(with_advice(replace(file, responses=(newest,)), LIBRARY)))


def test_a_card_that_waits_names_the_playbooks_and_why_in_one_line() -> None:
    message = card(advised(case_file()))
    assert [block["type"] for block in message.blocks] == [
        *["section", "rich_text", "context", "context", "context", "actions"]
    ]
    line = message.blocks[-2]["elements"][0]["text"]
    assert line.startswith("Suggested: Trouble with a bill (mentions “invoice”, unhappy customer) · ")
    assert line in message.text


def test_a_claimed_card_shows_the_steps_to_tick_and_says_them() -> None:
    file = advised(claimed())
    block = boxes(file)
    (element,) = block["elements"]
    assert [option["text"]["text"] for option in element["options"]] == list(file.advice.checklist.steps)  # type: ignore[union-attr]
    assert "initial_options" not in element
    assert "To do: Open the customer's last three invoices" in card(file).text

    first = element["options"][0]["text"]["text"]
    ticked = replace(file, events=(Event(NOW, "U0ANA", What.STEP_DONE, first),))
    assert boxes(ticked)["elements"][0]["initial_options"] == element["options"][:1]
    assert boxes(ticked)["block_id"] != block["block_id"]
    assert first not in card(ticked).text


def test_a_click_says_what_is_ticked_and_what_was_seen() -> None:
    ticks = read_ticks({"block_id": "case_steps:12:outage:0,2", "selected_options": [{"value": "1"}]})
    assert ticks is not None
    assert (ticks.case, ticks.playbook, set(ticks.ticked), set(ticks.seen)) == (12, "outage", {1}, {0, 2})


@pytest.mark.parametrize("block_id", [None, "", "case_steps", "case_steps:x:outage:", "other:12:outage:0"])
def test_a_click_that_is_not_ours_is_nothing(block_id: str | None) -> None:
    assert read_ticks({"block_id": block_id, "selected_options": None}) is None


def test_no_word_of_the_advice_escapes_translation() -> None:
    with speaking(BRACKETED):
        assert unspoken(card(advised(claimed())).blocks) == []


def test_a_reply_in_another_language_than_the_customers_is_owned_up_to() -> None:
    assert other_language("nb-NO", "nb") is other_language(None, "en") is other_language("en", "en") is None
    assert other_language("fi", "en") == "This playbook is not written in “fi”, so the words below are in “en”."
