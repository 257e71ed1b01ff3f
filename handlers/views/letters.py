"""Letters: a mail as it goes over the line, with plain words and the same as HTML, made by the standard library.

https://www.rfc-editor.org/rfc/rfc8058 (one click), https://www.rfc-editor.org/rfc/rfc3834 (Auto-Submitted)
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

from handlers.views.check_in_words import WORDS, language_for
from handlers.views.customer_words import direction, words_in
from playbooks.mails import Mail, MailKind, sendable

LINE = policy.SMTP.clone(cte_type="7bit", max_line_length=78)
"""Nothing that a mail server of 1990 would not take: not every one says 8BITMIME."""
NAME, SUBJECT = 120, 250
MOST_FOLLOWED = 20
MESSAGE_ID = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~:-]{1,200}@[A-Za-z0-9.:\[\]_-]{1,200}")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
NO_NAMES: Mapping[str, str] = {}
PAGE = (
    '<!doctype html>\n<html lang="{lang}" dir="{dir}">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>\n'
    '<body dir="{dir}" style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1d1c1d;'
    ' max-width: 36em; overflow-wrap: anywhere; text-align: {side}">\n{body}\n</body>\n</html>\n'
)


@dataclass(frozen=True)
class Sender:
    """Whose mail it is: the address of MAIL_FROM, the company's name, and the unsubscribe link, where we have one."""

    address: str
    company: str
    unsubscribe: str | None = None


def letter(mail: Mail, sender: Sender, follows: Sequence[str], now: datetime) -> bytes:
    """The mail as bytes. Nothing in a name, subject or address can become a header of its own."""
    message = EmailMessage(policy=LINE)
    message["From"] = Address(header_text(mail.from_name)[:NAME], addr_spec=sendable(sender.address) or sender.address)
    message["To"] = Address(addr_spec=mail.to_address)
    if reply_to := sendable(mail.reply_to):
        message["Reply-To"] = Address(header_text(mail.from_name)[:NAME], addr_spec=reply_to)
    message["Subject"] = header_text(mail.subject)[:SUBJECT]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.message_id}>"
    if answered := known_id(mail.in_reply_to):
        message["In-Reply-To"] = answered
    if ids := [known for one in follows[-MOST_FOLLOWED:] if (known := known_id(one))]:
        message["References"] = " ".join(ids)
    if mail.kind is not MailKind.REPLY:
        message["Auto-Submitted"] = "auto-generated"
    if LANGUAGE.fullmatch(mail.language):
        message["Content-Language"] = mail.language
    text = sound(_with_footer(mail, sender))
    message.set_content(text)
    message.add_alternative(as_html(text, mail.language, mail.subject, _named(mail, sender)), subtype="html")
    return _with_unsubscribe(message.as_bytes(), sender.unsubscribe)


def as_html(text: str, language: str, title: str = "", named: Mapping[str, str] = NO_NAMES) -> str:
    """The same words as a small page: paragraphs, lines and links, in the direction of the language. `named` are words
    for addresses; every other address stands as it is."""
    paragraphs = re.split(r"\n\s*\n", sound(text).strip())
    body = "\n".join(
        "<p>" + "<br>\n".join(_linked(one, named) for one in part.splitlines()) + "</p>" for part in paragraphs
    )
    way = direction(language)
    tag = language if LANGUAGE.fullmatch(language) else "und"
    side = "right" if way == "rtl" else "left"
    return PAGE.format(lang=tag, dir=way, side=side, title=escape(header_text(title)), body=body)


def one_line(text: str) -> str:
    """Without line breaks and whatever else could end a header."""
    return " ".join("".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text).split())


def header_text(text: str) -> str:
    """Words for a header, and nothing but words: the standard library would read "=?...?=" as an encoding, and put
    what it stands for, line breaks too, into the header as it is."""
    return one_line(sound(text)).replace("=?", "= ?")


def sound(text: str) -> str:
    """Text that can be written down: half a character, which some programs send, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def known_id(message_id: str | None) -> str | None:
    """A Message-ID in its <>; None for what is none: other mail programs make them, and anything may stand there."""
    found = MESSAGE_ID.fullmatch(message_id or "")
    return f"<{found[0]}>" if found and "=?" not in found[0] else None


def _with_footer(mail: Mail, sender: Sender) -> str:
    """A person's reply is a letter and has none; what we write by ourselves says how to stop it."""
    if mail.kind is MailKind.REPLY or not sender.unsubscribe:
        return mail.text.strip() + "\n"
    footer = words_in(mail.language)["footer"].format(company=sender.company)
    return f"{mail.text.strip()}\n\n--\n{footer}\n{sender.unsubscribe}\n"


def _with_unsubscribe(raw: bytes, link: str | None) -> bytes:
    """RFC 8058's two headers, on top. They are written as they are: the standard library would fold the link apart."""
    if link is None:
        return raw
    one_click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    return f"List-Unsubscribe: <{one_line(link)}>\r\n{one_click}\r\n".encode("ascii") + raw


def _named(mail: Mail, sender: Sender) -> dict[str, str]:
    """What to read in place of the addresses of our own pages, which are long and say nothing to anybody."""
    named = {sender.unsubscribe: words_in(mail.language)["button"]} if sender.unsubscribe else {}
    if mail.kind is MailKind.CHECK_IN:
        page = next((line for line in mail.text.splitlines() if ADDRESS.fullmatch(line)), "")
        named[page] = WORDS[language_for(mail.language)]["open"]
    return named


def _linked(text: str, named: Mapping[str, str]) -> str:
    """Escaped, with web addresses to click on."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found[0])
        parts += [escape(text[end : found.start()]), f'<a href="{address}">{escape(named.get(found[0], found[0]))}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])
