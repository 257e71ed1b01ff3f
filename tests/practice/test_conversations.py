"""conversations.*, users.*, usergroups.*: finding people, channels and what was said."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from tests.practice.conftest import ADMINS, FEEDBACK, GENERAL, error_of
from tests.workspace import Slack


async def test_after_a_lost_answer_the_card_is_found_by_its_metadata(client: AsyncWebClient) -> None:
    metadata = {"event_type": "loopwell_case", "event_payload": {"case": 7}}
    posted = await client.chat_postMessage(channel=FEEDBACK, text="x", metadata=metadata)
    full = await client.conversations_history(channel=FEEDBACK, include_all_metadata=True)
    assert [(one["ts"], one["metadata"]) for one in full["messages"]] == [(posted["ts"], metadata)]
    brief = await client.conversations_history(channel=FEEDBACK)
    assert brief["messages"][0]["metadata"] == {"event_type": "loopwell_case"}


async def test_history_is_newest_first_in_pages_between_two_times(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel=FEEDBACK, text=str(n)))["ts"] for n in range(4)]
    first = await client.conversations_history(channel=FEEDBACK, limit=3)
    rest = await client.conversations_history(
        channel=FEEDBACK, limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert ([m["text"] for m in first["messages"]], [m["text"] for m in rest["messages"]]) == (["3", "2", "1"], ["0"])
    assert (first["has_more"], rest["has_more"]) == (True, False)
    between = await client.conversations_history(channel=FEEDBACK, oldest=stamps[0], latest=stamps[2])
    assert [m["text"] for m in between["messages"]] == ["1"]
    with_ends = await client.conversations_history(channel=FEEDBACK, oldest=stamps[0], latest=stamps[2], inclusive=True)
    assert [m["text"] for m in with_ends["messages"]] == ["2", "1", "0"]
    assert await error_of(client.conversations_history(channel=FEEDBACK, cursor="bogus")) == "invalid_cursor"


async def test_a_thread_is_read_apart_from_the_channel(client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel=FEEDBACK, text="parent")
    await client.chat_postMessage(channel=FEEDBACK, text="reply", thread_ts=parent["ts"])
    history = await client.conversations_history(channel=FEEDBACK)
    assert [(one["text"], one["reply_count"]) for one in history["messages"]] == [("parent", 1)]
    replies = await client.conversations_replies(channel=FEEDBACK, ts=parent["ts"])
    assert [one["text"] for one in replies["messages"]] == ["parent", "reply"]
    assert await error_of(client.conversations_replies(channel=FEEDBACK, ts="1.000001")) == "thread_not_found"


async def test_history_of_a_channel_without_the_bot_is_closed(client: AsyncWebClient) -> None:
    assert await error_of(client.conversations_history(channel=GENERAL)) == "not_in_channel"
    assert await error_of(client.conversations_history(channel="#customer-feedback")) == "channel_not_found"


async def test_the_bot_finds_its_channels_by_name(client: AsyncWebClient) -> None:
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert {one["name"]: one["is_member"] for one in listed["channels"]} == {
        "customer-feedback": True,
        "key-accounts": True,
        "loopwell-admins": True,
        "general": False,
    }
    mine = await client.users_conversations()
    assert {one["name"] for one in mine["channels"]} == {"customer-feedback", "key-accounts"}
    assert await error_of(client.conversations_list(types="secret")) == "invalid_types"


async def test_the_bot_joins_public_channels_only(client: AsyncWebClient) -> None:
    await client.conversations_join(channel=GENERAL)
    await client.chat_postMessage(channel=GENERAL, text="hello")
    assert await error_of(client.conversations_join(channel=ADMINS)) == "method_not_supported_for_channel_type"
    members = await client.conversations_members(channel=GENERAL)
    assert "U0LOOPWELL" in members["members"]


async def test_direct_messages_open_with_those_who_can_be_reached(client: AsyncWebClient) -> None:
    opened = await client.conversations_open(users="U0ANA")
    assert opened["channel"]["id"] == "D0ANA"
    assert await error_of(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await error_of(client.conversations_open(users="U0GONE")) == "user_disabled"
    assert await error_of(client.conversations_open(users="U0GUEST")) == "user_not_visible"
    assert await error_of(client.conversations_open(users="")) == "users_list_not_supplied"


async def test_people_have_time_zones_and_groups_have_members(client: AsyncWebClient) -> None:
    ana = (await client.users_info(user="U0ANA"))["user"]
    assert (ana["tz"], ana["tz_offset"] in (7200, 10800), ana["profile"]["email"]) == (
        "Europe/Bucharest",
        True,
        "ana@acme.example",
    )
    assert await error_of(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert (await client.users_info(user="U0STRANGER"))["user"]["is_stranger"]
    assert (await client.users_info(user="U0GONE"))["user"]["deleted"]
    groups = {one["handle"]: one["id"] for one in (await client.usergroups_list())["usergroups"]}
    members = await client.usergroups_users_list(usergroup=groups["support-agents"])
    assert members["users"] == ["U0ANA", "U0JONAS"]
    assert await error_of(client.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"


async def test_reactions_are_given_once(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=FEEDBACK, text="x")
    await client.reactions_add(channel=FEEDBACK, timestamp=posted["ts"], name="eyes")
    assert (
        await error_of(client.reactions_add(channel=FEEDBACK, timestamp=posted["ts"], name="eyes")) == "already_reacted"
    )
    assert (
        await error_of(client.reactions_add(channel=FEEDBACK, timestamp="1.000001", name="eyes")) == "message_not_found"
    )


async def test_the_rest_of_who_is_who_answers(client: AsyncWebClient) -> None:
    assert (await client.bots_info(bot="B0LOOPWELL"))["bot"]["app_id"] == "A0LOOPWELL"
    assert (await client.team_info())["team"]["name"] == "Acme"
    assert (await client.users_profile_get(user="U0ANA"))["profile"]["status_text"] == ""
    assert (await client.dnd_info(user="U0ANA"))["dnd_enabled"] is False
    assert len((await client.users_list(limit=2))["members"]) == 2
    assert await error_of(client.conversations_info(channel="C0NOWHERE")) == "channel_not_found"


async def test_a_file_is_announced_uploaded_and_shared(client: AsyncWebClient, slack: Slack) -> None:
    await client.files_upload_v2(channel=FEEDBACK, content="a,b\n", filename="cases.csv", initial_comment="the list")
    card = await slack.channel("#customer-feedback").expect_card("the list")
    assert [one["name"] for one in card.message["files"]] == ["cases.csv"]
    async with slack.session.get(card.message["files"][0]["url_private"]) as answer:
        assert await answer.text() == "a,b\n"
    lost = client.files_completeUploadExternal(files=[{"id": "F0NONE", "title": "x"}], channel_id=FEEDBACK)
    assert await error_of(lost) == "file_not_found"
