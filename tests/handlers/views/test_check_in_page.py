"""The check-in page and its mail: in six languages, for every reader, and safe whatever is written into it."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from handlers.views.check_in_page import Reader, enough_page, not_taken_page, question_page, thanks_page, useless_page
from handlers.views.check_in_words import WORDS, accepted, language_for, mail_words
from playbooks.check_ins import CheckIn, Word
from playbooks.links import Unreadable

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ASKED = CheckIn(1, 1, 1, "support", None, NOW, NOW)
LANGUAGES = ("en", "nb", "ro", "pl", "ru", "fa")

every_language = pytest.mark.parametrize("language", LANGUAGES)


class Read(HTMLParser):
    """What a screen reader goes by: landmarks, headings, labels and what they label, buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_all_languages_say_all_the_same_things() -> None:
    assert set(WORDS) == set(LANGUAGES)
    for language, words in WORDS.items():
        assert set(words) == set(WORDS["en"]), language
        for key, text in words.items():
            fields = {"{company}", "{name}", "{low}", "{high}", "{answer}"}
            wanted = {f for f in fields if f in WORDS["en"][key]}
            if (language, key) == ("pl", "hello_name"):  # a name would have to be bent, and we cannot do that
                wanted = set()
            assert {f for f in fields if f in text} == wanted, (language, key)


@every_language
def test_a_screen_reader_finds_its_way(language: str) -> None:
    page = Read(question_page(Reader(language, "Acme"), ASKED, range(11)))
    assert page.all("html") == [{"lang": language, "dir": "rtl" if language == "fa" else "ltr"}]
    assert [len(page.all(tag)) for tag in ("main", "h1", "form", "fieldset", "legend")] == [1] * 5
    labelled = {attrs["for"] for attrs in page.all("label")}
    assert labelled == {attrs["id"] for tag in ("textarea", "select") for attrs in page.all(tag)}
    assert [attrs["value"] for attrs in page.all("button")] == ["yes", "no"]
    assert not page.all("script")


@every_language
def test_every_page_is_whole(language: str) -> None:
    reader = Reader(language, "Acme & <Sons>")
    pages = [thanks_page(reader, word) for word in Word] + [useless_page(reader, why) for why in Unreadable]
    pages += [enough_page(reader, Word.NO), *(not_taken_page(reader, too_long=long) for long in (True, False))]
    for html in pages:
        Read(html)
        assert "Acme &amp; &lt;Sons&gt;" in html
        assert "{" not in html.partition("</style>")[2]


def test_what_was_written_before_is_shown_and_harmless() -> None:
    said = replace(ASKED, word=Word.NO, comment="</textarea><script>alert(1)</script>", score=3)
    html = question_page(Reader("en", "Acme"), said, range(11))
    assert "<script" not in html
    assert '<option value="3" selected>' in html
    assert WORDS["en"]["said_no"] in html


@every_language
def test_the_mail_has_its_link_on_a_line_of_its_own(language: str) -> None:
    subject, text = mail_words(language, "Acme", "Kari", "https://x.example/feedback/t")
    assert "https://x.example/feedback/t" in text.splitlines()
    assert ("Kari" in text) == (language != "pl")
    assert "\n" not in subject
    assert "{" not in text
    assert "Kari" not in mail_words(language, "Acme", None, "https://x.example/feedback/t")[1]


def test_the_language_that_is_known_first() -> None:
    assert language_for("no-NO", "pl") == "nb"
    assert language_for("xx", "pl_PL") == "pl"
    assert language_for(None, "") == "en"
    assert accepted("de-DE,de;q=0.9,fa;q=0.8,en;q=0.7") == "fa"
    assert accepted("") == "en"
