"""The manifest: what Slack needs to know of the app, as YAML to paste at https://api.slack.com/apps."""

import json
from collections.abc import Iterator
from typing import Any

from bot.settings import Settings

SLACK_PATH = "/slack/events"

SCOPES = (
    "chat:write",  # cards, nags, direct messages
    "chat:write.public",  # cards in public channels without an invitation
    "commands",  # /loop
    "users:read",  # names and time zones
    "users:read.email",  # "Send as me": where the customer's answer goes
    "usergroups:read",  # "@support-agents" as members
    "channels:read",
    "groups:read",  # is the channel there, and not archived?
    "im:write",  # a direct message to one person
)

OPTIONAL_SCOPES = ("channels:history", "groups:history", "im:history")
"""After an uncertain send, to look whether the card or the direct message is there before posting again. Without them
one may, rarely, appear twice. They are optional because some companies let no app read channels."""

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_rename",
    "group_unarchive",
    "tokens_revoked",
)
"""What Slack tells us of. A channel that is gone is an incident; its cards go to the fallback channel."""

USAGE = "mine | open | case 123 | find TEXT | report week | set-aside | help"


def manifest(settings: Settings) -> str:
    """The app manifest (version 2) as YAML.

    Slack speaks over Socket Mode where SLACK_APP_TOKEN is set, and as long as there is no https PUBLIC_URL to send to.
    """
    public = settings.public_url
    http = settings.slack_app_token is None and public is not None and public.startswith("https://")
    address = {"request_url": f"{public}{SLACK_PATH}"} if http else {}
    content = {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Loopwell",
            "description": "Closes the loop with customers: survey answers become cases, and nobody is forgotten.",
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                # direct messages from the bot arrive in this tab; nobody needs to write there
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "loopwell", "always_online": True},
            "slash_commands": [
                {
                    "command": "/loop",
                    **({"url": f"{public}{SLACK_PATH}"} if http else {}),
                    "description": "Your cases, your team's open loops, reports",
                    "usage_hint": USAGE,
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {
            "scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES], "bot_optional": [*OPTIONAL_SCOPES]},
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": [*EVENTS]},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not http,
            "token_rotation_enabled": False,
        },
    }
    return "\n".join(_yaml(content)) + "\n"


def _yaml(value: Any, indent: str = "") -> Iterator[str]:
    """Tables, lists and scalars as lines of YAML. A JSON scalar is a YAML scalar, so texts need no rules of our own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield f"{indent}{key}:"
                yield from _yaml(inner, indent + "  ")
            else:
                yield f"{indent}{key}: {json.dumps(inner)}"
        return
    for item in value:
        lines = list(_yaml(item, indent + "  ")) if isinstance(item, dict) else [f"{indent}  {json.dumps(item)}"]
        yield f"{indent}- {lines[0].lstrip()}"
        yield from lines[1:]
