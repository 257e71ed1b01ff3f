"""Metadata: what a message of ours says of itself, for Slack's history. No names, no secrets: any app may read it."""

from collections.abc import Mapping
from typing import Any

CASE, NOTICE, STORM, NAG = "loopwell_case", "loopwell_notice", "loopwell_storm", "loopwell_nag"
MAILING = "loopwell_mailing"


def of_case(case_id: int) -> dict[str, Any]:
    """The metadata of a card."""
    return {"event_type": CASE, "event_payload": {"case": case_id}}


def of_notice(notice_id: int) -> dict[str, Any]:
    """The metadata of a one-off message."""
    return {"event_type": NOTICE, "event_payload": {"notice": notice_id}}


def of_storm(storm_id: int) -> dict[str, Any]:
    """The metadata of a storm card."""
    return {"event_type": STORM, "event_payload": {"storm": storm_id}}


def of_nag(message_id: int) -> dict[str, Any]:
    """The metadata of a list of reminders."""
    return {"event_type": NAG, "event_payload": {"nag": message_id}}


def of_mailing(mailing_id: int) -> dict[str, Any]:
    """The metadata of the message of a mailing."""
    return {"event_type": MAILING, "event_payload": {"mailing": mailing_id}}


FIELD = {CASE: "case", NOTICE: "notice", STORM: "storm", NAG: "nag", MAILING: "mailing"}


def said_of(message: Mapping[str, Any]) -> tuple[str, int] | None:
    """What a message in Slack's history shows: its kind, one of FIELD, and its number. None: not ours."""
    metadata = message.get("metadata") or {}
    kind = str(metadata.get("event_type"))
    number = (metadata.get("event_payload") or {}).get(FIELD.get(kind, ""))
    return (kind, number) if kind in FIELD and isinstance(number, int) else None
