"""Promises: what a draft holds out and no playbook does is seen before it is sent."""

import pytest

from playbooks.comment_language import language_of
from playbooks.customers import Customer
from playbooks.promises import Promise, new_promises, promises_of
from playbooks.redaction import Veil, known_of

NOBODY = Veil(known_of(Customer(1, name="Ingrid Haugen", account="Nordlys Shipping AS")))

SAID = [
    (Promise.MONEY_BACK, "We will refund you."),
    (Promise.MONEY_BACK, "Du får pengene tilbake."),
    (Promise.MONEY_BACK, "Vă vom rambursa suma."),
    (Promise.MONEY_BACK, "Otrzyma Pan zwrot pieniędzy."),
    (Promise.MONEY_BACK, "Мы вернём вам деньги."),
    (Promise.MONEY_BACK, "پول شما را پس می‌دهیم."),
    (Promise.DISCOUNT, "Take a discount from us."),
    (Promise.DISCOUNT, "Vi gir deg rabatt."),
    (Promise.DISCOUNT, "Vă oferim o reducere."),
    (Promise.DISCOUNT, "Dajemy zniżkę."),
    (Promise.DISCOUNT, "Мы дадим вам скидку."),
    (Promise.DISCOUNT, "به شما تخفیف می‌دهیم."),
    (Promise.CREDIT, "There is a credit on your account."),
    (Promise.CREDIT, "Du får et gavekort."),
    (Promise.CREDIT, "Primiți un voucher."),
    (Promise.CREDIT, "Wyślemy kupon."),
    (Promise.CREDIT, "Мы зачислим бонус."),
    (Promise.CREDIT, "مبلغی به اعتبار شما افزوده شد."),
    (Promise.COMPENSATION, "We compensate you for it."),
    (Promise.COMPENSATION, "Du får erstatning."),
    (Promise.COMPENSATION, "Vă vom despăgubi."),
    (Promise.COMPENSATION, "Otrzyma Pani odszkodowanie."),
    (Promise.COMPENSATION, "Мы выплатим компенсацию."),
    (Promise.COMPENSATION, "خسارت شما را می‌دهیم."),
    (Promise.FREE, "The next month is free month for you."),
    (Promise.FREE, "Neste faktura er gratis."),
    (Promise.FREE, "Luna viitoare este gratuită."),
    (Promise.FREE, "Następny miesiąc jest za darmo."),
    (Promise.FREE, "Следующий месяц бесплатно."),
    (Promise.FREE, "ماه بعد رایگان است."),
    (Promise.AMOUNT, "You get 20 % less."),
    (Promise.AMOUNT, "Vi betaler 500 kr."),
    (Promise.AMOUNT, "مبلغ ۵۰۰ تومان"),
    (Promise.GUARANTEE, "It will never happen again."),
    (Promise.GUARANTEE, "Det vil ikke skje igjen."),
    (Promise.GUARANTEE, "Vă garantăm."),
    (Promise.GUARANTEE, "To się nie powtórzy, obiecujemy."),
    (Promise.GUARANTEE, "Это больше не повторится."),
    (Promise.GUARANTEE, "تضمین می‌کنیم."),
    (Promise.DEADLINE, "You hear from us within two days."),
    (Promise.DEADLINE, "It is done by Friday."),
    (Promise.DEADLINE, "Du hører fra oss innen fredag."),
    (Promise.DEADLINE, "Vă sunăm mâine."),
    (Promise.DEADLINE, "Odpowiemy w ciągu dwóch dni."),
    (Promise.DEADLINE, "Мы ответим в течение дня."),
    (Promise.DEADLINE, "فردا تماس می‌گیریم."),
]

PLAIN = [
    "Thank you for writing. I am sorry about the wait, and I am looking into it myself.",
    "Takk for at du skrev. Jeg er lei for ventetiden, og ser på det selv.",
    "Vă mulțumesc că ne-ați scris. Îmi pare rău și mă ocup personal de asta.",
    "Dziękuję za wiadomość i informację zwrotną. Przykro mi, że to tyle trwało.",
    "Спасибо, что написали. Мне жаль, что пришлось ждать. Я сам разбираюсь с этим.",
    "از پیام شما سپاسگزارم. بابت این مشکل متأسفم و خودم پیگیری می‌کنم.",
]


@pytest.mark.parametrize(("promise", "said"), SAID)
def test_a_promise_is_found_in_each_language(promise: Promise, said: str) -> None:
    """A refund that nobody meant to give has to be paid all the same."""
    assert promise in promises_of(said)
    assert promise in new_promises(said, "Thank you. I am looking into it.")


@pytest.mark.parametrize("said", PLAIN)
def test_ordinary_words_are_no_promise(said: str) -> None:
    """A warning under every draft would be read by nobody."""
    assert new_promises(said, said) == ()
    assert promises_of(said) == frozenset()


def test_what_the_playbook_says_is_no_news() -> None:
    playbook = "We refund the invoice within 5 days."
    assert new_promises("Your refund is with you within 5 days.", playbook) == ()


def test_another_deadline_or_number_than_the_playbooks_is_news() -> None:
    """ "Within 5 days" does not allow "by tomorrow", or 50."""
    playbook = "We refund the invoice within 5 days."
    assert new_promises("We refund it tomorrow.", playbook) == (Promise.DEADLINE,)
    assert Promise.NUMBER in new_promises("We refund 50 of them within 5 days.", playbook)
    assert new_promises("You wrote that 50 are missing.", playbook, "50 are missing") == ()


def test_invisible_letters_hide_no_promise() -> None:
    """A model can be talked into writing re-fund with a soft hyphen."""
    assert Promise.MONEY_BACK in promises_of("We will re\u00adf\u200bund you")
    assert Promise.MONEY_BACK in promises_of("We will ＲＥＦＵＮＤ you")


@pytest.mark.parametrize("unit", [".", "1,", "a@", "\u0301\u0316"])
def test_a_long_row_of_signs_holds_nobody_up(unit: str) -> None:
    """A comment is up to 200,000 characters long, and whoever wrote this one would keep the bot busy for half an hour:
    where the work grew with the square of the length, the time that a test may take is over."""
    text = unit * (200_000 // len(unit))
    assert not promises_of(text)
    assert Promise.AMOUNT in promises_of(f"{text} and 1.250,50 kr")
    assert NOBODY.lift(NOBODY.hide(text)) == text
    assert language_of(text) in {None, "en"}


def test_an_amount_may_be_long() -> None:
    assert Promise.AMOUNT in promises_of(f"{'1,000,' * 6}000 dollars")
