"""Quotes: the team reads what the customer wrote, and not its own mail again; and never less than was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.quotes import answer_of

OURS = "> Dear Kari,\n>\n> I am sorry. What is still open?\n> Ana"

INTRODUCTIONS = {
    "en": "On Mon, 2 Mar 2026 at 09:14, Ana Popescu <ana@acme.example> wrote:",
    "en, two lines": "On Mon, 2 Mar 2026 at 09:14, Ana Popescu\n<ana@acme.example> wrote:",
    "nb": "man. 2. mars 2026 kl. 09:14 skrev Ana Popescu <ana@acme.example>:",
    "ro": "În lun., 2 mar. 2026 la 09:14, Ana Popescu <ana@acme.example> a scris:",
    "pl": "pon., 2 mar 2026 o 09:14 Ana Popescu <ana@acme.example> napisał(a):",
    "ru": "пн, 2 мар. 2026 г. в 09:14, Ana Popescu <ana@acme.example>:",
    "fa": "در تاریخ دوشنبه ۲ مارس ۲۰۲۶،\u200f ۹:۱۴ Ana Popescu <ana@acme.example> نوشت:",
}
OUTLOOK = {
    "en": "From: Ana Popescu <ana@acme.example>\nSent: Monday, 2 March 2026 09:14\nTo: Kari\nSubject: Re: Sorry",
    "nb": "Fra: Ana Popescu <ana@acme.example>\nSendt: mandag 2. mars 2026 09:14\nTil: Kari\nEmne: SV: Beklager",
    "ro": "De la: Ana Popescu <ana@acme.example>\nTrimis: luni, 2 martie 2026 09:14\nCătre: Kari\nSubiect: Scuze",
    "pl": "Od: Ana Popescu <ana@acme.example>\nWysłano: poniedziałek, 2 marca 2026 09:14\nDo: Kari\nTemat: Przepraszam",
    "ru": "От: Ana Popescu <ana@acme.example>\nОтправлено: 2 марта 2026 г. 9:14\nКому: Kari\nТема: Извините",
    "fa": "از: Ana Popescu <ana@acme.example>\nارسال شده: ۲ مارس ۲۰۲۶\nبه: Kari\nموضوع: پوزش",
}


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS)
def test_our_own_mail_is_not_read_to_us_again(introduction: str) -> None:
    assert answer_of(f"It still fails.\nEvery morning: at 9.\n\n{introduction}\n\n{OURS}\n") == (
        "It still fails.\nEvery morning: at 9."
    )


@pytest.mark.parametrize("head", OUTLOOK.values(), ids=OUTLOOK)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n"])
def test_outlook_quotes_without_any_sign_before_the_lines(head: str, rule: str) -> None:
    assert answer_of(f"It still fails.\n\n{rule}{head}\n\nDear Kari,\nWhat is still open?") == "It still fails."


def test_words_between_our_lines_are_kept_with_them() -> None:
    text = f"See below.\n\n{INTRODUCTIONS['en']}\n> When did it fail?\nOn Monday.\n> And since?\nEvery day."
    assert answer_of(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Two things: the label printer and the invoice.\nBoth fail.",
        "My address is kari@nordlys.example, write there:\nthanks",
        "> all of it\n> is quoted",
        "Price: 12\nWeight: 3\nColour: red",
        "a - b - c\n---\nd",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text: str) -> None:
    assert answer_of(text) == text


def test_a_signature_is_no_answer() -> None:
    assert answer_of("Thank you.\n-- \nKari Nordmann\nNordlys Shipping") == "Thank you."


@given(st.text(st.sampled_from("ab :>@<-_\n2:\u200f"), max_size=300))
def test_whatever_comes_something_is_left_and_nothing_is_made_up(text: str) -> None:
    answer = answer_of(text)
    assert bool(answer) == bool(text.strip())
    assert answer.replace("\n", "") in text.replace("\r", "").replace("\n", "")


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a",
        ":",
        ": ",
        "a@b:\n",
        "x@y\n",
        "\n>",
        "\n> a\nb",
        "-",
        "- ",
        "_",
        "--- a ",
        "a: b\n",
        "a ",
        "1",
        "> ",
        "\n",
    ],
)
def test_a_mail_made_to_be_read_for_ever_is_read_at_once(piece: str) -> None:
    """Anybody may write to us. While their mail is read no survey is stored: 300,000 "<" once took minutes."""
    answer_of(piece * (300_000 // len(piece)) + "\nend")
