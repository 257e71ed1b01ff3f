"""The unsubscribe page: one question and one button, in the customer's language. It looks as the check-in page does,
by the same rules: no script, and nothing from elsewhere."""

from html import escape

from handlers.views.check_in_page import PAGE, STYLE
from handlers.views.customer_words import direction, spoken_of, words_in

FORM = (
    '<form method="post"><div class="answers">'
    '<button type="submit" name="List-Unsubscribe" value="One-Click">{button}</button></div></form>'
)


def question_page(language: str | None, company: str) -> str:
    """Asks; the button posts to the same address."""
    words = words_in(language)
    question = f"<p>{escape(words['question'].format(company=company))}</p>"
    return _page(language, company, words["title"], f"{question}\n{FORM.format(button=escape(words['button']))}")


def done_page(language: str | None, company: str) -> str:
    words = words_in(language)
    done = escape(words["done"].format(company=company))
    return _page(language, company, words["done_title"], f'<p role="status">{done}</p>')


def unreadable_page(language: str | None, company: str) -> str:
    """The link was cut on its way, or is none of ours."""
    words = words_in(language)
    return _page(language, company, words["unreadable_title"], f"<p>{escape(words['unreadable'])}</p>")


def _page(language: str | None, company: str, title: str, body: str) -> str:
    spoken = spoken_of(language)
    return PAGE.format(
        lang=spoken, dir=direction(spoken), title=escape(title), company=escape(company), style=STYLE, body=body
    )
