"""Sending: what an answer of Slack means, and what follows from it. Every failure has one next step, decided here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal


class Family(StrEnum):
    """The families of Slack's failures."""

    RATE_LIMITED = "rate limited"
    CHANNEL_GONE = "channel gone"
    NOT_A_MEMBER = "not a member"
    TOKEN_REFUSED = "token refused"  # noqa: S105 the name of a failure
    SCOPE_MISSING = "scope missing"
    INVALID_CONTENT = "invalid content"
    MESSAGE_GONE = "message gone"
    TRANSIENT = "transient"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"


# Error names: https://docs.slack.dev/reference/methods/chat.postMessage and chat.update
NAMES = {
    Family.RATE_LIMITED: {"ratelimited", "rate_limited", "message_limit_exceeded"},
    Family.CHANNEL_GONE: {
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_only_channel",
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "messages_tab_disabled",
        "cannot_dm_bot",
    },
    Family.NOT_A_MEMBER: {"not_in_channel"},
    Family.TOKEN_REFUSED: {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "token_expired",
        "token_revoked",
        "team_access_not_granted",
        "org_login_required",
        "ekm_access_denied",
        "access_denied",
    },
    Family.SCOPE_MISSING: {"missing_scope", "not_allowed_token_type", "no_permission"},
    Family.INVALID_CONTENT: {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "metadata_too_large",
        "invalid_metadata_format",
        "invalid_metadata_schema",
    },
    Family.MESSAGE_GONE: {"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"},
    # Slack says of these that the call may have succeeded all the same
    Family.UNCERTAIN: {"internal_error", "fatal_error", "request_timeout", "service_unavailable"},
    Family.TRANSIENT: {"team_added_to_org", "accesslimited"},
}
GONE = frozenset({Family.CHANNEL_GONE, Family.NOT_A_MEMBER})
"""Nothing can be said there, whatever it is."""
LOCKED_OUT = frozenset({Family.TOKEN_REFUSED, Family.SCOPE_MISSING})
"""Nothing can be said anywhere until Slack takes our token."""
MET_BY_A_MESSAGE = frozenset(NAMES[Family.SCOPE_MISSING] | {"access_denied", "ekm_access_denied"})
"""Causes of which Slack says nothing when it is only asked who we are: their end is seen when a message is taken."""
_FAMILY = {name: family for family, names in NAMES.items() for name in names}


def family_of(status: int, error: str | None) -> Family:
    """What an answer means; `error` is Slack's name for it, None when the answer was not Slack's at all.

    A server error or a garbled answer is uncertain: what was asked may have happened.
    """
    if status == 429:
        return Family.RATE_LIMITED
    if error in _FAMILY:
        return _FAMILY[error]
    return Family.UNCERTAIN if status >= 500 or error is None else Family.REFUSED


class Step(StrEnum):
    """What is done next with a message that was not taken."""

    PAUSE = "pause the channel"
    RETRY = "try again later"
    LOOK = "look whether it is there, then try again"
    PLAIN = "send it without blocks"
    MOVE = "send it to the fallback channel"
    HOME = "try again later, where it belongs"
    REPOST = "post it again"
    ANEW = "post it anew, by its channel's name"
    DROP = "let it go: nobody is there to hear it"


@dataclass(frozen=True)
class Next:
    """The step, and how long to wait before it."""

    step: Step
    wait: timedelta = timedelta()


FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=5)
TOKEN_RETRY = timedelta(seconds=30)


def retry_wait(attempts: int) -> timedelta:
    """2, 4, 8 ... seconds, at most five minutes."""
    doubled: timedelta = FIRST_RETRY * 2 ** min(attempts, 10)
    return min(doubled, LAST_RETRY)


def time_left(due: datetime, now: datetime) -> timedelta:
    """How long until then. One further away than any wait of ours is from before the clock jumped back: due."""
    left = due - now
    return left if timedelta() < left <= LAST_RETRY else timedelta()


def wait_by_age(age: timedelta) -> timedelta:
    """The wait of a message that counts no attempts: as long again as it has waited, within the same bounds."""
    return min(max(age, FIRST_RETRY), LAST_RETRY)


class Unread(StrEnum):
    """What is done when a channel's history cannot be read to see whether a message is there."""

    AGAIN = "look again soon"
    POST = "post it again"
    WAIT = "wait until it can be read"


def unread(family: Family, when_unsure: Literal["post", "wait"], *, direct: bool) -> Unread:
    """What follows when Slack did not show a history after a lost answer.

    A revoked token or a server error passes: posting would meet it too. A channel that is gone is met by the post
    itself. Where we may not look, the policy decides; a direct message does not wait, for waiting would hide it.
    """
    match family:
        case Family.CHANNEL_GONE:
            return Unread.POST
        case Family.SCOPE_MISSING | Family.NOT_A_MEMBER | Family.REFUSED:
            return Unread.POST if direct or when_unsure == "post" else Unread.WAIT
        case _:
            return Unread.AGAIN


@dataclass(frozen=True)
class Tried:
    """A message that Slack did not take.

    `wait` is until the next try; `posted`: it is in Slack already and this was an update; `plain`: it had no blocks any
    more; `can_move`: there is a fallback channel and it is not there yet; `moved`: it is there; `direct`: it is for one
    person; `fleeting`: a reminder, which nobody misses who has deleted it; `below`: it belongs under a card.
    """

    wait: timedelta
    posted: bool = False
    plain: bool = False
    can_move: bool = False
    moved: bool = False
    direct: bool = False
    fleeting: bool = False
    below: bool = False


def next_step(family: Family, tried: Tried) -> Next:
    """What follows when Slack did not take a message."""
    later = Next(Step.RETRY, tried.wait)
    match family:
        case Family.RATE_LIMITED:
            return Next(Step.PAUSE)
        case Family.CHANNEL_GONE | Family.NOT_A_MEMBER if tried.below:
            return later  # the card goes elsewhere, and it with the card
        case Family.CHANNEL_GONE | Family.NOT_A_MEMBER:
            return _elsewhere(tried)
        case Family.MESSAGE_GONE if tried.below:
            return Next(Step.REPOST, tried.wait)
        case Family.TOKEN_REFUSED | Family.SCOPE_MISSING:
            return Next(Step.RETRY, TOKEN_RETRY)
        case Family.INVALID_CONTENT if not tried.plain:
            return Next(Step.PLAIN)
        case Family.INVALID_CONTENT if tried.fleeting:
            return Next(Step.DROP)
        case Family.MESSAGE_GONE if tried.posted:
            return Next(Step.DROP if tried.fleeting else Step.REPOST)
        case Family.UNCERTAIN if not tried.posted:
            return Next(Step.LOOK, tried.wait)
        case _:
            return later


def _elsewhere(tried: Tried) -> Next:
    """Nothing can be said there. A person who has left is not there to hear; what is for a channel is for a team."""
    if tried.direct:
        return Next(Step.DROP)
    if tried.can_move:
        # an update went by the channel's id, and there may be a new channel of that name
        return Next(Step.ANEW if tried.posted and not tried.fleeting else Step.MOVE)
    return Next(Step.HOME if tried.moved else Step.RETRY, tried.wait)
