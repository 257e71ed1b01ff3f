"""The check-in page: one question to a customer, in HTML that needs no script and that a screen reader reads well."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from html import escape

from handlers.views.check_in_words import WORDS
from handlers.views.customer_words import direction
from playbooks.check_ins import LONGEST_COMMENT, CheckIn, Word
from playbooks.links import Unreadable

STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --soft: #51606f; --paper: #fff; --back: #f2f5f7; --line: #8695a3;
  --yes: #12633d; --no: #8a3216; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #edf1f4; --soft: #b3bfca; --paper: #1d262f; --back: #12181e;
  --line: #75858f; --yes: #8fe0b4; --no: #ffb79e; --on: #10161b } }
* { box-sizing: border-box }
body { margin: 0; padding: 1.5rem 1rem; background: var(--back); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", "Vazirmatn", Tahoma, sans-serif }
main { max-width: 34rem; margin: 6vh auto 2rem; padding: 2rem; background: var(--paper); border-radius: 1rem;
  box-shadow: 0 1px 3px rgb(0 0 0 / .12), 0 10px 34px rgb(0 0 0 / .07) }
.company { margin: 0 0 .25rem; color: var(--soft); font-weight: 600 }
h1 { margin: 0 0 .75rem; font-size: 1.75rem; line-height: 1.25 }
p { margin: 0 0 1rem }
.said { padding: .6rem .9rem; border-inline-start: .25rem solid var(--line) }
fieldset { margin: 1.25rem 0 0; padding: 0; border: 0; min-width: 0 }
legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
label { display: block; margin: 1rem 0 .35rem; font-weight: 600 }
label span, .help { color: var(--soft); font-weight: 400 }
.help { margin: .25rem 0 0; font-size: .9375rem }
textarea, select { width: 100%; padding: .65rem .75rem; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem }
textarea { min-height: 6.5rem; resize: vertical }
select { width: auto; min-width: 9rem }
.answers { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.75rem }
button { flex: 1 1 10rem; min-height: 3rem; padding: .7rem 1.2rem; font: inherit; font-weight: 600; cursor: pointer;
  border-radius: .6rem; border: 2px solid var(--yes); background: var(--yes); color: var(--on) }
button.no { border-color: var(--no); background: transparent; color: var(--no) }
a { color: inherit }
@media (max-width: 30rem) {
  body { padding: .75rem }
  main { margin: 0; padding: 1.25rem }
  h1 { font-size: 1.5rem }
  p { margin-bottom: .75rem }
  textarea { min-height: 4.5rem }
  .answers { margin-top: 1.25rem }
}
:focus-visible { outline: 3px solid #2f7de1; outline-offset: 2px }
"""
STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = (
    '<!doctype html>\n<html lang="{lang}" dir="{dir}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
    "<title>{title} · {company}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
    '<p class="company">{company}</p>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n'
)


@dataclass(frozen=True)
class Reader:
    """Who reads a page: in which language, and whose customer they are."""

    language: str
    company: str


def question_page(reader: Reader, check_in: CheckIn, steps: range | None, *, chosen: bool = True) -> str:
    """The question, with what the customer has said so far. `chosen` is False after a form without yes or no."""
    say = WORDS[reader.language]
    parts = [f"<p>{escape(say['about'].format(company=reader.company))}</p>"]
    if not chosen:
        parts.append(f'<p class="said" role="alert">{escape(say["choose"])}</p>')
    if check_in.word:
        parts.append(f'<p class="said">{escape(say[f"said_{check_in.word}"])}</p>')
    parts += ['<form method="post">', f"<fieldset><legend>{escape(say['question'])}</legend>"]
    parts += [*_comment(say, check_in), *(_score(say, check_in, steps) if steps else ())]
    parts += [
        '<div class="answers">',
        _button(say, Word.YES),
        _button(say, Word.NO),
        "</div>",
        "</fieldset>",
        "</form>",
    ]
    return _page(reader, say["question"], "\n".join(parts))


def thanks_page(reader: Reader, word: Word) -> str:
    """The answer is kept. It can be changed from here."""
    say = WORDS[reader.language]
    text = escape(say[f"{word}_text"].format(company=reader.company))
    back = f'<p><a href="">{escape(say["back"])}</a></p>'
    return _page(reader, say[f"{word}_title"], f'<p role="status">{text}</p>\n{back}')


def enough_page(reader: Reader, word: Word) -> str:
    """They have changed their mind too often for now: what they said last is kept, and a person can be written to."""
    say = WORDS[reader.language]
    kept = escape(say["kept"].format(answer=say[word]))
    return _page(
        reader, say["enough_title"], f'<p class="said" role="status">{kept}</p>\n<p>{escape(say["enough"])}</p>'
    )


def not_taken_page(reader: Reader, *, too_long: bool) -> str:
    """What they sent is too long, or did not arrive whole: nothing of it is kept."""
    say, kind = WORDS[reader.language], "too_long" if too_long else "broken_off"
    return _page(reader, say[f"{kind}_title"], f'<p role="alert">{escape(say[kind])}</p>')


def useless_page(reader: Reader, why: Unreadable) -> str:
    """The link cannot be used, and what can be done instead."""
    say, kind = WORDS[reader.language], "expired" if why is Unreadable.EXPIRED else "unreadable"
    return _page(reader, say[f"{kind}_title"], f"<p>{escape(say[kind])}</p>")


def _comment(say: dict[str, str], check_in: CheckIn) -> list[str]:
    words = escape(check_in.comment or "")
    return [
        f'<label for="comment">{escape(say["comment"])} <span>({escape(say["optional"])})</span></label>',
        f'<textarea id="comment" name="comment" dir="auto" maxlength="{LONGEST_COMMENT}">\n{words}</textarea>',
    ]


def _score(say: dict[str, str], check_in: CheckIn, steps: range) -> list[str]:
    options = [f'<option value="">{escape(say["no_score"])}</option>']
    for step in steps:
        chosen = " selected" if step == check_in.score else ""
        options.append(f'<option value="{step}"{chosen}>{step}</option>')
    help_text = escape(say["score_help"].format(low=steps[0], high=steps[-1]))
    return [
        f'<label for="score">{escape(say["score"])} <span>({escape(say["optional"])})</span></label>',
        f'<select id="score" name="score" aria-describedby="score-help">{"".join(options)}</select>',
        f'<p class="help" id="score-help">{help_text}</p>',
    ]


def _button(say: dict[str, str], word: Word) -> str:
    return f'<button type="submit" name="word" value="{word}" class="{word}">{escape(say[word])}</button>'


def _page(reader: Reader, title: str, body: str) -> str:
    return PAGE.format(
        lang=reader.language,
        dir=direction(reader.language),
        title=escape(title),
        company=escape(reader.company),
        style=STYLE,
        body=body,
    )
