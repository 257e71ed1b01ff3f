"""chat.*: what is posted, changed and refused."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.server import PracticeServer
from tests.practice.conftest import BUTTON, FEEDBACK, GENERAL, error_of, refusal
from tests.workspace import Slack


async def test_a_message_is_seen_by_its_channel_and_keeps_its_metadata(client: AsyncWebClient, slack: Slack) -> None:
    metadata = {"event_type": "loopwell_case", "event_payload": {"case": 7}}
    posted = await client.chat_postMessage(
        channel="#customer-feedback", text="Ola 3 of 10", blocks=[BUTTON], metadata=metadata
    )
    card = await slack.channel("#customer-feedback").expect_card("3 of 10")
    assert (posted["channel"], card.ts, card.metadata, card.buttons) == (FEEDBACK, posted["ts"], metadata, ["Claim"])


async def test_every_message_has_its_own_growing_ts(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel=FEEDBACK, text="x"))["ts"] for _ in range(3)]
    assert sorted(set(stamps)) == stamps
    assert all(len(ts.partition(".")[2]) == 6 for ts in stamps)


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("#nowhere", "channel_not_found"),
        (GENERAL, "not_in_channel"),
        ("U0GONE", "channel_not_found"),
        ("U0STRANGER", "channel_not_found"),
        ("U0GUEST", "channel_not_found"),
        ("", "invalid_arguments"),
    ],
)
async def test_a_message_that_would_reach_nobody_is_refused(client: AsyncWebClient, channel: str, error: str) -> None:
    assert await error_of(client.chat_postMessage(channel=channel, text="x")) == error


async def test_a_private_channel_does_not_exist_for_those_outside(
    server: PracticeServer, client: AsyncWebClient
) -> None:
    server.workspace.conversations["C0ADMINS"].members.remove(server.workspace.bot_user)
    assert await error_of(client.chat_postMessage(channel="C0ADMINS", text="x")) == "channel_not_found"


async def test_an_archived_channel_takes_no_message_and_no_change(client: AsyncWebClient, slack: Slack) -> None:
    posted = await client.chat_postMessage(channel=FEEDBACK, text="x")
    await slack.fault("archived", channel=FEEDBACK)
    assert await error_of(client.chat_postMessage(channel=FEEDBACK, text="x")) == "is_archived"
    assert await error_of(client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="y")) == "is_archived"


async def test_an_empty_message_is_refused(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.postMessage", json={"channel": FEEDBACK})) == "no_text"
    assert (
        await error_of(client.api_call("chat.postMessage", json={"channel": FEEDBACK, "text": "", "blocks": []}))
        == "no_text"
    )


async def test_blocks_that_are_not_json_are_refused(client: AsyncWebClient) -> None:
    call = client.api_call("chat.postMessage", params={"channel": FEEDBACK, "text": "x", "blocks": "{"})
    assert await error_of(call) == "invalid_blocks_format"


async def test_bad_blocks_are_refused_with_the_place(client: AsyncWebClient) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    answer = await refusal(client.chat_postMessage(channel=FEEDBACK, text="x", blocks=[block]))
    words = "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert (answer["error"], answer["response_metadata"]["messages"]) == ("invalid_blocks", [words])


async def test_too_much_text_in_all_blocks_together_is_refused(client: AsyncWebClient) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}
    assert (
        await error_of(client.chat_postMessage(channel=FEEDBACK, text="x", blocks=[block] * 5)) == "msg_blocks_too_long"
    )


async def test_long_text_is_cut_when_posted_and_refused_when_updated(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=FEEDBACK, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert await error_of(client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="x" * 4_001)) == "msg_too_long"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": "a b", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"text": "x" * 9000}}, "metadata_too_large"),
        ("[]", "invalid_metadata_format"),
    ],
)
async def test_metadata_that_slack_would_not_keep_is_refused(
    client: AsyncWebClient, metadata: object, error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": FEEDBACK, "text": "x", "metadata": metadata})
    assert await error_of(call) == error


async def test_too_many_attachments_are_refused(client: AsyncWebClient) -> None:
    call = client.chat_postMessage(channel=FEEDBACK, text="x", attachments=[{"text": "a", "fallback": "a"}] * 101)
    assert await error_of(call) == "too_many_attachments"


async def test_markdown_text_stands_alone(client: AsyncWebClient) -> None:
    call = client.api_call("chat.postMessage", json={"channel": FEEDBACK, "text": "x", "markdown_text": "**x**"})
    assert await error_of(call) == "markdown_text_conflict"


async def test_an_update_with_text_alone_loses_the_buttons_and_keeps_the_metadata(
    client: AsyncWebClient, slack: Slack
) -> None:
    metadata = {"event_type": "loopwell_case", "event_payload": {"case": 7}}
    posted = await client.chat_postMessage(channel=FEEDBACK, text="before", blocks=[BUTTON], metadata=metadata)
    await client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="after")
    card = await slack.channel("#customer-feedback").expect_card("after")
    assert (card.buttons, card.metadata, card.message["edited"] is not None) == ([], metadata, True)
    await client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="after", metadata={})
    assert (await card.refresh()).metadata is None


async def test_somebody_elses_message_cannot_be_changed(client: AsyncWebClient, slack: Slack) -> None:
    said = await slack.person("Ana").says("hello", FEEDBACK)
    assert await error_of(client.chat_update(channel=FEEDBACK, ts=said["ts"], text="x")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel=FEEDBACK, ts=said["ts"])) == "cant_delete_message"


async def test_a_message_that_is_gone_cannot_be_changed(client: AsyncWebClient, slack: Slack) -> None:
    posted = await client.chat_postMessage(channel=FEEDBACK, text="soon gone")
    card = await slack.channel("#customer-feedback").expect_card("soon gone")
    await client.chat_delete(channel=FEEDBACK, ts=posted["ts"])
    await card.expect_gone()
    assert await error_of(client.chat_update(channel=FEEDBACK, ts=posted["ts"], text="x")) == "message_not_found"
    assert await error_of(client.chat_getPermalink(channel=FEEDBACK, message_ts=posted["ts"])) == "message_not_found"


async def test_an_update_needs_the_conversations_id_not_the_persons(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="U0ANA", text="x")
    assert posted["channel"] == "D0ANA"
    assert await error_of(client.chat_update(channel="U0ANA", ts=posted["ts"], text="y")) == "channel_not_found"
    await client.chat_update(channel="D0ANA", ts=posted["ts"], text="y")


async def test_an_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated(
    client: AsyncWebClient, slack: Slack
) -> None:
    sent = await client.chat_postEphemeral(channel=FEEDBACK, user="U0ANA", text="only you")
    await slack.person("Ana").expect_ephemeral("only you")
    assert await slack.person("Jonas").ephemerals() == []
    assert await error_of(client.chat_update(channel=FEEDBACK, ts=sent["message_ts"], text="x")) == "message_not_found"
    assert (
        await error_of(client.chat_postEphemeral(channel=FEEDBACK, user="U0GUEST", text="x")) == "user_not_in_channel"
    )
    assert await error_of(client.chat_postEphemeral(channel=FEEDBACK, user="U0NOBODY", text="x")) == "user_not_found"


async def test_a_reply_needs_its_parent(client: AsyncWebClient, slack: Slack) -> None:
    parent = await client.chat_postMessage(channel=FEEDBACK, text="parent")
    await client.chat_postMessage(channel=FEEDBACK, text="an answer", thread_ts=parent["ts"])
    card = await slack.channel("#customer-feedback").expect_card("parent")
    assert (await card.expect_reply("an answer")).thread_ts == card.ts
    assert (
        await error_of(client.chat_postMessage(channel=FEEDBACK, text="x", thread_ts="1.000001")) == "thread_not_found"
    )
