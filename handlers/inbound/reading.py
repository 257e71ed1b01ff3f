"""Reading: addresses, ids and texts of a mail, whoever hands it over. Whatever comes, nothing here fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from handlers.inbound.html import words_of
from handlers.surveys.cleaning import clean
from handlers.surveys.delivery import Unreadable
from handlers.surveys.reading import line
from playbooks.customers import normal_email
from playbooks.inbound import InboundMail, ids_in

LONGEST_TEXT = 200_000
"""Characters of a mail that are kept. Nobody reads more, and a quotation of quotations can be endless."""
LONGEST_SUBJECT = 500
LONGEST_NAME = 200
LONGEST_ADDRESS = 1000
MOST_REPORTS = 5


@dataclass(frozen=True)
class Written:
    """A mail as it was handed over, before it is read: header names in small letters."""

    sender: object
    recipient: object
    subject: object
    text: object
    html: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    reports: tuple[str, ...] = ()


def mail_of(written: Written) -> InboundMail:
    """The mail. Raises Unreadable where nobody sent it."""
    sender = address_of(written.sender)
    if sender is None:
        raise Unreadable("The mail has no sender's address.")
    heads = written.headers
    ids = ids_in(heads.get("message-id", ""))
    text = body(written.text)
    return InboundMail(
        message_id=ids[0] if ids else None,
        from_address=sender[1],
        from_name=sender[0],
        to_address=(address_of(written.recipient) or ("", ""))[1],
        subject=(line(written.subject) or "")[:LONGEST_SUBJECT],
        text=text if text.strip() else words_of(body(written.html)),
        in_reply_to=ids_in(heads.get("in-reply-to", "")),
        references=ids_in(heads.get("references", "")),
        headers=heads,
        reports=tuple(report[:LONGEST_TEXT] for report in written.reports[:MOST_REPORTS]),
    )


def address_of(value: object) -> tuple[str, str] | None:
    """Name and bare address of "Kari Nordmann <kari@nordlys.example>"; None where there is none.

    The last brackets count: before them anybody may write any address they like, as their name.
    """
    written = (line(value) or "")[:LONGEST_ADDRESS]
    name, bracket, rest = written.rpartition("<")
    found = normal_email(rest.partition(">")[0] if bracket else written)
    return ((line(name.strip(' "')) or "")[:LONGEST_NAME], found) if found else None


def body(value: object) -> str:
    """A text, cut to what is kept."""
    return clean(value[:LONGEST_TEXT]) if isinstance(value, str) else ""


def headers_of(pairs: Iterable[object]) -> dict[str, str]:
    """Headers from pairs of name and value. Of several with one name the first counts, as in a mail."""
    found: dict[str, str] = {}
    for pair in pairs:
        if isinstance(pair, (list, tuple)) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], str):
            found.setdefault(pair[0].strip().casefold(), clean(" ".join(pair[1].split())))
    return found


def bracketed(value: object) -> str:
    """Ids as a header writes them, also where they came without their angle brackets, or as a list."""
    given = value if isinstance(value, list) else [value]
    words = [word for one in given if isinstance(one, str) for word in one.replace(",", " ").split()]
    return " ".join(word if word.startswith("<") else f"<{word}>" for word in words)
