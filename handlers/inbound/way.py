"""What a way of receiving mail is to us: two pure functions over one delivery."""

from typing import Protocol

from handlers.surveys.delivery import Delivery
from playbooks.inbound import InboundMail


class Way(Protocol):
    """One provider's module."""

    def verify(self, delivery: Delivery, secret: str) -> None:
        """Raises Unauthorized unless the delivery is authentic. Constant time."""

    def parse(self, delivery: Delivery) -> InboundMail:
        """The mail of a verified delivery. Raises Unreadable."""
