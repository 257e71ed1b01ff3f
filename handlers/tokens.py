"""Tokens: Slack does not know ours. Which variable, what Slack said, and what helps; readiness remembers it until Slack
says otherwise."""

from datetime import datetime

from handlers.incidents import TOKEN, begin, over, withdraw
from handlers.language import _
from handlers.views.mrkdwn import literal
from playbooks.policy import Policy
from playbooks.sending import MET_BY_A_MESSAGE
from storage import incidents
from storage.database import Connection

APP_TOKEN = "app token"  # noqa: S105 the name of an incident
TAKEN_AWAY = frozenset({"token_revoked", "token_expired", "account_inactive"})


def refused(db: Connection, error: str, now: datetime) -> str:
    """Slack does not let us in with our bot token. Returns the sentence. The admins cannot be told in Slack, and when
    they can it is over; readiness and the log say it."""
    return _refused(db, error, now)[0]


def met(db: Connection, error: str, now: datetime) -> str:
    """The same, met by a message. Returns the sentence where nobody else says it: what Slack also says when it is asked
    who we are, is said then."""
    said, is_news = _refused(db, error, now)
    return said if is_news and _cause(error) in MET_BY_A_MESSAGE else ""


def _refused(db: Connection, error: str, now: datetime) -> tuple[str, bool]:
    cause = _cause(error)
    said = _("Slack refuses SLACK_BOT_TOKEN: {error}.").format(error=literal(error, 200)) + " " + _cure(cause)
    if incidents.begin(db, TOKEN, said, cause, now) is not None:
        return said, True
    is_news = incidents.cause(db, TOKEN) != cause
    if is_news:  # another mistake needs another cure; we were not let in all the while
        incidents.change(db, TOKEN, said, cause)
    return said, is_news


def known(db: Connection, policy: Policy, now: datetime) -> str:
    """Slack knows us by our bot token: nothing to say."""
    if incidents.cause(db, TOKEN) not in MET_BY_A_MESSAGE:
        over(db, policy, incidents.end(db, TOKEN, now), now)
    return ""


def to_be_asked(db: Connection) -> bool:
    """Whether Slack refused us when we last heard of it, and would say by now if it does not."""
    cause = incidents.cause(db, TOKEN)
    return bool(cause) and cause not in MET_BY_A_MESSAGE


def app_refused(db: Connection, policy: Policy, error: str, now: datetime) -> str:
    """Slack opens no connection for our app token. Returns the sentence, which the admins hear once."""
    said = _(
        "No click in Slack reaches me: Slack refuses SLACK_APP_TOKEN: {error}. Copy it again from Basic Information,"
        " App-Level Tokens, of your Slack app (it needs the scope connections:write), and start Loopwell again."
    ).format(error=literal(error, 200))
    begin(db, policy, APP_TOKEN, said, _cause(error), now)
    return said


def app_known(db: Connection, now: datetime) -> str:
    """Slack opened a connection, or none is needed any more: nothing to say."""
    withdraw(db, incidents.end(db, APP_TOKEN, now), now)
    return ""


def _cure(cause: str) -> str:
    if cause in MET_BY_A_MESSAGE:
        return _("Paste what `loopwell manifest` prints into your Slack app, and install the app again.")
    if cause in TAKEN_AWAY:
        return _("Install the app again, set SLACK_BOT_TOKEN to the token that it then has, and start Loopwell again.")
    return _("Copy it again from OAuth & Permissions of your Slack app, and start Loopwell again.")


def _cause(error: str) -> str:
    """Slack's name for it, without its details."""
    return error.partition(":")[0]
