"""Incidents: a customer cannot be shown where they belong, or not be written to. The admins hear of it once, and
readiness says it."""

from collections.abc import Collection
from datetime import datetime

from handlers.language import _
from handlers.views.mrkdwn import literal
from playbooks.outbox import Closed
from playbooks.policy import Policy
from playbooks.sending import GONE, Family
from storage import cards, incidents, mailings, nag_messages, notices, storms, waiting
from storage.database import Connection
from storage.notices import Notice

TOKEN = "token"  # noqa: S105 the name of an incident
MAIL = "mail"
CHANNEL, HISTORY = "channel:", "history:"
VISIBLE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
"""Causes whose end can be seen in the list of channels. The others end when a message is taken."""


def met(db: Connection, policy: Policy, target: str, family: Family, error: str, now: datetime) -> None:
    """Slack did not take a message for this channel or person. What people have to mend, they hear of."""
    if family in GONE and not is_person(target):
        said = _("I cannot post in {channel}: {error}.").format(channel=literal(target, 80), error=literal(error, 200))
        fallback = policy.company.fallback_channel
        if fallback and fallback != target:
            where = literal(fallback, 80)
            said += " " + _("Its cards go to {fallback} until that is mended.").format(fallback=where)
        else:
            said += " " + _("Its cards wait until that is mended; none is lost.")
        begin(db, policy, CHANNEL + target, said, error, now)


def history_closed(db: Connection, policy: Policy, channel: str, error: str, now: datetime) -> None:
    """We cannot look whether a card is there, and have decided to wait until we can."""
    said = _(
        "An answer of Slack was lost, and I may not read {channel} to see whether its cards are there: {error}."
        " They wait until I may, as delivery.when_unsure says."
    ).format(channel=literal(channel, 80), error=literal(error, 200))
    begin(db, policy, HISTORY + channel, said, error, now)


def history_open(db: Connection, channel: str, now: datetime) -> None:
    """We could look, or have decided not to wait for it."""
    incidents.end(db, HISTORY + channel, now)


def mail_closed(db: Connection, policy: Policy, closed: Closed, words: str, now: datetime) -> None:
    """The mail server takes nothing from us, and a person must mend that. `words` are its own."""
    why = {
        Closed.PASSWORD: _("the mail server does not take our user or password. Check both in SMTP_URL"),
        Closed.NO_LOGIN: _("the mail server takes no user and password. Leave them out of SMTP_URL"),
        Closed.UNENCRYPTED: _("the mail server offers no encryption, so our password was not sent. Try smtps://"),
        Closed.CERTIFICATE: _(
            "the certificate of the mail server is not trusted. Check its name in SMTP_URL;"
            " a certificate of your own is trusted by SSL_CERT_FILE"
        ),
    }[closed]
    said = _("No mail goes out: {why} ({words}). What is written waits, and is tried again for a day.")
    begin(db, policy, MAIL, said.format(why=why, words=literal(words, 200)), closed, now)


def mail_open(db: Connection, now: datetime) -> None:
    """The mail server takes our mail, or we have just been started and do not know yet that it does not."""
    incidents.end(db, MAIL, now)


def taken(db: Connection, target: str, now: datetime) -> None:
    """Slack took a message for this channel or person: whatever kept it from that is over."""
    incidents.end_both(db, TOKEN, CHANNEL + target, now)


def redirect(db: Connection, notice: Notice, to: str, now: datetime) -> None:
    """A line for a channel that is gone is said in another, with where it belongs."""
    where = _("For {channel}, where I cannot post:").format(channel=literal(notice.target, 80))
    notices.move(db, notice.id, to, f"{where} {notice.words}", now)


def channels_gone(db: Connection) -> list[str]:
    """The channels that could not be posted in."""
    return [key.removeprefix(CHANNEL) for key in incidents.current(db) if key.startswith(CHANNEL)]


def mended(db: Connection, policy: Policy, there: Collection[str], now: datetime) -> list[str]:
    """`there` are the channels (names and ids) that Slack would let us post in. Which incidents are over?

    Also over is that of a channel that nobody uses any more: the file names another one, and nothing waits for it.
    """
    used = {team.channel for team in policy.teams} | {policy.company.fallback_channel}
    used |= waiting.first(db).keys()
    over = []
    for key, cause in incidents.causes(db).items():
        channel = key.removeprefix(CHANNEL)
        if not key.startswith(CHANNEL) or (channel in used and not (channel in there and cause in VISIBLE)):
            continue
        incidents.end(db, key, now)
        for hurry in (cards.hurry, storms.hurry, mailings.hurry, notices.hurry, nag_messages.hurry):
            hurry(db, channel, now)
        over.append(channel)
    return over


def is_person(target: str) -> bool:
    """Whether this is a person's id, and not a channel's id or name."""
    return target.startswith(("U", "W"))


def begin(db: Connection, policy: Policy, key: str, said: str, error: str, now: datetime) -> None:
    """Opens an incident, if it is none yet; then the admins hear `said`."""
    number = incidents.begin(db, key, said, error.partition(":")[0], now)
    if number is None:
        return
    for admin in policy.company.told_of_trouble:
        notices.say_once(db, f"incident:{number}:{admin}", admin, said, now)
