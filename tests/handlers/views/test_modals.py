"""Modals: what they ask, and that Slack takes every one of them."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handlers.language import speaking
from handlers.views.case_modal import card_modal
from handlers.views.events import event_line
from handlers.views.modals import close_modal, hand_over_modal, log_call_modal, not_a_case_modal, snooze_modal
from handlers.views.refusals import refusal
from handlers.views.reply_modal import TemplateOption, reply_modal
from handlers.views.reply_parts import Writing, preview
from handlers.views.show_all import show_all_modal
from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, Event, Refusal, Refused, What
from playbooks.mails import NoMail
from tests.handlers.cases_strategy import ANA, DAWN, NAMES, case_files, comments, texts
from tests.handlers.views.bracketed import BRACKETED, unspoken
from tests.handlers.views.kari import CLAIMED, CONTACTED, FILE, answer
from tests.handlers.views.limits import check_view

PHASES = [Phase.explicit, Phase.generate, Phase.shrink]
GENTLE = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
TEMPLATES = [
    TemplateOption("late-delivery", "Late delivery", "mentions a delay"),
    TemplateOption("plain-sorry", "A plain sorry & more", ""),
]


def reply(file: CaseFile) -> dict[str, Any]:
    return reply_modal(file, TEMPLATES, "late-delivery", "About your <parcel>", "Dear Kari,")


MODALS: list[Callable[[CaseFile], dict[str, Any]]] = [
    reply,
    close_modal,
    not_a_case_modal,
    snooze_modal,
    hand_over_modal,
    log_call_modal,
    show_all_modal,
    card_modal,
]


@GENTLE
@given(case_files())
def test_slack_takes_every_modal(file: CaseFile) -> None:
    for modal in MODALS:
        view = modal(file)
        check_view(view)
        assert json.loads(view["private_metadata"]) == {"case": file.case.id}


@GENTLE
@given(
    case_files(), st.lists(st.builds(TemplateOption, st.just("a"), texts(), texts()), max_size=1), texts(), comments()
)
def test_slack_takes_every_reply(file: CaseFile, options: list[TemplateOption], subject: str, text: str) -> None:
    titled = [replace(o, title=f"T {o.title}") for o in options]
    check_view(reply_modal(file, titled, "a", subject, text))


@GENTLE
@given(case_files())
def test_no_word_escapes_translation(file: CaseFile) -> None:
    with speaking(BRACKETED):
        for modal in MODALS[1:]:
            view = modal(file)
            customer = [f"*{name}*" for name in (file.customer.name,)] if modal is show_all_modal else []
            assert [words for words in unspoken(view) if words not in customer and not words.startswith("*")] == []


@pytest.mark.parametrize("modal", MODALS)
def test_each_modal_names_itself(modal: Callable[[CaseFile], dict[str, Any]]) -> None:
    names = ["reply", "close", "not_a_case", "snooze", "hand_over", "log_call", "show_all", "case"]
    assert modal(FILE)["callback_id"] == names[MODALS.index(modal)]


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs of a view by their block ids."""
    return {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}


def test_the_reply_names_its_template_and_holds_its_text() -> None:
    view = reply(FILE)
    draft = fields(view)[f"text:late-delivery:en:{FILE.case.version}"]
    assert (draft["action_id"], draft["initial_value"]) == ("text", "Dear Kari,")
    assert view["submit"]["text"] == "I sent it another way"
    shown = json.dumps(view)
    assert "reply_template" in shown
    assert "kari@nordlys.example" in shown
    assert "Three weeks late." in shown
    assert "Subject: About your <parcel>" in shown


def test_closing_offers_what_there_is_evidence_for() -> None:
    def outcomes(file: CaseFile) -> list[str]:
        return [option["value"] for option in fields(close_modal(file))["outcome"]["options"]]

    assert outcomes(replace(FILE, case=CONTACTED)) == ["solved", "explained", "no_answer", "no_contact"]
    assert outcomes(replace(FILE, case=CLAIMED)) == ["no_contact"]


def test_only_a_rescue_asks_what_caused_it() -> None:
    assert list(fields(close_modal(FILE))) == ["outcome", "well", "note"]
    thanks = replace(FILE, case=replace(CONTACTED, kind=CaseKind.THANKS))
    assert list(fields(close_modal(thanks))) == ["outcome", "note"]


def test_a_snooze_asks_until_when_and_why() -> None:
    asked = fields(snooze_modal(FILE))
    assert list(asked) == ["until", "date", "why"]
    assert [o["value"] for o in asked["until"]["options"]] == ["1h", "tomorrow", "monday", "date", "customer"]


def whole(view: dict[str, Any]) -> str:
    """The quoted words of a view, put together again."""
    quotes = [block["elements"][0] for block in view["blocks"] if block["type"] == "rich_text"]
    return "".join(part["text"] for quote in quotes for part in quote["elements"])


def test_show_all_shows_a_long_comment_whole() -> None:
    comment = "Word after word. " * 5_000
    assert whole(show_all_modal(replace(FILE, responses=(answer(comment=comment),)))) == comment.strip()


def test_show_all_says_how_much_more_there_is() -> None:
    view = show_all_modal(replace(FILE, responses=(answer(comment="👍" * 200_000),)))
    shown = len(whole(view))
    assert 10_000 < shown < 200_000
    assert f"The first {shown:,} of 200,000 characters." in json.dumps(view)
    assert "<https://app.delighted.com/r/1|Open in Delighted>" in json.dumps(view)


def test_show_all_tells_what_happened() -> None:
    events = (Event(DAWN, None, What.OPENED), Event(DAWN, ANA, What.CALL_LOGGED, "She was glad we called"))
    assert "Ana Popescu logged a call: She was glad we called" in json.dumps(
        show_all_modal(replace(FILE, events=events))
    )


@pytest.mark.parametrize("what", What)
def test_every_kind_of_event_has_words(what: What) -> None:
    line = event_line(Event(DAWN, ANA, what, "why *not*"), NAMES)
    assert line.startswith("<!date^")
    assert "{" not in line.split(">", 1)[1]


@pytest.mark.parametrize("reason", Refusal)
def test_every_refusal_is_one_polite_sentence_or_two(reason: Refusal) -> None:
    words = refusal(Refused(reason, ANA), NAMES)
    assert words.endswith(".")
    assert len(words) <= 110
    with speaking(BRACKETED):
        assert refusal(Refused(reason), NAMES).startswith("⟦")


def test_the_second_to_click_is_told_who_was_first() -> None:
    assert refusal(Refused(Refusal.ALREADY_CLAIMED, ANA), NAMES) == "Ana Popescu already has this one."


def writing_modal(writing: Writing, file: CaseFile = FILE) -> dict[str, Any]:
    return reply_modal(file, TEMPLATES, "late-delivery", "About your parcel", "Dear Kari,", writing)


def test_a_template_without_the_customers_language_says_so() -> None:
    """Else a Polish customer gets an English mail, and nobody meant it."""
    view = writing_modal(Writing(no_mail=None, languages=("en", "nb"), language="en", wanted="pl"))
    check_view(view)
    shown = json.dumps(view, ensure_ascii=False)
    assert "This template has no Polish text; this is the English one." in shown
    assert "late-delivery:nb" in shown


def test_what_can_be_sent_has_a_subject_a_preview_and_ways_to_send() -> None:
    view = writing_modal(Writing(no_mail=None, own_address="ana@acme.example"))
    check_view(view)
    assert view["submit"]["text"] == "Send"
    assert [name.split(":")[0] for name in fields(view)] == ["subject", "text", "also"]
    shown = json.dumps(view, ensure_ascii=False)
    assert "Their answer goes to ana@acme.example, not to this card." in shown
    assert "reply_preview" in shown


def test_without_mail_there_are_other_ways() -> None:
    view = writing_modal(Writing())
    check_view(view)
    assert view["submit"]["text"] == "I sent it another way"
    shown = json.dumps(view, ensure_ascii=False)
    assert "<mailto:kari@nordlys.example?subject=About%20your%20parcel&amp;body=Dear%20Kari%2C|" in shown
    assert "No mail is set up here" in shown


def test_who_wants_no_contact_is_not_drafted_for() -> None:
    view = writing_modal(Writing(no_mail=NoMail.DO_NOT_CONTACT))
    check_view(view)
    assert "submit" not in view
    assert fields(view) == {}
    assert "Please do not write to them" in json.dumps(view)


@GENTLE
@given(case_files(), texts(), comments(), st.sampled_from(["en", "fa"]))
def test_slack_takes_every_preview(file: CaseFile, subject: str, text: str, language: str) -> None:
    check_view(preview(file, "Ana from Acme <care@acme.example>", subject, text, language))
