"""Which scope each Web API method needs, and how often it may be called (Slack's rate limit tiers)."""

from __future__ import annotations

#: Calls per minute of each tier. Slack promises "at least" these; the practice workspace gives no more.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}

#: Method: scopes needed (all of them), tier. Reading a conversation needs the scope of its kind: see below.
METHODS: dict[str, tuple[tuple[str, ...], int]] = {
    "api.test": ((), 4),
    "auth.test": ((), 4),
    # Slack says tier 1, and lets an app open its up to 10 connections at once all the same.
    "apps.connections.open": ((), 2),
    "bots.info": (("users:read",), 3),
    "chat.postMessage": (("chat:write",), 0),
    "chat.update": (("chat:write",), 3),
    "chat.delete": (("chat:write",), 3),
    "chat.postEphemeral": (("chat:write",), 4),
    "chat.getPermalink": ((), 4),
    "conversations.open": (("im:write",), 3),
    "conversations.info": ((), 3),
    "conversations.list": ((), 2),
    "conversations.history": ((), 3),
    "conversations.replies": ((), 3),
    "conversations.join": (("channels:join",), 3),
    "conversations.members": ((), 4),
    "dnd.info": (("dnd:read",), 3),
    "files.getUploadURLExternal": (("files:write",), 4),
    "files.completeUploadExternal": (("files:write",), 4),
    "reactions.add": (("reactions:write",), 3),
    "team.info": (("team:read",), 3),
    "usergroups.list": (("usergroups:read",), 2),
    "usergroups.users.list": (("usergroups:read",), 2),
    "users.conversations": ((), 3),
    "users.info": (("users:read",), 4),
    "users.list": (("users:read",), 2),
    "users.getPresence": (("users:read",), 3),
    "users.profile.get": (("users.profile:read",), 4),
    "views.open": ((), 4),
    "views.push": ((), 4),
    "views.update": ((), 4),
    "views.publish": ((), 4),
}

_PREFIX = {"channel": "channels", "private": "groups", "im": "im"}


def read_scope(kind: str) -> str:
    return f"{_PREFIX[kind]}:read"


def history_scope(kind: str) -> str:
    return f"{_PREFIX[kind]}:history"


#: What an app may ask for; the practice app is granted all of it unless told otherwise.
EVERY_SCOPE = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "commands",
        "dnd:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users.profile:read",
        "users:read",
        "users:read.email",
    }
)
#: Arguments in a JSON body are read by the methods that change something; reading methods take form fields only.
FORM_ONLY = frozenset(
    name
    for name in METHODS
    if name.startswith(("users.", "usergroups.", "team.", "bots.", "dnd.", "files.get", "chat.getPermalink"))
    or name in {f"conversations.{verb}" for verb in ("info", "list", "history", "replies", "members")}
)
