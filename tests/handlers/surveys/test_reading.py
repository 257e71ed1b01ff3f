from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.surveys import reading
from handlers.surveys.cleaning import clean
from handlers.surveys.delivery import Unreadable, json_object

NOW = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)


@given(st.text(st.characters(exclude_categories=[])))
def test_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not any(ord(one) < 32 and one not in "\n\t" for one in cleaned)


def test_nothing_that_a_customer_can_see_is_lost_in_cleaning() -> None:
    assert clean("a\x00b\ud800c\r\nd\re\tf\x07\x9b") == "ab\ufffdc\nd\ne\tf"
    assert clean("cafe\u0301") == "café"
    assert clean("שלום \u202eabc\u202c 👩‍👩‍👧 <!channel>") == "שלום \u202eabc\u202c 👩‍👩‍👧 <!channel>"
    assert len(clean("ж" * 200_000)) == 200_000


def test_a_pile_of_accents_does_not_stop_the_house() -> None:
    """Were its time to grow with the square of the pile, this would not end before the limit of every test."""
    pile = "a" + "\u0301\u0316" * 150_000
    assert clean(pile) == pile


@pytest.mark.parametrize("value", [7, "7", " 7 "])
def test_an_id_is_the_same_as_number_and_as_text(value: object) -> None:
    assert reading.identifier(value, "id") == "7"


@pytest.mark.parametrize("value", [None, "", " ", "\x00", "x" * 256, 10**300, True, 1.5, [], {}])
def test_a_delivery_that_cannot_be_filed_is_set_aside(value: object) -> None:
    with pytest.raises(Unreadable, match="`id`"):
        reading.identifier(value, "id")


@pytest.mark.parametrize(
    "value",
    [
        1768212000,
        1768212000.0,
        "1768212000",
        1768212000000,
        "2026-01-12T10:00:00Z",
        "2026-01-12 10:00:00",
        "2026-01-12T12:00:00.000+02:00",
    ],
)
def test_a_time_is_read_in_every_form_that_providers_send(value: object) -> None:
    assert reading.moment(value, NOW) == NOW


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "soon",
        0,
        -1,
        1e300,
        float("nan"),
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        True,
        [],
        {},
        10**30,
        "\ud800",
    ],
)
def test_an_absurd_time_is_a_missing_one(value: object) -> None:
    assert reading.moment(value, NOW) is None


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(hours=20), timedelta(days=2)])
def test_a_clock_that_is_ahead_does_not_overrule_what_is_said_later(ahead: timedelta) -> None:
    """A seven from tomorrow would outlast the zero of an hour later: no case, no card, and nobody would know."""
    assert reading.moment((NOW + ahead).timestamp(), NOW) == NOW


def test_a_clock_that_is_a_little_ahead_still_puts_its_deliveries_in_order() -> None:
    first, second = (NOW + timedelta(seconds=seconds) for seconds in (20, 21))
    assert reading.moment(first.timestamp(), NOW + timedelta(seconds=5)) == first
    assert reading.moment(second.timestamp(), NOW) == second


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True])
def test_a_comment_of_a_wrong_type_is_not_lost(value: Any) -> None:
    with pytest.raises(Unreadable, match="`comment`"):
        reading.text(value, "comment")


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "https://a b", "https://x|y>", "ftp://x", "//x", None, 5, ["https://x"]]
)
def test_a_button_opens_web_pages_only(value: object) -> None:
    assert reading.web_link(value) is None
    assert reading.web_link("https://app.example/r/1?a=b#c") == "https://app.example/r/1?a=b#c"


def test_a_sentence_for_an_admin_stays_short() -> None:
    assert len(reading.shown("x" * 10_000)) < 50
    assert len(reading.named(["y" * 10_000] * 1_000)) < 700


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"score": ' + b"9" * 5000 + b"}", "a number in it has too many digits."),
        (b'{"a":' * 100_000, "it is nested too deeply."),
        (b'{"a": "\xff"}', "byte 8 is not UTF-8."),
        (b'{"a": NaN}', "NaN is not a JSON number."),
        (b"{", "line 1 column 2"),
    ],
)
def test_an_admin_reads_what_is_wrong_with_a_body_and_no_advice_for_programmers(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        json_object(body)
    assert why in str(wrong.value)
    assert "sys." not in str(wrong.value)
