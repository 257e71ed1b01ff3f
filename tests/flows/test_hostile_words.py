"""Hostile words: whatever a customer writes is shown as they wrote it, pings nobody and breaks nothing."""

import pytest

from tests.loop import Loop
from tests.workspace import Card

WORDS = {
    "a channel": "<!channel> <!here> <!everyone>",
    "a person": "<@U0ANA> and <@U0ANA|ana>",
    "a group": "<!subteam^S0SUPPORT> <!subteam^S0SUPPORT|@support-agents>",
    "bare names": "@everyone @channel @here @ana",
    "a link": "<https://evil.example|our site> https://evil.example",
    "a date": "<!date^1392734382^{date}|never>",
    "code": "``` `rm -rf` ``` *bold* _italic_ ~gone~ > quoted",
    "right to left": "\u202eevil\u202c \u200fשלום\u2067",
    "nothing seen": "before\x00after\x07\x1b[31m",
    "half a letter": "half \ud800 and \udfff",
    "escapes": "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
    "an emoji": "👩‍👩‍👧‍👦🇳🇴 :tada: :skull:",
    "braces": "{score} %s ${jndi:ldap://evil} {0.__class__}",
}


async def _all_that_was_said(loop: Loop) -> list[Card]:
    cards = [*await loop.feedback.messages(), *await loop.accounts.messages()]
    for person in (loop.ana, loop.jonas, loop.mira):
        cards += await person.ephemerals()
    return cards


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
async def test_words_of_a_customer_ping_nobody_anywhere(loop: Loop, words: str) -> None:
    """One comment must not be able to wake up five hundred people."""
    await loop.survey("nps-email", 2, words, name=f"Eve {words}", account=words, email="eve@example.com")
    card = await loop.feedback.expect_card("2 of 10")
    for asked in ("open", "case 1", "find Eve", f"find {words}".replace("\x00", ""), f"{words[:20]}"):
        await loop.ask(loop.ana, asked.encode("utf-8", "replace").decode())
    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    await card.click("Reply", by=loop.ana)
    reply = await loop.ana.modal("Reply")
    assert await reply.submit() == {"ok": True}
    await card.expect("in touch since")
    assert (await loop.ana.open_home()).shows("Case 1")
    said = await _all_that_was_said(loop)
    assert len(said) >= 6
    assert [message.pings for message in said] == [[]] * len(said)
    refused = [call for call in await loop.slack.calls() if not call["ok"]]
    assert refused == []


@pytest.mark.parametrize("words", ["<!channel> &amp; <b>", "x < y && y > z", "@everyone"])
async def test_the_card_shows_the_words_themselves(loop: Loop, words: str) -> None:
    """Made harmless, and still what the customer wrote."""
    await loop.survey("nps-email", 2, words)
    card = await loop.feedback.expect_card("2 of 10")
    quoted = [block for block in card.blocks if block["type"] == "rich_text"]
    assert quoted[0]["elements"][0]["elements"] == [{"type": "text", "text": words}]


@pytest.mark.parametrize(("length", "rest"), [(9_000, False), (200_000, False), (900_000, True)])
async def test_a_very_long_comment_is_shown_by_show_all(loop: Loop, length: int, rest: bool) -> None:
    """Who wrote a letter deserves that all of it can be read."""
    words = " ".join(f"word{n}" for n in range(length))[: length - 5] + " END."
    await loop.survey("nps-email", 2, words)
    card = await loop.feedback.expect_card("2 of 10")
    assert card.shows("word1 word2")
    assert len(card.text) < 5000
    assert await card.click("Show all", by=loop.ana) == {"ok": True}
    whole = await loop.ana.modal("Case 1")
    assert whole.shows("The rest is in the survey tool.") is rest
    assert whole.text.replace("\n", " ").count("word1 ") == 1
    assert ("END." in whole.text) is not rest


async def test_a_comment_of_nothing_but_marks_is_no_comment(loop: Loop) -> None:
    """An empty quote would look like a fault of ours."""
    await loop.survey("nps-email", 2, "\u200b \u200f\n")
    card = await loop.feedback.expect_card("2 of 10")
    assert card.shows("No comment.")
