"""Comment language: a customer who is answered in a language that they do not speak feels unheard twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.comment_language import answer_in, language_of
from playbooks.customers import Customer
from tests.handlers.views.sample_cases import ANSWER


@pytest.mark.parametrize(
    ("language", "comment"),
    [
        ("en", "The invoice is wrong"),
        ("en", "Nobody answers"),
        ("en", "Delivery was late again"),
        ("nb", "Fakturaen er feil"),
        ("nb", "Altfor dyrt"),
        ("nb", "Pakken kom for sent"),
        ("nb", "Får ikke logget inn"),
        ("ro", "Nimeni nu răspunde"),
        ("ro", "Nimeni nu raspunde la telefon"),
        ("ro", "Prea scump"),
        ("pl", "Faktura jest błędna"),
        ("pl", "Nikt nie odpowiada"),
        ("pl", "Przesyłka spóźniona"),
        ("ru", "Никто не отвечает"),
        ("ru", "Счёт неправильный"),
        ("ru", "Опять не работает"),
        ("fa", "هیچ کس جواب نمی‌دهد"),
        ("fa", "فاکتور اشتباه است"),
        ("fa", "خیلی گران"),
    ],
)
def test_a_short_comment_is_recognised(language: str, comment: str) -> None:
    assert language_of(comment) == language


@pytest.mark.parametrize(
    ("language", "comment"),
    [
        ("de", "Die Rechnung ist falsch"),
        ("de", "Niemand antwortet"),
        ("sv", "Fakturan är felaktig"),
        ("nl", "De factuur klopt niet"),
        ("fr", "Personne ne répond"),
        ("it", "Nessuno risponde"),
        ("cs", "Faktura je špatně"),
        ("sk", "Nikto neodpovedá"),
        ("uk", "Ніхто не відповідає"),
        ("bg", "Никой не отговаря"),
        ("ar", "الفاتورة خاطئة"),
        ("tr", "Kimse cevap vermiyor"),
    ],
)
def test_a_neighbour_is_not_taken_for_one_of_ours(language: str, comment: str) -> None:
    assert language_of(comment) == language


@pytest.mark.parametrize(
    "comment", ["ok", "OK", "😡", "", " ", "10", "???", "DHL", "Tom", "asdfgh", "a" * 5000, "\u200c\u200c\u200c\u200c"]
)
def test_what_is_too_short_or_no_language_is_left_open(comment: str) -> None:
    """Better English than a guess."""
    assert language_of(comment) is None


@given(st.text())
def test_no_comment_is_too_strange(comment: str) -> None:
    assert (language_of(comment) or "").isascii()


def test_what_is_known_goes_before_what_is_guessed() -> None:
    spoken = replace(ANSWER, language="pl", comment="Die Rechnung ist falsch")
    silent = replace(ANSWER, language=None, comment=None)
    assert answer_in(Customer(1, language="nb"), [spoken]) == "nb"
    assert answer_in(Customer(1), [spoken]) == "pl"
    assert answer_in(Customer(1), [replace(spoken, language=None)]) == "de"
    assert answer_in(Customer(1), [replace(spoken, language=None), silent]) == "de"
    assert answer_in(Customer(1), [silent]) is answer_in(Customer(1), []) is None
