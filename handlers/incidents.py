"""Incidents: a customer cannot be shown where they belong, or not be written to. The admins hear of it once, and
readiness says it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers.language import _
from handlers.views.moved import line_from
from handlers.views.mrkdwn import literal, when
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
WORTH_TELLING = timedelta(minutes=1)
"""How long Slack must have been closed to us before the admins hear of it afterwards."""


def met(db: Connection, policy: Policy, target: str, family: Family, error: str, now: datetime) -> bool:
    """Slack did not take a message for this channel or person. What people have to mend, they hear of. Whether that is
    news."""
    if family in GONE and not is_person(target):
        said = _("I cannot post in {channel}: {error}.").format(channel=literal(target, 80), error=literal(error, 200))
        fallback = policy.company.fallback_channel
        if fallback and fallback != target:
            where = literal(fallback, 80)
            said += " " + _("Its cards go to {fallback} until that is mended.").format(fallback=where)
        else:
            said += " " + _("Its cards wait until that is mended; none is lost.")
        return begin(db, policy, CHANNEL + target, said, error, now)
    return False


def history_closed(db: Connection, policy: Policy, channel: str, error: str, now: datetime) -> None:
    """We cannot look whether a card is there, and have decided to wait until we can."""
    said = _(
        "An answer of Slack was lost, and I may not read {channel} to see whether its cards are there: {error}."
        " They wait until I may, as delivery.when_unsure says."
    ).format(channel=literal(channel, 80), error=literal(error, 200))
    begin(db, policy, HISTORY + channel, said, error, now)


def history_open(db: Connection, channel: str, now: datetime) -> None:
    """We could look, or have decided not to wait for it."""
    withdraw(db, incidents.end(db, HISTORY + channel, now), now)


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
    withdraw(db, incidents.end(db, MAIL, now), now)


def taken(db: Connection, policy: Policy, target: str, now: datetime, *, posted: bool) -> None:
    """Slack took a message for this channel or person, so the token works. That the channel is there again is only
    proved by one that was `posted` by its name."""
    ended = incidents.end_both(db, TOKEN, CHANNEL + target, now) if posted else incidents.end(db, TOKEN, now)
    over(db, policy, ended, now)


def why_gone(db: Connection, channel: str) -> str:
    """Slack's name for why we cannot post in this channel now; "" when we can, for all we know."""
    return incidents.cause(db, CHANNEL + channel)


def redirect(db: Connection, notice: Notice, to: str, now: datetime) -> None:
    """A line for a channel that is gone is said in another, with where it belongs."""
    where = line_from(notice.target, why_gone(db, notice.target))
    notices.move(db, notice.id, to, f"{where}\n{notice.words}", now)


def channels_gone(db: Connection) -> list[str]:
    """The channels that could not be posted in."""
    return [key.removeprefix(CHANNEL) for key in incidents.current(db) if key.startswith(CHANNEL)]


def mended(db: Connection, policy: Policy, there: Collection[str], now: datetime) -> list[str]:
    """`there` are the channels (names and ids) that Slack would let us post in. Which incidents are over?

    Also over is that of a channel that nobody uses any more: the file names another one, and nothing waits for it.
    """
    used = {team.channel for team in policy.teams} | {policy.company.fallback_channel}
    used |= waiting.first(db).keys()
    found = []
    for key, cause in incidents.causes(db).items():
        channel = key.removeprefix(CHANNEL)
        if not key.startswith(CHANNEL) or (channel in used and not (channel in there and cause in VISIBLE)):
            continue
        over(db, policy, incidents.end(db, key, now), now)
        for hurry in (cards.hurry, storms.hurry, mailings.hurry, notices.hurry, nag_messages.hurry):
            hurry(db, channel, now)
        found.append(channel)
    return found


def is_person(target: str) -> bool:
    """Whether this is a person's id, and not a channel's id or name."""
    return target.startswith(("U", "W"))


def begin(db: Connection, policy: Policy, key: str, said: str, error: str, now: datetime) -> bool:
    """Opens an incident, if it is none yet; then the admins hear `said`. Whether it is news."""
    number = incidents.begin(db, key, said, error.partition(":")[0], now)
    if number is not None:
        _tell(db, policy, f"{number}", said, now)
    return number is not None


def _tell(db: Connection, policy: Policy, about: str, said: str, now: datetime) -> None:
    for admin in policy.company.told_of_trouble:
        notices.say_once(db, f"incident:{about}:{admin}", admin, said, now)


def over(db: Connection, policy: Policy, ended: Collection[incidents.Incident], now: datetime) -> None:
    """These are over. That Slack did not take our token could not be told before, and the admins hear of it now."""
    withdraw(db, ended, now)
    for incident in ended:
        if incident.key == TOKEN and now - incident.began_at >= WORTH_TELLING:
            said = _("Slack did not let me speak ({error}) from {began} to {ended}. What waited comes now.")
            span = {"began": when(incident.began_at), "ended": when(now)}
            _tell(db, policy, f"{incident.id}:over", said.format(error=literal(incident.cause, 200), **span), now)


def withdraw(db: Connection, ended: Collection[incidents.Incident], now: datetime) -> None:
    """Nobody hears of trouble that was over before they could be told."""
    for incident in ended:
        notices.withdraw(db, f"incident:{incident.id}:", now)
