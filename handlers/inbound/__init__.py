"""Inbound mail, as each way of receiving it hands it over: one small pure file for each."""

from collections.abc import Mapping

from handlers.inbound import generic, mailgun, postmark
from handlers.inbound.way import Way
from handlers.surveys.delivery import Delivery, Unauthorized
from playbooks.inbound import InboundMail

WAYS: Mapping[str, Way] = {"generic": generic, "postmark": postmark, "mailgun": mailgun}


PROVEN_BY_BODY = frozenset({"mailgun"})
"""Here the proof stands in the body, which has to be read before it is known who sends it."""


def knock(name: str, secret: str | None, head: Delivery) -> None:
    """Refuses a stranger by the headers alone, where that can be, so that nobody fills our memory. Raises
    Unauthorized."""
    if not secret:
        raise Unauthorized("inbound mail has no secret")
    if name not in PROVEN_BY_BODY:
        WAYS[name].verify(head, secret)


def read(name: str, secret: str | None, delivery: Delivery) -> InboundMail:
    """The mail of an authentic delivery. Without a secret nobody comes in. Raises Unauthorized and Unreadable."""
    if not secret:
        raise Unauthorized("inbound mail has no secret")
    WAYS[name].verify(delivery, secret)
    return WAYS[name].parse(delivery)
