"""A reply that waits to be sent, for the tests of every floor."""

from datetime import UTC, datetime

from playbooks.mails import Mail, MailKind, MailState, Way

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAIL = Mail(
    id=1,
    key="reply:1:2:U0ANA",
    kind=MailKind.REPLY,
    way=Way.MAIL,
    case_id=1,
    customer_id=1,
    mailing_id=None,
    playbook=None,
    to_address="tom@tidewater.example",
    from_name="Ana from Acme",
    reply_to=None,
    subject="Your score",
    text="Hello Tom",
    language="en",
    message_id="one@acme.example",
    in_reply_to=None,
    state=MailState.WAITING,
    attempts=0,
    next_try_at=NOW,
    problem=None,
    made_at=NOW,
    sent_at=None,
)
