"""Cards: what people and screen readers are told, and that Slack takes every one of them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from handlers.language import speaking
from handlers.views.cards import card, plain_card
from handlers.views.message import Message
from playbooks.cards import CaseFile
from playbooks.cases import Case
from playbooks.clocks import Due, Duty
from playbooks.customers import Customer
from playbooks.responses import Metric
from tests.handlers.cases_strategy import DAWN, case_files
from tests.handlers.views.bracketed import BRACKETED, unspoken
from tests.handlers.views.kari import CLAIMED, CLOSED, CONTACTED, FILE, KARI, OPEN, answer
from tests.handlers.views.limits import check_message

PHASES = [Phase.explicit, Phase.generate, Phase.shrink]
GENTLE = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)


def labels(message: Message) -> list[str]:
    """What can be pressed, by its words."""
    row = [block for block in message.blocks if block["type"] == "actions"]
    elements = row[0]["elements"] if row else []
    return [e["text"]["text"] for e in elements if e["type"] == "button"] + [
        option["text"]["text"] for e in elements if e["type"] == "overflow" for option in e["options"]
    ]


def seen(message: Message) -> str:
    return json.dumps(message.blocks, ensure_ascii=False)


@GENTLE
@given(case_files())
def test_slack_takes_every_card(file: CaseFile) -> None:
    message = card(file)
    check_message(message)
    assert message.metadata == {"event_type": "loopwell_case", "event_payload": {"case": file.case.id}}
    check_message(plain_card(file))


@GENTLE
@given(case_files())
def test_no_word_escapes_translation(file: CaseFile) -> None:
    with speaking(BRACKETED):
        message = card(file)
    assert unspoken(message.blocks) == []
    assert all("⟦" in words for words in message.text.split("\n"))


def test_a_card_is_calm() -> None:
    assert [block["type"] for block in card(FILE).blocks] == ["section", "rich_text", "context", "context", "actions"]


def test_a_screen_reader_hears_everything() -> None:
    text = card(replace(FILE, case=CLAIMED, due=Due(Duty.CONTACT, DAWN), earlier=(answer(9),))).text
    told = [
        "2 of 10, Detractor",
        "Kari Nordmann at Nordlys",
        "Three weeks late.",
        "High touch",
        "12,000 a year",
        "Account manager: Mira",
        "Earlier: 9 of 10",
        "Case 12",
        "claimed by Ana Popescu",
        "get in touch by",
    ]
    assert [words for words in told if words not in text] == []


@pytest.mark.parametrize(
    ("case", "duty", "words"),
    [
        (OPEN, Duty.CLAIM, "late: claim it, it was due "),
        (CLAIMED, Duty.CONTACT, "late: get in touch, it was due "),
        (CONTACTED, Duty.CLOSE, "late: close it, it was due "),
    ],
)
def test_a_card_whose_time_has_run_out_says_that_it_is_late(case: Case, duty: Duty, words: str) -> None:
    """ "Claim it by Friday" is no help on Monday, neither to the eye nor to who listens."""
    message = card(replace(FILE, case=case, due=Due(duty, DAWN), late=True))
    for told in (message.text, seen(message)):
        assert words in told
        assert "next:" not in told


@pytest.mark.parametrize(
    ("score", "metric", "words"),
    [
        (2, Metric.NPS, "🔴 *2 of 10 · Detractor*"),
        (7, Metric.NPS, "🟡 *7 of 10 · Passive*"),
        (10, Metric.NPS, "🟢 *10 of 10 · Promoter*"),
        (3, Metric.STARS, "🟡 *3 of 5 stars · In between*"),
        (0, Metric.THUMBS, "🔴 *Thumbs down · Unhappy*"),
        (1, Metric.THUMBS, "🟢 *Thumbs up · Happy*"),
        (2, Metric.CSAT, "🔴 *2 of 5 for satisfaction · Unhappy*"),
        (6, Metric.CES, "🟢 *6 of 7 for ease · Found it easy*"),
        (4.5, Metric.CES, "🟡 *4.5 of 7 for ease · Neither hard nor easy*"),
        (None, Metric.NPS, "⚪ *No score*"),
    ],
)
def test_a_score_is_said_in_words_beside_its_colour(score: float | None, metric: Metric, words: str) -> None:
    assert words in seen(card(replace(FILE, responses=(answer(score, metric=metric),))))


def test_a_changed_score_says_what_it_was() -> None:
    message = card(replace(FILE, responses=(answer(9, first_score=3),)))
    assert "was 3, now 9" in seen(message)
    assert "was 3, now 9" in message.text


def test_a_customer_without_a_name_is_somebody() -> None:
    assert "Somebody who left no name" in seen(card(replace(FILE, customer=Customer(1))))


def test_a_customer_who_wants_no_contact_is_left_in_peace() -> None:
    quiet = card(replace(FILE, customer=replace(KARI, do_not_contact=True)))
    assert "Wants no contact" in seen(quiet)
    assert "Wants no contact" in quiet.text


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (OPEN, "Claim|Reply|Snooze|Not a case|Hand over|Log a call|Open in Delighted"),
        (
            replace(OPEN, contacted_at=DAWN),
            "Claim|Reply|Close|Snooze|Not a case|Hand over|Log a call|Open in Delighted",
        ),
        (CLAIMED, "Reply|Close|Snooze|Not a case|Release|Hand over|Log a call|Open in Delighted"),
        (CONTACTED, "Reply|Close|Snooze|Not a case|Release|Hand over|Log a call|Open in Delighted"),
        (CLOSED, "Open in Delighted"),
    ],
)
def test_only_what_the_state_allows_can_be_pressed(case: Case, expected: str) -> None:
    assert "|".join(labels(card(replace(FILE, case=case, due=None)))) == expected


def test_a_closed_case_without_a_link_has_nothing_to_press() -> None:
    assert labels(card(replace(FILE, case=CLOSED, responses=(answer(link=None),)))) == []


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://[x", "https://a@b.example/", "ftp://x.example/"])
def test_an_unsafe_link_is_not_offered(link: str) -> None:
    assert not any(label.startswith("Open") for label in labels(card(replace(FILE, responses=(answer(link=link),)))))


def test_a_link_is_named_after_the_tool_only_if_it_leads_there() -> None:
    elsewhere = replace(FILE, responses=(answer(link="https://delighted.com.evil.example/"),))
    assert "Open in provider" in labels(card(elsewhere))


def test_a_cut_comment_has_a_show_all_button() -> None:
    message = card(replace(FILE, responses=(answer(comment="Ouch & <b> " * 20_000),)))
    assert "Show all" in labels(message)
    assert "…" in seen(message)
    assert "Show all" not in labels(card(FILE))


def test_a_closed_case_with_a_cut_comment_can_still_be_read_whole() -> None:
    assert "Show all" in labels(card(replace(FILE, case=CLOSED, responses=(answer(comment="Ouch " * 900),))))


def test_many_short_lines_are_cut_too() -> None:
    message = card(replace(FILE, responses=(answer(comment="no\n" * 300),)))
    assert "Show all" in labels(message)
    assert seen(message).count("no\\n") <= 20


def test_nothing_that_a_customer_writes_pings() -> None:
    message = card(replace(FILE, responses=(answer(comment="<!channel> <@U0ANA> @everyone"),)))
    assert "&lt;!channel&gt; &lt;@U0ANA&gt;" in message.text
    assert "@everyone" not in message.text, "a word joiner keeps it from being read as a mention"
    assert {"type": "text", "text": "<!channel> <@U0ANA> @everyone"} in message.blocks[1]["elements"][0]["elements"]


def test_text_from_right_to_left_stays_in_its_place() -> None:
    message = card(replace(FILE, customer=replace(KARI, name="\u202eirak\u2069"), responses=(answer(comment="שלום"),)))
    assert "*\u2068irak\u2069 at Nordlys*" in message.blocks[0]["text"]["text"]
    assert "\u2068שלום\u2069" in seen(message)


def test_all_answers_are_shown_newest_first() -> None:
    late = answer(3, "Still waiting.", answered_at=DAWN + timedelta(days=1))
    message = card(replace(FILE, responses=(answer(9, "Lovely."), late)))
    assert seen(message).index("Still waiting.") < seen(message).index("Lovely.")
    assert "Before that" in message.text
    assert "🔴 *3 of 10" in seen(message)


def test_a_snoozed_case_says_until_when_and_why() -> None:
    asleep = replace(CLAIMED, snoozed_until=DAWN, snooze_reason="the parcel arrives on Friday")
    assert "asleep until <!date^" in card(replace(FILE, case=asleep)).text
    assert "the parcel arrives on Friday" in seen(card(replace(FILE, case=asleep)))


def test_a_closed_case_says_how_it_ended() -> None:
    shown = seen(card(replace(FILE, case=CLOSED, due=None)))
    assert "✅" in shown
    assert "closed by Ana Popescu" in shown
    assert "Solved" in shown
    assert "cause: late parcels" in shown


def test_a_card_that_is_kept_for_somebody_says_once_until_when() -> None:
    kept = replace(FILE, case=replace(OPEN, kept_for="U0LEILA"), first_until=DAWN)
    for said in (card(kept).text, seen(card(kept))):
        assert "account manager, until <!date^" in said
        assert "next: claim it by" not in said


def test_the_plain_card_has_words_for_its_dates() -> None:
    message = plain_card(FILE)
    assert [block["type"] for block in message.blocks] == ["section", "actions"]
    assert "next: claim it by 2026-03-02 07:30 UTC" in message.blocks[0]["text"]["text"]
