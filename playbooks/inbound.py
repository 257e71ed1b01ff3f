"""Inbound: mail that comes in, and whether a person wrote it. Pure.

What machines send (RFC 3834): out-of-office notes, lists, delivery reports, read receipts. None of it is an answer. A
delivery report (RFC 3464) that says "failed" for a mail of ours is a bounce.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from playbooks.customers import normal_email

MESSAGE_ID = re.compile(r"<([^<>\s@]{1,250}@[^<>\s]{1,250})>")
MOST_IDS = 100


@dataclass(frozen=True)
class InboundMail:
    """One mail. Addresses are bare and in small letters; ids are without their angle brackets; header names in small
    letters. `text` is the whole of it, quotations and all; `reports` are the texts of an attached delivery report.
    `token` is what was signed in place of the mail, where the provider signs no more: it is good for one mail."""

    message_id: str | None
    from_address: str
    subject: str = ""
    text: str = ""
    from_name: str = ""
    to_address: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    reports: tuple[str, ...] = ()
    token: str | None = None

    @property
    def answers_to(self) -> tuple[str, ...]:
        """The ids of what it may be an answer to, the surest first."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))


class Written(StrEnum):
    """What kind of mail it is."""

    ANSWER = "answer"  # by a person
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


@dataclass(frozen=True)
class Judged:
    """What kind of mail it is, and by what that was seen."""

    written: Written
    why: str


MACHINES = frozenset({"mailer-daemon", "postmaster", "mail-daemon"})
SAYS_SO = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-autoresponder", "x-auto-reply", "x-mail-autoreply")
BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
SUBJECTS = re.compile(
    r"(automatic reply|auto[- ]?reply|autoreply|out of (the )?office|automatisk svar|autosvar|fraværsmelding"
    r"|răspuns automat|raspuns automat|automatyczna odpowiedź|autoodpowiedź|odpowiedź automatyczna"
    r"|автоответ|автоматический ответ|پاسخ خودکار|automatische antwort|abwesenheitsnotiz|réponse automatique)\b",
    re.IGNORECASE,
)
FAILED = re.compile(r"^action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
LATER = re.compile(r"^action:\s*(delayed|delivered|relayed|expanded)\b", re.IGNORECASE | re.MULTILINE)


def judge(mail: InboundMail) -> Judged:
    """Whether a person wrote it. In doubt, a person did: an answer that is thrown away is worse than one too many."""
    heads = mail.headers
    kind = heads.get("content-type", "").casefold()
    if "multipart/report" in kind and "delivery-status" in kind:
        return _reported(mail, "it is a delivery report")
    machine = mail.from_address.partition("@")[0] in MACHINES
    if machine or "x-failed-recipients" in heads:
        return _reported(mail, "a mail server sent it")
    if "multipart/report" in kind:
        return Judged(Written.AUTOMATIC, "it is a report")
    if heads.get("auto-submitted", "no").partition(";")[0].strip().casefold() != "no":
        return Judged(Written.AUTOMATIC, "its Auto-Submitted says so")
    if said := next((name for name in SAYS_SO if heads.get(name, "no").strip().casefold() not in ("no", "")), None):
        return Judged(Written.AUTOMATIC, f"its {said} says so")
    if heads.get("precedence", "").strip().casefold() in BULK:
        return Judged(Written.AUTOMATIC, "its Precedence says so")
    if heads.get("return-path", "-").strip() in ("", "<>"):
        return Judged(Written.AUTOMATIC, "it has nobody to return to")
    if SUBJECTS.match(mail.subject.strip()):
        return Judged(Written.AUTOMATIC, "its subject says so")
    return Judged(Written.ANSWER, "a person wrote it")


def _reported(mail: InboundMail, why: str) -> Judged:
    """A report of a delay, or of success, is no bounce."""
    told = "\n".join((*mail.reports, mail.text))
    failed = FAILED.search(told) or not LATER.search(told)
    return Judged(Written.BOUNCE if failed else Written.AUTOMATIC, why)


def ids_in(*texts: str) -> tuple[str, ...]:
    """Everything that looks like a message id in these, in order, each once."""
    found = dict.fromkeys(match for text in texts for match in MESSAGE_ID.findall(text))
    return tuple(found)[:MOST_IDS]


def concerns(mail: InboundMail) -> tuple[str, ...]:
    """The ids of the mails that a delivery report may be about: it names them in its headers, or gives them back."""
    return tuple(dict.fromkeys((*mail.answers_to, *ids_in(*mail.reports, mail.text))))[:MOST_IDS]


class Became(StrEnum):
    """What became of a mail."""

    ANSWER = "answer"  # it is on a case
    SOMEBODY_ELSE = "somebody_else"  # it answers us, but another address wrote it: shown, and changes nothing
    UNMATCHED = "unmatched"  # it answers nothing that we know: kept, and somebody is told
    AUTOMATIC = "automatic"  # kept, and nothing else
    BOUNCE = "bounce"  # a mail of ours came back


def sent_by(mail: InboundMail, *addresses: str | None) -> bool:
    """Whether the mail comes from one of these addresses, as far as its From says so."""
    return mail.from_address in {normal_email(address) for address in addresses if address}
