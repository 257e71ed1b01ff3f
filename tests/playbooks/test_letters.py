"""Letters: each customer reads their own language, and nothing that is not meant for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.library import load_library
from playbooks.advice import case_facts
from playbooks.cards import CaseFile
from playbooks.cases import Case, CaseKind, CaseState
from playbooks.customers import Customer
from playbooks.facts import Facts
from playbooks.letters import Letter, best_first, letter, samples, suits
from playbooks.replies import Fits
from playbooks.responses import Band
from playbooks.wording import Filled, Say
from tests.playbooks.answers import UNHAPPY_ANSWER

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASE = Case(1, 1, "support", CaseKind.RESCUE, CaseState.OPEN, NOW - timedelta(hours=2))


def test_a_promoter_is_never_told_that_we_are_sorry() -> None:
    when = Fits(band=(Band.DETRACTOR,), mentions=("invoice",))
    assert suits(when, Facts(band=Band.DETRACTOR, comment="something else"))
    assert not suits(when, Facts(band=Band.PROMOTER, comment="the invoice was great"))
    assert not suits(Fits(kind=(CaseKind.THANKS,)), Facts(band=Band.DETRACTOR, kind=CaseKind.RESCUE))


def letters(*languages: str) -> list[Letter]:
    return [Letter(language, language, Filled("", "")) for language in languages]


def test_the_three_that_are_shown_are_as_different_as_can_be() -> None:
    assert samples(letters("en", "en", "en", "nb")) == (0, 3, 1)
    assert samples(letters("en", "nb", "ro", "pl")) == (0, 1, 2)
    assert samples(letters("en")) == (0,)


@given(st.lists(st.sampled_from(["en", "nb", "ro", "fa"]), min_size=1, max_size=40))
def test_shown_mails_are_real_ones_each_once(languages: list[str]) -> None:
    shown = samples(letters(*languages))
    assert len(shown) == min(3, len(languages)) == len(set(shown))
    assert len({languages[place] for place in shown}) == min(3, len(set(languages)))


def test_a_mail_speaks_the_customers_language_or_says_that_it_could_not() -> None:
    first = load_library()[0]
    playbook = replace(first, say={**first.say, "nb": Say("Hei", "Hei $first_name,\n\nTakk.")})
    norwegian = Customer(1, "Ingrid Haugen", "i@nord.example", language="nb-NO")
    own = letter(playbook, CaseFile(CASE, norwegian, ()), "Acme", "Ana")
    assert (own.language, own.fell_back) == ("nb", False)
    assert "Ingrid" in own.filled.text
    other = letter(playbook, CaseFile(CASE, replace(norwegian, language="sw"), ()), "Acme", "Ana")
    assert (other.language, other.wanted, other.fell_back) == ("en", "sw", True)
    unknown = letter(playbook, CaseFile(CASE, replace(norwegian, language=None), ()), "Acme", "Ana")
    assert (unknown.language, unknown.fell_back) == ("en", False)


def test_of_whom_nobody_knows_the_language_their_own_words_tell_it() -> None:
    """Nobody reads these mails one by one: an English answer to a Polish comment would go out unseen."""
    said = replace(UNHAPPY_ANSWER, language=None, comment="Faktura jest błędna i nikt nie odpowiada na moje wiadomości")
    file = CaseFile(CASE, Customer(1, email="c1@many.example"), (said,))
    price = next(one for one in load_library() if one.name == "price")
    assert letter(price, file, "Acme", "Ana").language == "pl"


def test_whoever_needs_help_gets_no_thanks_from_a_mailing_because_of_the_ten_they_gave_later() -> None:
    """Nobody reads these mails one by one: it would praise a customer who still waits for help."""
    ten = replace(UNHAPPY_ANSWER, id=2, score=10, band=Band.PROMOTER, comment="Thanks, and the invoice?")
    file = CaseFile(CASE, Customer(1, email="c1@many.example"), (UNHAPPY_ANSWER, ten))
    thanks = next(one for one in load_library() if one.name == "thank_you")
    assert not suits(thanks.when, case_facts(file))
    assert "thank_you" not in {one.name for one in best_first(load_library(), [file])}
    scored = replace(thanks, say={"en": Say("Hello", "You gave us $score.")})
    assert "10" not in letter(scored, file, "Acme", "Ana").filled.text


def test_the_template_that_most_would_be_answered_with_is_offered_first() -> None:
    answers = [replace(UNHAPPY_ANSWER, id=n, comment="My invoice number is wrong") for n in range(3)]
    files = [CaseFile(CASE, Customer(one.id), (one,)) for one in answers]
    assert best_first(load_library(), files)[0].name == "billing_trouble"
