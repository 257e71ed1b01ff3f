"""Why something stands in another channel than the one where it belongs. All words are escaped."""

from handlers.language import _
from handlers.views.mrkdwn import literal

CHANNEL, ERROR = 80, 200


def moved(channel: str, why: str) -> str:
    """Why a card is not in its team's channel. `why` is Slack's name for what keeps us from posting there; "" when
    nothing does any more."""
    shape = _("This belongs in {channel}, where I cannot post: {why}.")
    return _told(shape if why else _("This belongs in {channel}, where I could not post."), channel, why)


def some_moved(channel: str, why: str) -> str:
    """Why a storm card has cases of another team's channel."""
    shape = _("Some of these belong in {channel}, where I cannot post: {why}.")
    return _told(shape if why else _("Some of these belong in {channel}, where I could not post."), channel, why)


def line_from(channel: str, why: str) -> str:
    """What comes before a line that is said in another channel than its own."""
    shape = _("For {channel}, where I cannot post: {why}.")
    return _told(shape if why else _("For {channel}, where I could not post:"), channel, why)


def _told(shape: str, channel: str, why: str) -> str:
    return shape.format(channel=literal(channel, CHANNEL), why=_words(why))


def _words(why: str) -> str:
    """Slack's name for why we cannot post in a channel, as people say it."""
    if why.startswith("restricted_action"):
        return _("its settings do not let me write there")
    known = {
        "is_archived": _("it is archived"),
        "not_in_channel": _("I am not a member, so please invite me"),
        "channel_not_found": _("there is no such channel, or it is private and I am not a member"),
    }
    return known.get(why) or literal(why, ERROR)
