"""Why something stands in another channel than the one where it belongs. All words are escaped."""

from handlers.language import _
from handlers.views.mrkdwn import literal

CHANNEL, ERROR = 80, 200


def moved(channel: str, why: str) -> str:
    """Why a card is not in its team's channel. `why` is Slack's name for what keeps us from posting there; "" when
    nothing does any more."""
    where = literal(channel, CHANNEL)
    if not why:
        return _("This belongs in {channel}, where I could not post.").format(channel=where)
    shape = _("This belongs in {channel}, where I cannot post: {why}.")
    return shape.format(channel=where, why=why_words(why))


def some_moved(channel: str, why: str) -> str:
    """Why a storm card has cases of another team's channel."""
    where = literal(channel, CHANNEL)
    if not why:
        return _("Some of these belong in {channel}, where I could not post.").format(channel=where)
    shape = _("Some of these belong in {channel}, where I cannot post: {why}.")
    return shape.format(channel=where, why=why_words(why))


def line_from(channel: str, why: str) -> str:
    """What comes before a line that is said in another channel than its own."""
    where = literal(channel, CHANNEL)
    if not why:
        return _("For {channel}, where I could not post:").format(channel=where)
    return _("For {channel}, where I cannot post: {why}.").format(channel=where, why=why_words(why))


def why_words(why: str) -> str:
    """Slack's name for why we cannot post in a channel, as people say it."""
    if why.startswith("restricted_action"):
        return _("its settings do not let me write there")
    known = {
        "is_archived": _("it is archived"),
        "not_in_channel": _("I am not a member, so please invite me"),
        "channel_not_found": _("there is no such channel, or it is private and I am not a member"),
    }
    return known.get(why) or literal(why, ERROR)
