"""Who a message pings, and how it comes back: a customer's words must never call a whole channel."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from practice.text import pings_of
from tests.practice.conftest import FEEDBACK
from tests.workspace import Slack

HANDLES = {"ana": "U0ANA"}


@pytest.mark.parametrize(
    ("text", "pinged"),
    [
        ("<!channel> help", ["@channel"]),
        ("<!here|here> and <!everyone>", ["@here", "@everyone"]),
        ("<@U0ANA> <@U0ANA|ana> `<@U0MIRA>`", ["U0ANA", "U0MIRA"]),
        ("<!subteam^S0SUPPORT>", ["S0SUPPORT"]),
        ("&lt;!channel&gt; and @everyone in plain sight", []),
        ("mail@channel.example", []),
    ],
)
def test_an_unescaped_mark_pings_wherever_it_stands(text: str, pinged: list[str]) -> None:
    assert pings_of(text, [], HANDLES) == pinged


def test_a_text_object_reads_a_bare_everyone_unless_it_is_verbatim() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "hey @everyone and @ana"}}
    assert pings_of("", [section], HANDLES) == ["@everyone", "U0ANA"]
    section["text"] = {"type": "mrkdwn", "text": "hey @everyone and @ana", "verbatim": True}
    assert pings_of("", [section], HANDLES) == []
    section["text"] = {"type": "plain_text", "text": "hey @everyone <!channel>"}
    assert pings_of("", [section], HANDLES) == []


def test_rich_text_pings_by_its_elements_only() -> None:
    words = {"type": "text", "text": "<!channel> @here"}
    parts = [words, {"type": "user", "user_id": "U0ANA"}, {"type": "broadcast", "range": "here"}]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}
    assert pings_of("", [block], HANDLES) == ["U0ANA", "@here"]


async def test_a_test_can_see_who_was_pinged(client: AsyncWebClient, slack: Slack) -> None:
    await client.chat_postMessage(channel=FEEDBACK, text="<@U0ANA> look")
    card = await slack.channel("#customer-feedback").expect_card("@Ana Popescu look")
    assert card.pings == ["U0ANA"]
    state = await slack.person("Ana").state()
    assert next(one["mentions"] for one in state["conversations"] if one["id"] == FEEDBACK) == 1


async def test_what_is_read_back_is_not_quite_what_was_sent(client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=FEEDBACK, text="🔴 see https://acme.example/x &amp; more")
    history = await client.conversations_history(channel=FEEDBACK, limit=1)
    assert history["messages"][0]["text"] == ":red_circle: see <https://acme.example/x> &amp; more"


async def test_what_a_person_types_is_stored_escaped(client: AsyncWebClient, slack: Slack) -> None:
    await slack.person("Ana").says("a < b & @jonas, @jonasson, @support-agents @here", FEEDBACK)
    history = await client.conversations_history(channel=FEEDBACK, limit=1)
    assert history["messages"][0]["text"] == (
        "a &lt; b &amp; <@U0JONAS>, @jonasson, <!subteam^S0SUPPORT|@support-agents> <!here>"
    )
