"""Lists of cases as people read them, and their keys and pages."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.language import speaking
from handlers.views.case_lines import case_line
from handlers.views.list_keys import (
    Behind,
    ListKey,
    Search,
    behind_figure,
    period_of,
    read_key,
    read_page,
    write_key,
    write_page,
)
from handlers.views.lists import PAGE, case_list, list_modal
from handlers.views.mrkdwn import ago, literal, when
from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, CaseState
from playbooks.customers import Customer, Touch
from playbooks.periods import period
from playbooks.reports import Figure
from tests.handlers.cases_strategy import NAMES
from tests.handlers.cases_strategy import texts as words
from tests.handlers.views.limits import check_message, check_view
from tests.handlers.views.sample_cases import DAY, HOUR, INVENTING, NOW, case_file, claimed, listed_cases
from tests.handlers.views.seen import Pretend, buttons, texts, untranslated

AND_MORE = re.compile("and ([0-9]+) more")
KEYS: list[ListKey] = ["mine", "open", Search("a:b"), *(Behind(figure, "week", 1, "U1") for figure in Figure)]


def test_a_case_on_one_line() -> None:
    due = when(NOW + HOUR)
    assert case_line(claimed(), NOW) == (
        f"Case 12 · 2 of 10 · Ingrid Haugen, Nordlys Shipping (high touch) · claimed by Ana · contact due {due}"
    )


def test_what_is_late_says_so() -> None:
    late = case_line(case_file(due=-HOUR), NOW)
    assert late.endswith(f"not claimed · overdue: claim was due {ago(NOW - HOUR)}")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (claimed(owner="U0ANA"), "yours"),
        (claimed(owner="U0BO"), "claimed by Bo"),
        (claimed(owner="U0GONE"), "claimed by somebody"),
        (case_file(owner="U0BO", state=CaseState.CONTACTED), "claimed by Bo, customer contacted"),
        (case_file(owner="U0ANA", state=CaseState.CONTACTED), "yours, customer contacted"),
        (case_file(owner="U0BO", closed_by="U0ANA", state=CaseState.CLOSED), "closed by Ana"),
        (case_file(snoozed_until=NOW + DAY, snooze_reason="Trade fair"), f"asleep until {when(NOW + DAY)}: Trade fair"),
        (case_file(kind=CaseKind.THANKS), "2 of 10, to thank"),
        (case_file(customer=Customer(7, name="Per", do_not_contact=True)), "Per (wants no contact)"),
    ],
)
def test_the_line_says_who_has_it_and_why(file: CaseFile, words: str) -> None:
    assert words in case_line(file, NOW, viewer="U0ANA").split(" · ")


def test_a_short_list_opens_each_case() -> None:
    message = case_list("mine", [claimed(12), claimed(13)], 2, NOW, "U0ANA")
    assert message.text.startswith("Your cases: 2\nCase 12 · ")
    assert "“Three deliveries late, and nobody called.”" in message.text
    assert buttons(message.blocks, "case_open") == ["12", "13"]
    assert buttons(message.blocks, "list_more") == []


def test_a_long_list_shows_ten_and_leads_to_the_others() -> None:
    message = case_list("open", [case_file(n) for n in range(1, 13)], 33, NOW)
    assert len(buttons(message.blocks, "case_open")) == 10
    assert message.text.endswith("and 23 more")
    assert buttons(message.blocks, "list_more") == ["open"]


def test_a_list_that_is_too_long_to_be_said_says_how_much_is_left_out() -> None:
    """A screen reader reads only the text: whoever hears five of thirty-three must know of the others."""
    long = "a" * 90
    wordy = Customer(7, name=long, account=long, touch=Touch.HIGH, do_not_contact=True)
    asleep: dict[str, Any] = {
        "snoozed_until": NOW + DAY,
        "snooze_reason": long,
        "state": CaseState.CONTACTED,
        "owner": "U0ANA",
    }
    files = [replace(case_file(n, customer=wordy, **asleep), names={"U0ANA": long}) for n in range(1, 11)]
    message = case_list("open", files, 33, NOW, heading="Open cases of support")
    check_message(message)
    assert len(re.findall("(?m)^Case ", message.text)) == 5
    assert "\nand 28 more\n`/loop case 1`" in message.text


@pytest.mark.parametrize(
    ("key", "next_step"), [("mine", "/loop open"), ("open", "channel"), (Search("<!here>"), "“&lt;!here&gt;”")]
)
def test_an_empty_list_names_the_next_step(key: ListKey, next_step: str) -> None:
    assert next_step in case_list(key, [], 0, NOW).text


def test_a_modal_turns_its_pages() -> None:
    files = [case_file(n) for n in range(PAGE)]
    assert buttons(list_modal("open", files, 45, 1, NOW), "list_page") == ["open:2"]
    assert buttons(list_modal("open", files, 45, 2, NOW), "list_page") == ["open:1", "open:3"]
    assert buttons(list_modal("open", files[:5], 45, 3, NOW), "list_page") == ["open:2"]
    assert buttons(list_modal("open", files[:5], 5, 1, NOW), "list_page") == []


def test_a_page_that_emptied_meanwhile_leads_back() -> None:
    view = list_modal("open", [], 20, 2, NOW)
    assert buttons(view, "list_page") == ["open:1"]


def test_the_list_behind_a_figure_is_named_after_it() -> None:
    key = behind_figure(Figure.HELD, period("week", NOW, "UTC"), "U0ANA")
    assert any("Open cases of Ana: 1" in text for text in texts(list_modal(key, [claimed()], 1, 1, NOW, None, "Ana")))


@given(st.sampled_from(KEYS) | words().map(lambda text: Search(" ".join(text.split())[:300])), st.integers(1, 999))
@INVENTING
def test_a_key_comes_back_from_a_button(key: ListKey, page: int) -> None:
    if isinstance(key, Search):
        key = read_key(write_key(key)) or key  # as it stands in a button: cleaned
    assert read_key(write_key(key)) == key
    assert read_page(write_page(key, page)) == (key, page)
    assert len(write_page(key, page)) <= 2000


def test_keys_are_short_and_old_ones_are_understood() -> None:
    key = behind_figure(Figure.OPENED, period("week", NOW, "Europe/Oslo"))
    assert write_key(key) == "opened:week:1773306000"
    assert period_of(key, "Europe/Oslo") == period("week", NOW, "Europe/Oslo")


@given(st.text(max_size=40) | st.sampled_from(["", ":", "opened", "opened:year:1", "opened:week:²", "open:week:1:U1"]))
@INVENTING
def test_strange_button_values_are_no_key_or_one(value: str) -> None:
    assert read_key(value) is None or isinstance(read_key(value), str | Search | Behind)
    assert read_page(value) is None or len(read_page(value) or ()) == 2


@INVENTING
@given(st.lists(listed_cases(), max_size=3), st.sampled_from(KEYS) | words().map(Search), words())
def test_lists_keep_to_slacks_limits(drawn: list[CaseFile], key: ListKey, name: str) -> None:
    files = (drawn * PAGE)[:PAGE]
    message = case_list(key, files, 99, NOW, "U0BO", heading=literal(name, 60) or None)
    check_message(message)
    if files:
        lines = message.text.split("\n")
        more = [int(found[1]) for found in map(AND_MORE.fullmatch, lines) if found]
        assert [sum(line.startswith("Case ") for line in lines) + n for n in more] == [99]
    view = list_modal(key, files, 99, 2, NOW, "U0BO", name)
    check_view(view)
    for shown in (message.text, *texts(message.blocks), *texts(view)):
        assert "<!channel>" not in shown
        assert "<@" not in shown


@given(listed_cases(), st.sampled_from(KEYS))
@INVENTING
def test_every_word_can_be_translated(file: CaseFile, key: ListKey) -> None:
    silent = replace(
        file,
        customer=replace(file.customer, name="1", account="2"),
        case=replace(file.case, snooze_reason="3"),
        responses=tuple(replace(answer, comment="4") for answer in file.responses),
        names=dict.fromkeys(NAMES, "5"),
    )
    key = Search("7") if isinstance(key, Search) else key
    with speaking(Pretend()):
        message = case_list(key, [silent], 40, NOW, heading="6")
        shown = [message.text, *texts(message.blocks), *texts(list_modal(key, [silent], 40, 2, NOW, None, "8"))]
        shown += [case_list(key, [], 0, NOW).text]
    assert untranslated(shown) == []
