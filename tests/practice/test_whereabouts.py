"""Where people are: the bot learns of it as from Slack, with the scopes that Slack asks for."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.practice.conftest import error_of
from tests.workspace import Slack


async def test_a_status_is_in_the_profile_and_presence_and_quiet_are_asked_for(
    client: AsyncWebClient, slack: Slack
) -> None:
    ana = slack.person("Ana")
    assert (await client.users_getPresence(user=ana.id))["presence"] == "active"
    await ana.is_now(status_emoji=":palm_tree:", status_text="Away", status_expiration=99, presence="away", dnd=[5, 9])
    profile = (await client.users_info(user=ana.id))["user"]["profile"]
    assert (profile["status_emoji"], profile["status_expiration"]) == (":palm_tree:", 99)
    assert (await client.users_getPresence(user=ana.id))["presence"] == "away"
    quiet = await client.dnd_info(user=ana.id)
    assert (quiet["dnd_enabled"], quiet["next_dnd_start_ts"], quiet["next_dnd_end_ts"]) == (True, 5, 9)


@pytest.mark.parametrize(
    "told",
    [
        {"status_emoji": "palm"},
        {"presence": "asleep"},
        {"dnd": [1]},
        {"status_expiration": -1},
        {"status_text": "x" * 101},
    ],
)
async def test_what_slack_would_not_take_is_refused(slack: Slack, told: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        await slack.person("Ana").is_now(**told)


async def test_presence_of_nobody_is_not_found(client: AsyncWebClient) -> None:
    assert await error_of(client.users_getPresence(user="U0NOWHERE")) == "user_not_found"
