"""Variables: what the text of one environment variable may be, and the value that it stands for."""

import re
from email.utils import parseaddr
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from playbooks.customers import normal_email
from playbooks.names import Unfit, nearest

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = ("text", "json")
SHORTEST_SECRET = 16
LOCAL = ("localhost", "127.0.0.1", "::1")


def unspaced(text: str) -> str:
    """One word. Quotes and spaces come along when a value is copied with its surroundings."""
    if re.search(r"""[\s"'\x00-\x1f]""", text):
        raise Unfit("holds spaces or quotes", "Copy the value alone.")
    return text


def bot_token(text: str) -> str:
    return _token(text, "xoxb-", "OAuth & Permissions, Bot User OAuth Token")


def app_token(text: str) -> str:
    return _token(text, "xapp-", "Basic Information, App-Level Tokens")


def _token(text: str, start: str, place: str) -> str:
    """A Slack token. One that is rotated has `xoxe.` before its usual start."""
    if not re.fullmatch(rf"(xoxe\.)?{start}[A-Za-z0-9.-]+", text):
        raise Unfit(f"does not begin with {start}, or was cut", f"Copy it from your Slack app: {place}.")
    return text


def signing_secret(text: str) -> str:
    if text.startswith(("xox", "xapp-")):
        raise Unfit("is a token", "Copy the Signing Secret from your Slack app: Basic Information.")
    return unspaced(text)


def long_secret(text: str) -> str:
    """A secret of our own making, which nobody must guess."""
    if len(unspaced(text)) < SHORTEST_SECRET:
        raise Unfit(
            f"has fewer than {SHORTEST_SECRET} characters and could be guessed",
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'.",
        )
    return text


def web_url(text: str) -> str:
    """An http or https address."""
    url = _url(text, "Write one such as https://example.com.")
    if url.scheme not in ("http", "https") or not url.hostname:
        raise Unfit("is not a web address", "Write one such as https://example.com.")
    return text


def public_url(text: str) -> str:
    """Where the world reaches us. Slack and survey providers send to https only; plain http is for this machine."""
    url = urlsplit(web_url(text))
    if url.query or url.fragment:
        raise Unfit("goes on after the path", "Write it without ? and #.")
    if url.scheme == "http" and url.hostname not in LOCAL:
        raise Unfit("is not encrypted", "Write it with https://.")
    return text.rstrip("/")


def api_url(text: str) -> str:
    """The Slack Web API. Method names are joined to it, so it ends with a slash."""
    return web_url(text).rstrip("/") + "/"


def database_url(text: str) -> str:
    """SQLite in a file, or PostgreSQL. Some hosts write `postgres://` for the same."""
    cure = "Write sqlite:///loopwell.db or postgresql://user:password@host:5432/name."
    url = _url(text, cure)
    if url.scheme == "sqlite":
        path = text.removeprefix("sqlite:///")
        if path == text or path.split("?")[0] in ("", ":memory:") or path.startswith("file:"):
            raise Unfit("names no file, so everything would be forgotten at the next start", cure)
        return text
    if url.scheme not in ("postgres", "postgresql"):
        raise Unfit("is neither SQLite nor PostgreSQL", cure)
    if text.partition("?")[0].count("@") > url.netloc.count("@") or url.netloc.count("@") > 1:
        raise Unfit("has an @ where none can stand", f"{cure} In user and password, @ is %40 and / is %2F.")
    if not url.path.strip("/"):
        raise Unfit("does not say which database", cure)
    return "postgresql" + text.removeprefix(url.scheme) if url.scheme == "postgres" else text


def smtp_url(text: str) -> str:
    """A mail server."""
    cure = "Write smtp://user:password@host:587 or smtps://user:password@host:465 (in user and password, @ is %40)."
    url = _url(text, cure)
    if url.scheme not in ("smtp", "smtps") or not url.hostname or url.path.strip("/") or url.query:
        raise Unfit("is not the address of a mail server", cure)
    return text


def mail_from(text: str) -> str:
    """The sender of our mail: an address, with or without a name."""
    if not text.isprintable() or "," in text or normal_email(parseaddr(text)[1]) is None:
        raise Unfit("is not one mail address", 'Write "care@example.com" or "Acme <care@example.com>".')
    return text


def seconds(text: str) -> int:
    """A patience."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) == 0:
        raise Unfit("is not a number of seconds", "Write a whole number from 1 to 999, such as 10.")
    return int(text)


def host(text: str) -> str:
    """What to listen on: a name or an address, without scheme and port."""
    if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9]+)?", text):
        raise Unfit(
            "is not a host", "Write 127.0.0.1 (this machine only) or 0.0.0.0 (everywhere); the port goes to PORT."
        )
    return text


def port(text: str) -> int:
    """A TCP port; 0 takes any free one."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise Unfit("is not a port", "Write a number from 1 to 65535, such as 8080.")
    return int(text)


def log_level(text: str) -> str:
    return _one_of(text.upper(), LEVELS)


def log_format(text: str) -> str:
    return _one_of(text.lower(), FORMATS)


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise Unfit("no such choice", nearest(text, choices))
    return text


def _url(text: str, cure: str) -> SplitResult:
    """A URL in its parts. Its port is looked at here because urllib complains only when asked."""

    def refuse() -> NoReturn:
        raise Unfit("is not a complete address", cure) from None

    if re.search(r"[\s\x00-\x1f]", text):
        refuse()
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        refuse()
    return url
