"""The checklist of a case: what to do stands on the card, and is ticked off there."""

from typing import Any

from tests.loop import Loop
from tests.workspace import Card


def checklist(card: Card) -> dict[str, Any]:
    (block,) = [one for one in card.blocks if str(one.get("block_id")).startswith("case_steps:")]
    return {"block_id": block["block_id"], **block["elements"][0]}


async def tick(loop: Loop, card: Card, *places: int) -> dict[str, Any]:
    """Ana's boxes after her click: these are ticked, and no others."""
    boxes = checklist(card)
    told = {"channel": card.channel, "ts": card.ts, "as": loop.ana.id, "block_id": boxes["block_id"]}
    chosen = [boxes["options"][place]["value"] for place in places]
    return await loop.slack.post("click", **told, action_id=boxes["action_id"], value=chosen)


async def test_the_steps_of_the_playbook_are_ticked_off_on_the_card(loop: Loop) -> None:
    """Whoever takes over a case must see what was done already, and nobody is pinged for it."""
    await loop.survey("nps-email", 3, "The invoice is wrong", name="Tom Baker")
    card = await loop.feedback.expect_card("3 of 10")
    await card.expect("Suggested: Trouble with a bill (mentions “invoice”, unhappy customer)")
    assert not [one for one in card.blocks if str(one.get("block_id")).startswith("case_steps:")]

    await card.click("Claim", by=loop.ana)
    await card.expect("To do: Open the customer's last three invoices")
    assert await tick(loop, card, 0) == {"ok": True}
    await card.expect_without("To do: Open the customer's last three invoices")
    assert len(checklist(card)["initial_options"]) == 1

    assert await tick(loop, card) == {"ok": True}
    await card.expect("To do: Open the customer's last three invoices")
    assert "initial_options" not in checklist(card)
    assert card.pings == []
    assert await card.replies() == []
