"""The outbox: what an answer of the mail server or the helpdesk means, and what follows for the mail. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from playbooks.mails import Mail, MailState


class Answer(StrEnum):
    """What came of trying to hand a mail over."""

    ACCEPTED = "accepted"
    LATER = "later"
    """Not taken, and it may be tried again."""
    NEVER = "never"
    """Not taken, and it never will be."""
    SILENCE = "silence"
    """The words were sent, and then nothing was heard: it may have arrived."""


@dataclass(frozen=True)
class Heard:
    """What came of a try, and what the other side said, in its words."""

    answer: Answer
    words: str = ""


class Closed(StrEnum):
    """Why the mail server takes nothing from us until a person has mended it; `handlers/incidents.py` has the words."""

    PASSWORD = "password"  # noqa: S105 the name of a reason
    NO_LOGIN = "no_login"
    UNENCRYPTED = "unencrypted"
    CERTIFICATE = "certificate"


def answer_of(code: int) -> Answer:
    """What an SMTP reply to a mail means: 2xx taken, 5xx refused for good, anything else not now (RFC 5321, 4.2.1)."""
    if 200 <= code < 300:
        return Answer.ACCEPTED
    return Answer.NEVER if 500 <= code < 600 else Answer.LATER


def answer_of_webhook(status: int) -> Answer:
    """What a helpdesk's answer means. It knows a repeat by its webhook-id, so silence is only "later" there."""
    if 200 <= status < 300:
        return Answer.ACCEPTED
    return Answer.NEVER if 400 <= status < 500 and status not in (401, 403, 404, 408, 425, 429) else Answer.LATER


@dataclass(frozen=True)
class Next:
    """What follows: the mail's new state, and when it is tried again if it waits."""

    state: MailState
    try_at: datetime | None = None


FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)
PATIENCE = timedelta(days=1)
"""How long a mail is tried before we give up, visibly."""


def retry_wait(attempts: int) -> timedelta:
    """1, 2, 4 ... minutes, at most an hour."""
    doubled: timedelta = FIRST_RETRY * 2 ** min(max(attempts, 0), 10)
    return min(doubled, LONGEST_RETRY)


def next_step(answer: Answer, mail: Mail, now: datetime) -> Next:
    """What follows from an answer to this mail. After a day of "later" it is given up."""
    match answer:
        case Answer.ACCEPTED:
            return Next(MailState.SENT)
        case Answer.NEVER:
            return Next(MailState.REFUSED)
        case Answer.SILENCE:
            return Next(MailState.UNCERTAIN)
    try_at = now + retry_wait(mail.attempts)
    return Next(MailState.WAITING, try_at) if try_at <= mail.made_at + PATIENCE else Next(MailState.GIVEN_UP)
