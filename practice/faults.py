"""How the workspace misbehaves when told to: `POST /practice/faults` with a rule, `DELETE` to behave again.

A rule is `{kind, method?, channel?, times?, ...}`. Without `method` it meets every Web API call (`"response_url"` is a
method too); without `times` it stays until DELETE. Kinds:

on calls        rate_limited (retry_after), server_error_before, server_error_after (status), stall (seconds),
                drop_before, drop_after, garbage, error (error = a Slack error name), invalid_blocks (block = a type)
on the token    revoked (error = account_inactive or the like; token_revoked if not given)
on a person     deactivated (user)
on a channel    archived, renamed (name), gone, bot_removed
on deliveries   replay_events (times), drop_socket (reason, or abrupt)

"before" and "after" say whether the call has taken effect when the bot loses the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from practice.workspace import Workspace

Json = dict[str, Any]

ON_CALLS = frozenset(
    {
        "rate_limited",
        "server_error_before",
        "server_error_after",
        "stall",
        "drop_before",
        "drop_after",
        "garbage",
        "error",
        "invalid_blocks",
    }
)
ON_CHANNELS = frozenset({"archived", "renamed", "gone", "bot_removed"})
ON_DELIVERIES = frozenset({"replay_events", "drop_socket"})
KINDS = ON_CALLS | ON_CHANNELS | ON_DELIVERIES | {"revoked", "deactivated"}


@dataclass
class Fault:
    kind: str
    method: str | None = None
    channel: str | None = None
    #: How many calls it still meets; None is every call until DELETE.
    times: int | None = None
    seconds: float = 1.0
    retry_after: int = 1
    error: str = "internal_error"
    block: str = ""
    status: int = 503


class Faults:
    """The rules in force. State faults (an archived channel) are undone by `clear`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rules: list[Fault] = []
        self._undo: list[Callable[[], None]] = []

    def add(self, told: Json) -> Fault:
        """A rule on calls. Raises ValueError for a rule that makes no sense."""
        known = Fault.__dataclass_fields__
        unknown = set(told) - set(known)
        if unknown:
            raise ValueError(f"unknown field in a fault: {', '.join(sorted(unknown))}")
        for name, kinds in _TYPES.items():
            if told.get(name) is not None and not isinstance(told[name], kinds):
                raise ValueError(f"{name} has the wrong type in a fault")
        fault = Fault(**told)
        if fault.channel:
            conversation = self._workspace.conversation(fault.channel)
            fault.channel = conversation.id if conversation else fault.channel
        self._rules.append(fault)
        return fault

    def take(self, method: str, channel: str | None) -> Fault | None:
        """The first rule that meets this call; counts it down."""
        conversation = self._workspace.conversation(channel) if channel else None
        channel_id = conversation.id if conversation else channel
        for fault in self._rules:
            if fault.method not in (None, method) or fault.channel not in (None, channel_id):
                continue
            if fault.kind == "invalid_blocks":
                continue  # `blocks_refused` is asked when there are blocks
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._rules.remove(fault)
            if fault.kind == "rate_limited":
                self._workspace.pace.refused += 1
            return fault
        return None

    def blocks_refused(self) -> frozenset[str]:
        """Block types that this workspace refuses now."""
        told = {fault.block for fault in self._rules if fault.kind == "invalid_blocks"}
        return self._workspace.config.unknown_blocks | told

    def change_channel(self, kind: str, channel: str, name: str | None) -> tuple[str, Json]:
        """Changes a channel as an admin would. Returns the event that tells the bot: its type and fields."""
        workspace = self._workspace
        conversation = workspace.conversation(channel)
        if conversation is None:
            raise ValueError(f"no such channel: {channel}")
        before = dict(vars(conversation), members=list(conversation.members))
        self._undo.append(lambda: vars(conversation).update({k: before[k] for k in _RESTORED}))
        event: Json = {"channel": conversation.id, "user": "U0ADMIN"}
        if kind == "archived":
            conversation.is_archived = True
            result = ("channel_archive", event)
        elif kind == "gone":
            conversation.is_gone = True
            result = ("channel_deleted", {"channel": conversation.id})
        elif kind == "renamed":
            conversation.name = (name or f"{conversation.name}-renamed").removeprefix("#")
            result = ("channel_rename", {"channel": {"id": conversation.id, "name": conversation.name, "created": 1}})
        else:
            conversation.members.remove(workspace.bot_user)
            result = ("member_left_channel", {**event, "user": workspace.bot_user, "channel_type": "C"})
        workspace.changed()
        return result

    def deactivate(self, user: str) -> Json:
        """Somebody leaves the company. Returns the fields of the event `user_change`."""
        person = self._workspace.users.get(user)
        if person is None:
            raise ValueError(f"no such user: {user}")
        person.deleted = True
        self._undo.append(lambda: setattr(person, "deleted", False))
        self._workspace.changed()
        return {"user": {"id": person.id, "deleted": True, "team_id": person.team_id, "name": person.name}}

    def revoke(self, error: str) -> None:
        """Every call is refused with this error: token_revoked, account_inactive ..."""
        self._workspace.token_error = error
        self._undo.append(lambda: setattr(self._workspace, "token_error", None))

    def clear(self) -> None:
        self._rules.clear()
        while self._undo:
            self._undo.pop()()
        self._workspace.changed()


_TYPES: dict[str, type | tuple[type, ...]] = {
    "method": str,
    "channel": str,
    "times": int,
    "seconds": (int, float),
    "retry_after": int,
    "error": str,
    "block": str,
    "status": int,
}
_RESTORED = ("name", "members", "is_archived", "is_gone")
