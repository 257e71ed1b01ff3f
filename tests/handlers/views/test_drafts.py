"""Drafts in the reply modal: what a person has typed survives, and Slack takes every step of it."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.views.drafts import drafted, drafting, no_draft, offer, promise_words, typed_text, undrafted
from handlers.views.reply_modal import TemplateOption, reply_modal
from playbooks.cards import CaseFile
from playbooks.drafts import Draft
from playbooks.promises import Promise
from playbooks.prompts import Why
from tests.handlers.cases_strategy import case_files, texts
from tests.handlers.views.limits import check_view
from tests.handlers.views.sample_cases import case_file

Json = dict[str, Any]


def opened(file: CaseFile, typed: str | None) -> Json:
    """The modal as Slack hands it back with a click, with its state."""
    view = offer(reply_modal(file, [TemplateOption("one", "One", "fits")], "one", "Subject", "The template"))
    words = next(block["block_id"] for block in view["blocks"] if block.get("block_id", "").startswith("text:"))
    return {**view, "id": "V1", "hash": "h", "state": {"values": {words: {"text": {"value": typed}}}}}


def field(view: Json) -> Json:
    found: Json = next(block["element"] for block in view["blocks"] if block["type"] == "input")
    return found


@settings(max_examples=25)
@given(case_files(), texts(), texts())
@example(case_file(), "half a character \ud800 \x08", "")
def test_slack_takes_every_step(file: CaseFile, typed: str, text: str) -> None:
    """A view that Slack refuses would leave a person with "Drafting" for ever."""
    view = opened(file, typed)
    draft = Draft("Hello", text or "x", "en", tuple(Promise))
    steps = [drafting(view), drafted(view, draft), *(undrafted(view, no_draft(why)) for why in Why)]
    for step in steps:
        check_view(step)


@given(
    st.none() | st.just("The template") | st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=50)
)
def test_what_was_typed_stays_in_view(typed: str | None) -> None:
    """It is in the field, or it stands below the draft."""
    file = case_file()
    view = opened(file, typed)
    failed = undrafted(view, "Why")
    assert field(failed).get("initial_value") == typed
    made = drafted(view, Draft("Hello", "The draft", "en"))
    assert field(made)["initial_value"] == "The draft"
    mine = [block for block in made["blocks"] if block.get("block_id") == "draft_own"]
    assert bool(mine) == (typed not in (None, "The template"))
    assert typed_text(view) == (typed or "")


def test_a_second_draft_takes_the_place_of_the_first() -> None:
    """Two labels and two warnings would say nothing any more."""
    view = opened(case_file(), "The template")
    once = drafted(view, Draft("Hello", "One", "en", (Promise.FREE,)))
    words = next(iter(view["state"]["values"]))
    again = {**once, "state": {"values": {words: {field(once)["action_id"]: {"value": "One"}}}}}
    twice = drafted(again, Draft("Hello", "Two", "en"))
    assert field(twice)["initial_value"] == "Two"
    assert field(twice)["action_id"] != field(once)["action_id"] != "text"
    ids = [block.get("block_id") for block in twice["blocks"]]
    assert ids.count("draft_label") == 1
    assert "draft_warning" not in ids
    assert "draft_own" not in ids


def test_every_promise_has_words() -> None:
    assert len(promise_words(Promise).split(", ")) == len(Promise)
