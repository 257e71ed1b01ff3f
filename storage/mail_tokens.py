"""Mail tokens: what proves a mail that comes in and may be used once, for as long as its signature is taken."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, delete, insert, select
from sqlmodel import Field, SQLModel

from storage.columns import UtcTime, table

KEPT = timedelta(hours=1)
"""Longer than any signed time is taken: it may be 15 minutes ahead of ours, and is good for 15 after it."""


class MailTokenRow(SQLModel, table=True):
    """`token` and `mail` are digests: of what was signed, and of the mail that came with it."""

    __tablename__ = "mail_tokens"

    token: str = Field(primary_key=True)
    mail: str
    used_at: datetime = Field(sa_column=Column(UtcTime, nullable=False))


mail_tokens = table(MailTokenRow)


def use(db: Connection, token: str, mail: str, now: datetime) -> bool:
    """Notes that this token brought this mail; False when it has brought another one. Old ones are forgotten."""
    db.execute(delete(mail_tokens).where(mail_tokens.c.used_at < now - KEPT))
    known = db.execute(select(mail_tokens.c.mail).where(mail_tokens.c.token == token)).scalar_one_or_none()
    if known is None:
        db.execute(insert(mail_tokens).values(token=token, mail=mail, used_at=now))
    return known in (None, mail)
