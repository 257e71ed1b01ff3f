"""Message metadata: `{"event_type": ..., "event_payload": {...}}`, flat or nested, and not too large."""

from __future__ import annotations

import json
import re
from typing import Any

#: Slack publishes the error (`metadata_too_large`) but not the number: this one is chosen, and small on purpose.
MOST_BYTES = 8_000
_EVENT_TYPE = re.compile(r"^[A-Za-z0-9_.:-]{1,255}$")


def check_metadata(metadata: Any) -> str | None:
    """Slack's error name, or None when the metadata is fine. An empty object removes metadata on an update."""
    if not isinstance(metadata, dict):
        return "invalid_metadata_format"
    if metadata == {}:
        return None
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        return "invalid_metadata_schema"
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not _EVENT_TYPE.match(kind) or not isinstance(payload, dict):
        return "invalid_metadata_schema"
    if len(json.dumps(metadata).encode()) > MOST_BYTES:
        return "metadata_too_large"
    return None
