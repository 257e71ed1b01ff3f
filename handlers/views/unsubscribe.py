"""The unsubscribe page: one question and one button, in the customer's language. No script; nothing from elsewhere."""

from html import escape

from handlers.views.customer_words import direction, spoken_of, words_in

STYLE = (
    ":root{color-scheme:light dark}body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;"
    "padding:0 1.25rem}h1{font-size:1.6rem;line-height:1.25}button{font:inherit;font-weight:600;padding:.7rem 1.2rem;"
    "border-radius:.5rem;border:1px solid #1f4e5f;background:#1f4e5f;color:#fff;cursor:pointer}"
    "button:focus-visible{outline:3px solid #e8a33d;outline-offset:3px}"
)


def question_page(language: str | None, company: str) -> str:
    """Asks; the button posts to the same address."""
    words = words_in(language)
    button = (
        '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
        f'<button type="submit">{escape(words["button"])}</button></form>'
    )
    return _page(language, words["title"], words["question"].format(company=company), button)


def done_page(language: str | None, company: str) -> str:
    words = words_in(language)
    return _page(language, words["done_title"], words["done"].format(company=company))


def unreadable_page(language: str | None) -> str:
    """The link was cut on its way, or is none of ours."""
    words = words_in(language)
    return _page(language, words["unreadable_title"], words["unreadable"])


def _page(language: str | None, title: str, text: str, more: str = "") -> str:
    spoken = spoken_of(language)
    return (
        f'<!doctype html>\n<html lang="{spoken}" dir="{direction(spoken)}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n<p>{escape(text)}</p>\n{more}</main></body>\n</html>\n"
    )
