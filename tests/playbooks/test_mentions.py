"""Mentions: a customer's words are recognised as people write them, without accents and with any ending."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.mentions import folded, mentioned


@pytest.mark.parametrize(
    ("word", "comment", "said"),
    [
        ("faktur*", "Dostałem złą FAKTURĘ", "fakture"),
        ("nie dział*", "od wczoraj nie  działa!", "nie dziala"),
        ("greșită", "factura este gresita", "greșită"),
        ("gresita", "factura este greşită", "gresita"),
        ("счёт", "где счет", "счёт"),
        ("نمی‌دهد", "جواب نمی دهد", "نمی‌دهد"),
        ("کتاب", "كتاب", "کتاب"),
        ("får ikke", "Far  ikke logget inn", "får ikke"),
        ("e-mail*", "two E-mails", "e-mails"),
    ],
)
def test_a_word_is_recognised_as_people_write_it(word: str, comment: str, said: str) -> None:
    assert mentioned([word], comment) == (said,)


@pytest.mark.parametrize(
    ("word", "comment"),
    [("fa*", "fast"), ("*", "anything"), ("invoice*", "reinvoice"), ("late", "later"), ("a*b", "ab")],
)
def test_a_word_is_not_found_in_another(word: str, comment: str) -> None:
    assert mentioned([word], comment) == ()


WORDS = st.lists(st.text(st.sampled_from("abé .-'*я"), min_size=1, max_size=6), max_size=6)


@given(WORDS, st.text(st.sampled_from("abé .-'яА"), max_size=30))
def test_looking_up_finds_what_looking_at_each_word_finds(words: list[str], comment: str) -> None:
    """The index only makes it quick."""

    def stands(word: str) -> bool:
        text = folded(word).strip()
        open_end = re.search(r"\w{3}\*$", text)
        phrase = r"\s+".join(map(re.escape, (text[:-1] if open_end else text).split()))
        return bool(phrase and re.search(rf"(?<!\w){phrase}{'[a-zа-я]*' if open_end else ''}(?!\w)", folded(comment)))

    assert bool(mentioned(words, comment)) is any(stands(word) for word in words)


def test_accents_that_are_piled_up_hold_up_no_survey() -> None:
    """To sort them takes a time that grows with the square of their number: minutes, in which nobody is heard."""
    assert mentioned(["invoice", "late"], "\u0301\u0316" * 200_000 + " the invoíce") == ("invoice",)
