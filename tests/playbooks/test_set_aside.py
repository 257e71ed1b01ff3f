"""Causes: one notice for one kind of trouble, however many bodies show it."""

import pytest

from playbooks.hours import parse_stay
from playbooks.set_aside import cause

SAME = [
    (
        'The score in `score` is "eleven", which is not a number.',
        'The score in `score` is "a \\"quoted\\" one, 12", which is not a number.',
    ),
    ("11 is not between 0 and 10", "-3.5 is not between 1 and 5"),
    ("The body is not JSON: Expecting value: line 1 column 1 (char 0).", "The body is not JSON: Extra data: line 7."),
    (
        "The form has 2 questions with a scale; set `question` of this source to one of: a, b.",
        "The form has 11 questions with a scale; set `question` of this source to one of: a, b and 9 more.",
    ),
    ("The score in `a` is 1e+16, which is none.", "The score in `a` is 7, which is none."),
]
OTHER = [
    ("The field `id` should be a text but is missing.", "The field `score` should be a text but is missing."),
    ("The body is not JSON: Expecting value.", "The body is JSON but not an object."),
    ('The score in `score` is "x", which is not a number.', 'The score in `score` is "x", which is not on the scale.'),
]


@pytest.mark.parametrize(("one", "another"), SAME)
def test_values_of_the_body_make_no_new_cause(one: str, another: str) -> None:
    assert cause(one) == cause(another)


@pytest.mark.parametrize(("one", "another"), OTHER)
def test_what_is_mended_in_another_way_is_another_cause(one: str, another: str) -> None:
    assert cause(one) != cause(another)


@pytest.mark.parametrize(("written", "hours"), [("30d", 720), (" 2 W ", 336), ("12h", 12)])
def test_a_stay_goes_by_the_calendar(written: str, hours: int) -> None:
    assert parse_stay(written).total_seconds() == hours * 3600


@pytest.mark.parametrize("written", ["0d", "30", "30m", "-1d", "99999w", 30, "٣d", ""])
def test_an_odd_stay_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="such as"):
        parse_stay(written)
