"""The manifest: Slack takes it as it is pasted, with no more rights than Loopwell uses."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.manifest import OPTIONAL_SCOPES, manifest
from bot.settings import Settings, read_settings

PUBLIC = {"PUBLIC_URL": "https://loop.example.com/"}


def parse(text: str) -> Any:
    """The little YAML that a manifest needs: tables and lists by indentation, scalars as in JSON."""
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()]
    value, rest = block(lines)
    assert not rest
    return value


Lines = list[tuple[int, str]]


def block(lines: Lines) -> tuple[Any, Lines]:
    depth, first = lines[0]
    if not first.startswith("- "):
        return table(lines, depth)
    items = []
    while lines and lines[0] == (depth, lines[0][1]) and lines[0][1].startswith("- "):
        content = lines[0][1][2:]
        if re.match(r"[a-z_]+:", content):
            item, lines = table([(depth + 2, content), *lines[1:]], depth + 2)
        else:
            item, lines = json.loads(content), lines[1:]
        items.append(item)
    return items, lines


def table(lines: Lines, depth: int) -> tuple[dict[str, Any], Lines]:
    found: dict[str, Any] = {}
    while lines and lines[0][0] == depth and not lines[0][1].startswith("- "):
        key, _, scalar = lines[0][1].partition(":")
        assert key not in found
        if scalar.strip():
            found[key], lines = json.loads(scalar), lines[1:]
        else:
            found[key], lines = block(lines[1:])
    return found, lines


def made(**environ: str) -> Any:
    return parse(manifest(read_settings(environ)))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("environ", [{}, PUBLIC, {"SLACK_APP_TOKEN": "xapp-1"}], ids=["new", "http", "socket"])
def test_slack_would_refuse_what_is_over_its_limits(environ: dict[str, str]) -> None:
    app = made(**environ)
    shown, features, scopes = app["display_information"], app["features"], app["oauth_config"]["scopes"]

    assert app["_metadata"] == {"major_version": 2}
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    (command,) = features["slash_commands"]
    assert re.fullmatch(r"/[a-z]{1,31}", command["command"])
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert set(scopes["bot_optional"]) <= set(scopes["bot"])
    assert len(scopes["bot"]) == len(set(scopes["bot"])) <= 255
    assert len(app["settings"]["event_subscriptions"]["bot_events"]) <= 100


def test_a_company_that_lets_no_app_read_channels_can_still_install_it() -> None:
    scopes = made()["oauth_config"]["scopes"]

    assert {scope for scope in scopes["bot"] if scope.endswith(":history")} == set(OPTIONAL_SCOPES) - {"dnd:read"}
    assert scopes["bot_optional"] == list(OPTIONAL_SCOPES)


def test_people_see_the_home_tab_and_the_bots_direct_messages() -> None:
    home = made()["features"]["app_home"]

    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]


def test_over_http_every_click_and_command_finds_the_bot() -> None:
    app = made(**PUBLIC)
    address = "https://loop.example.com/slack/events"

    assert app["features"]["slash_commands"][0]["url"] == address
    assert app["settings"]["event_subscriptions"]["request_url"] == address
    assert app["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert app["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize(
    "environ",
    [{}, {"SLACK_APP_TOKEN": "xapp-1"}, {"SLACK_APP_TOKEN": "xapp-1", **PUBLIC}, {"PUBLIC_URL": "http://localhost"}],
)
def test_socket_mode_needs_no_address_and_slack_refuses_one_without_https(environ: dict[str, str]) -> None:
    app = made(**environ)

    assert app["settings"]["socket_mode_enabled"] is True
    assert not [text for text in texts(app) if text.startswith("http")]


def test_a_newcomer_pastes_no_secret_into_a_web_page() -> None:
    settings = Settings(slack_bot_token="xoxb-hunter2", slack_app_token="xapp-hunter2", secret="hunter2")

    assert "hunter2" not in manifest(settings)
