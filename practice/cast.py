"""The default company: who works at Acme, and which channels and groups it has."""

from __future__ import annotations

from practice.company import Conversation, User, UserGroup
from practice.workspace import Workspace

USERS = (
    User(Workspace.bot_user, "loopwell", "Loopwell", "Europe/Oslo", is_bot=True),
    User("U0ANA", "ana", "Ana Popescu", "Europe/Bucharest", "Support agent", "ana@acme.example"),
    User("U0JONAS", "jonas", "Jonas Berg", "Europe/Oslo", "Support agent", "jonas@acme.example"),
    User("U0LEILA", "leila", "Leila Karimi", "Europe/Oslo", "Account manager", "leila@acme.example"),
    User("U0MIRA", "mira", "Mira Solberg", "Europe/Oslo", "Manager", "mira@acme.example"),
    User("U0ADMIN", "adam", "Adam Nowak", "Europe/Warsaw", "Admin", "adam@acme.example", is_admin=True),
    User("U0GONE", "olav", "Olav Lie", "Europe/Oslo", "Left in May", "olav@acme.example", deleted=True),
    User("U0GUEST", "gita", "Gita Rao", "Asia/Kolkata", "Guest", "gita@agency.example", is_restricted=True),
    User(
        "U0STRANGER",
        "sam",
        "Sam Stone",
        "America/New_York",
        "Customer in a shared channel",
        is_stranger=True,
        team_id="T0OTHER",
    ),
)
_STAFF = ["U0ANA", "U0JONAS", "U0LEILA", "U0MIRA", "U0ADMIN"]
GROUPS = (
    UserGroup("S0SUPPORT", "support-agents", "Support agents", ("U0ANA", "U0JONAS")),
    UserGroup("S0ACCOUNTS", "account-managers", "Account managers", ("U0LEILA",)),
)
COMMANDS = (
    {
        "command": "/loop",
        "description": "Your cases, your team's open loops, reports",
        "usage_hint": "mine | open | case 123 | find TEXT | report week | settings | help",
    },
)
EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_rename",
        "channel_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message.im",
        "tokens_revoked",
        "user_change",
    }
)


def conversations() -> list[Conversation]:
    bot = Workspace.bot_user
    return [
        Conversation("C0FEEDBACK", "customer-feedback", "channel", [bot, *_STAFF], "What customers tell us"),
        Conversation("C0ACCOUNTS", "key-accounts", "channel", [bot, *_STAFF, "U0STRANGER"], is_ext_shared=True),
        Conversation("C0ADMINS", "loopwell-admins", "private", [bot, "U0ADMIN", "U0MIRA"]),
        Conversation("C0GENERAL", "general", "channel", [*_STAFF, "U0GUEST"]),
    ]


def settle(workspace: Workspace) -> Workspace:
    """Moves the default company in."""
    workspace.users = {user.id: User(**vars(user)) for user in USERS}
    workspace.groups = {group.id: group for group in GROUPS}
    workspace.conversations = {conversation.id: conversation for conversation in conversations()}
    workspace.commands = [dict(command) for command in COMMANDS]
    workspace.events = EVENTS
    return workspace
