"""The unsubscribe page: whole in six languages, the company's own, with the looks that its rules allow."""

import hashlib
from base64 import b64encode
from collections.abc import Callable

import pytest

from handlers.views.check_in_page import POLICY
from handlers.views.unsubscribe import done_page, question_page, unreadable_page
from tests.handlers.views.test_check_in_page import Read, every_language

COMPANY = "Acme & <Sons>"


@every_language
def test_every_page_says_whose_it_is_and_leaves_nothing_open(language: str) -> None:
    """A customer who presses a button on a bare page does not know whom they told."""
    for page in (question_page, done_page, unreadable_page):
        html = page(language, COMPANY)
        read = Read(html)
        assert read.all("html") == [{"lang": language, "dir": "rtl" if language == "fa" else "ltr"}]
        assert '<p class="company">Acme &amp; &lt;Sons&gt;</p>' in html
        assert "{" not in html.partition("</style>")[2]
        assert len(read.all("h1")) == len(read.all("main")) == 1
        assert not read.all("script")


def test_only_the_question_has_a_button_and_it_says_what_a_mail_program_says() -> None:
    read = Read(question_page("en", COMPANY))
    assert read.all("form") == [{"method": "post"}]
    assert [(one["name"], one["value"]) for one in read.all("button")] == [("List-Unsubscribe", "One-Click")]
    assert not Read(done_page("en", COMPANY)).all("form")


@pytest.mark.parametrize("page", [question_page, done_page, unreadable_page])
def test_a_browser_takes_the_looks_that_the_rules_name_and_no_others(page: Callable[[str, str], str]) -> None:
    """Without them the page is bare, and the button dim in the dark."""
    style = page("en", COMPANY).partition("<style>")[2].partition("</style>")[0]
    assert f"style-src 'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in POLICY
    assert "unsafe" not in POLICY
