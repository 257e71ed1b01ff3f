"""Metadata: what a message of ours says of itself, for Slack's history. No names, no secrets: any app may read it."""

from collections.abc import Mapping
from typing import Any

CASE, NOTICE = "loopwell_case", "loopwell_notice"


def of_case(case_id: int) -> dict[str, Any]:
    """The metadata of a card."""
    return {"event_type": CASE, "event_payload": {"case": case_id}}


def of_notice(notice_id: int) -> dict[str, Any]:
    """The metadata of a one-off message."""
    return {"event_type": NOTICE, "event_payload": {"notice": notice_id}}


def said_of(message: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The case, or else the notice, that a message in Slack's history shows."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    kind = metadata.get("event_type")
    case_id, notice_id = payload.get("case"), payload.get("notice")
    return (
        case_id if kind == CASE and isinstance(case_id, int) else None,
        notice_id if kind == NOTICE and isinstance(notice_id, int) else None,
    )
