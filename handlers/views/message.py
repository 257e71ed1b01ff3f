"""A Slack message: blocks for the eye, `text` for notifications and screen readers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """`text` says everything that the blocks say: screen readers read only it."""

    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    metadata: Mapping[str, Any] | None = field(default=None)
