"""Links: nobody can make or change one, and a link is worth nothing for another purpose or after its time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from playbooks.links import Purpose, Signed, Unreadable, read, sign

SECRET = "a secret of at least sixteen characters"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@given(subject=st.text(max_size=60).filter(lambda text: text.isprintable()))
def test_a_link_says_what_it_was_made_for_and_fits_into_an_address(subject: str) -> None:
    token = sign(SECRET, Purpose.CHECK_IN, subject, LATER)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    if len(token) <= 512:
        assert read(SECRET, Purpose.CHECK_IN, token, NOW) == Signed(subject)


@given(cut=st.integers(min_value=1, max_value=49))
def test_a_link_that_a_mail_program_cut_is_not_taken(cut: int) -> None:
    token = sign(SECRET, Purpose.UNSUBSCRIBE, "17", None)
    assert read(SECRET, Purpose.UNSUBSCRIBE, token[:-cut], NOW) is Unreadable.NOT_OURS


@given(place=st.integers(min_value=0, max_value=200), letter=st.characters())
def test_a_changed_letter_opens_nothing(place: int, letter: str) -> None:
    """Otherwise a customer could answer for another by counting up a number."""
    token = sign(SECRET, Purpose.CHECK_IN, "17", LATER)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        assert read(SECRET, Purpose.CHECK_IN, changed, NOW) is Unreadable.NOT_OURS


@given(token=st.text(max_size=700))
def test_whatever_is_sent_is_answered_calmly(token: str) -> None:
    assert read(SECRET, Purpose.CHECK_IN, token, NOW) is Unreadable.NOT_OURS


def test_a_link_is_for_one_purpose_and_of_one_house() -> None:
    token = sign(SECRET, Purpose.UNSUBSCRIBE, "17", LATER)
    assert read(SECRET, Purpose.CHECK_IN, token, NOW) is Unreadable.NOT_OURS
    assert read("the secret of another company, long", Purpose.UNSUBSCRIBE, token, NOW) is Unreadable.NOT_OURS


def test_a_link_runs_out_and_one_without_an_end_does_not() -> None:
    token = sign(SECRET, Purpose.CHECK_IN, "17", LATER)
    assert read(SECRET, Purpose.CHECK_IN, token, LATER) == Signed("17")
    assert read(SECRET, Purpose.CHECK_IN, token, LATER + timedelta(seconds=1)) is Unreadable.EXPIRED
    for_ever = sign(SECRET, Purpose.UNSUBSCRIBE, "17", None)
    assert read(SECRET, Purpose.UNSUBSCRIBE, for_ever, NOW + timedelta(days=36500)) == Signed("17")
