"""The library in its six languages: what a reader of each would stumble over, as far as a program can see it."""

import re
import unicodedata
from collections import Counter
from datetime import timedelta
from string import Template

import pytest

from bot.library import load_library
from playbooks.comment_language import language_of
from playbooks.replies import Playbook, Say
from playbooks.responses import Band

LIBRARY = load_library()
LANGUAGES = {"en", "nb", "ro", "pl", "ru", "fa"}
SAYS = [
    pytest.param(language, say, id=f"{playbook.name}-{language}")
    for playbook in LIBRARY
    for language, say in playbook.say.items()
]
SITUATIONS = {
    "billing_trouble",
    "outage",
    "slow_delivery",
    "missing_feature",
    "slow_support",
    "onboarding_trouble",
    "price",
    "data_privacy",
    "renewal_at_risk",
    "silent_detractor",
    "passive_nine",
    "promoter_thanks",
    "reference_request",
    "repeat_complainant",
}
QUOTES = {"en": "“”", "nb": "«»", "ro": "„”", "pl": "„”", "ru": "«»", "fa": "«»"}
LETTERS = {
    "en": r"[A-Za-z]",
    "nb": r"[A-Za-zÆØÅæøåÉé]",
    "ro": r"[A-Za-zĂÂÎȘȚăâîșț]",
    "pl": r"[A-Za-zĄĆĘŁŃÓŚŹŻąćęłńóśźż]",
    "ru": r"[А-Яа-яЁё]",
    "fa": r"[\u0621-\u063a\u0641-\u0642\u0644-\u0648\u064b\u0654\u067e\u0686\u0698\u06a9\u06af\u06cc\u200c]",
}
"""The letters of each language. Romanian ș and ț have a comma below; Persian has its own ک and ی."""


def words_of(say: Say) -> str:
    """The subject and the text without the fields."""
    return re.sub(r"\$\w+", "", f"{say.subject}\n{say.text}")


def test_every_situation_has_its_playbook() -> None:
    assert {playbook.name for playbook in LIBRARY} >= SITUATIONS


@pytest.mark.parametrize("playbook", LIBRARY, ids=lambda playbook: playbook.name)
def test_a_playbook_speaks_all_six_languages_and_says_the_same_in_each(playbook: Playbook) -> None:
    """A field that one language has and another has not is a sentence that somebody forgot. Polish greets without a
    name."""
    assert set(playbook.say) == LANGUAGES
    used = {language: Counter(Template(say.text).get_identifiers()) for language, say in playbook.say.items()}
    for fields in used.values():
        del fields["first_name"]
    assert all(fields == used["en"] for fields in used.values())
    paragraphs = {len(say.text.strip().split("\n\n")) for say in playbook.say.values()}
    assert len(paragraphs) == 1


@pytest.mark.parametrize(("language", "say"), SAYS)
def test_a_text_is_written_with_the_letters_and_marks_of_its_language(language: str, say: Say) -> None:
    words = words_of(say)
    assert words == unicodedata.normalize("NFC", words)
    strange = {c for c in words if c.isalpha() or c == "\u200c"} - set("".join(re.findall(LETTERS[language], words)))
    assert not strange
    assert {c for c in words if c in "\"'«»„“”‘‚"} <= set(QUOTES[language])
    assert words.count(QUOTES[language][0]) == words.count(QUOTES[language][1])


@pytest.mark.parametrize(("language", "say"), SAYS)
def test_no_mark_stands_in_a_wrong_place(language: str, say: Say) -> None:
    assert "\n" not in say.subject.strip()
    for text in (say.subject, say.text):
        assert not re.search(r" [.,:;?؟،؛]|[.,;:،؛]{2}|\.[^\W\d]|…|--|\u200c[\s.]|\s\u200c", text)
    if language == "fa":
        assert not re.search(r"[,;?%]", words_of(say))
        assert not re.search(r"\.\s*[،؛]|^\s*\.", words_of(say), re.MULTILINE)
    else:
        assert not re.search(r"[،؛؟]", words_of(say))


@pytest.mark.parametrize(("language", "say"), SAYS)
def test_a_text_is_in_the_language_under_which_it_stands(language: str, say: Say) -> None:
    """Two texts changed over would be read by the customer first."""
    assert language_of(words_of(say)) == language


def test_nobody_is_asked_whether_a_thank_you_solved_it() -> None:
    asked = {playbook.name for playbook in LIBRARY if playbook.check_in}
    assert asked.isdisjoint({"thank_you", "promoter_thanks", "reference_request"})
    assert all(timedelta(hours=8) <= p.check_in <= 10 * timedelta(hours=8) for p in LIBRARY if p.check_in)


def test_what_customers_say_is_understood_in_every_language() -> None:
    """A playbook that looks for words looks for them in all six, and proves it."""
    for playbook in LIBRARY:
        if playbook.when.mentions and Band.DETRACTOR in playbook.when.band:
            fitting = [one.comment for one in playbook.examples if one.fits and one.comment]
            scripts = {
                "fa" if re.search("[\u0600-\u06ff]", one) else "ru" if re.search("[а-я]", one) else ""
                for one in fitting
            }
            assert len(fitting) >= 6, playbook.name
            assert scripts == {"fa", "ru", ""}, playbook.name
