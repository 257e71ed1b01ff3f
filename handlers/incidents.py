"""Incidents: a customer cannot be shown where they belong. The card finds another place; the admins hear of it once."""

from datetime import datetime

from handlers.language import _
from handlers.views.mrkdwn import literal
from playbooks.policy import Policy
from storage import cards, incidents, notices
from storage.cards import Card
from storage.database import Connection

TOKEN = "token"  # noqa: S105 the name of an incident


def channel_key(channel: str) -> str:
    return f"channel:{channel}"


def history_key(channel: str) -> str:
    return f"history:{channel}"


def channel_gone(db: Connection, policy: Policy, card: Card, error: str, now: datetime) -> bool:
    """The card goes to the fallback channel, with the reason, and the admins are told. True if this is news."""
    to = policy.company.fallback_channel
    where = literal(card.channel, 80)
    said = _("I cannot post in {channel}: {error}.").format(channel=where, error=literal(error, 200))
    if to and to != card.channel:
        cards.move(db, card, to)
        said += " " + _("Its cards go to {fallback} until that is mended.").format(fallback=literal(to, 80))
    return _begin(db, policy, channel_key(card.channel), said, now)


def token_revoked(db: Connection, policy: Policy, error: str, now: datetime) -> bool:
    """Slack does not let us in any more. Nobody can be told in Slack; readiness and the log say it."""
    said = _("Slack does not accept our token: {error}.").format(error=literal(error, 200))
    return incidents.begin(db, TOKEN, said, now) is not None


def history_closed(db: Connection, policy: Policy, channel: str, error: str, now: datetime) -> bool:
    """We cannot look whether a card is there, and have decided to wait until we can."""
    said = _(
        "After a lost answer I cannot look into {channel} whether its cards are there: {error}."
        " They wait, because delivery.when_unsure says so."
    ).format(channel=literal(channel, 80), error=literal(error, 200))
    return _begin(db, policy, history_key(channel), said, now)


def mended(db: Connection, keys: tuple[str, ...], now: datetime) -> list[str]:
    """Which of these are over now."""
    return [key for key in keys if incidents.end(db, key, now)]


def _begin(db: Connection, policy: Policy, key: str, said: str, now: datetime) -> bool:
    number = incidents.begin(db, key, said, now)
    if number is None:
        return False
    for admin in policy.company.admins:
        if not admin.startswith("@"):
            notices.say_once(db, f"incident:{number}:{admin}", admin, said, now)
    return True
