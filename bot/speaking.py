"""Speaking: reads what Slack says of a click or a modal, and says the reaction where the person will see it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack import Slack, Trouble
from handlers.reactions import Reaction
from handlers.surveys.cleaning import clean
from handlers.views.case_modal import CASE, words_modal
from handlers.views.message import Message

log = logging.getLogger("loopwell.speaking")

PICKED = ("selected_user", "selected_date", "selected_time")


@dataclass(frozen=True)
class Press:
    """A click on a button or a menu. `channel` is None in a modal and in the Home tab; `view` is the one clicked in.

    `fleeting` says that the message is one that only this person sees: it can only be changed by answering the click,
    at `answer_url` (Slack's `response_url`).
    """

    user: str
    value: str
    trigger: str
    channel: str | None = None
    view: Mapping[str, Any] | None = None
    fleeting: bool = False
    answer_url: str | None = None

    @property
    def in_modal(self) -> bool:
        return self.view is not None and self.view.get("type") == "modal"

    @property
    def in_home(self) -> bool:
        return self.view is not None and self.view.get("type") == "home"


def press_of(body: Mapping[str, Any]) -> Press:
    """Reads a `block_actions` payload."""
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    return Press(
        user=str(body["user"]["id"]),
        value=str(action.get("value") or chosen.get("value") or ""),
        trigger=str(body["trigger_id"]),
        channel=(body.get("channel") or {}).get("id"),
        view=body.get("view"),
        fleeting=bool((body.get("container") or {}).get("is_ephemeral")),
        answer_url=body.get("response_url"),
    )


def typed(body: Mapping[str, Any]) -> Press:
    """Reads a slash command, which is answered as a click is."""
    return Press(
        user=str(body["user_id"]),
        value=str(body.get("text") or ""),
        trigger=str(body["trigger_id"]),
        channel=body.get("channel_id"),
        answer_url=body.get("response_url"),
    )


def case_id_of(view: Mapping[str, Any]) -> int:
    """The case that one of our modals is about."""
    return int(json.loads(view["private_metadata"])["case"])


def about_of(view: Mapping[str, Any]) -> dict[str, Any]:
    """What one of our modals is about, where that is more than a case."""
    told = json.loads(view["private_metadata"] or "{}")
    return told if isinstance(told, dict) else {}


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in: block id to text, chosen value, person, day or time; several chosen values are joined by
    commas. What was left empty is left out."""
    values = {}
    for block, fields in view["state"]["values"].items():
        for field in fields.values():
            chosen = field.get("selected_option") or {}
            several = ",".join(one["value"] for one in field.get("selected_options") or [])
            value = field.get("value") or chosen.get("value") or several
            value = value or next((field[name] for name in PICKED if field.get(name)), None)
            if value:
                values[block] = clean(str(value))
    return values


def submitted(reaction: Reaction) -> dict[str, Any]:
    """The answer to a submitted modal, as arguments of `ack()`. Without any the modal closes."""
    if reaction.errors:
        return {"response_action": "errors", "errors": dict(reaction.errors)}
    if reaction.replace:
        return {"response_action": "update", "view": reaction.replace}
    if reaction.message:
        return {"response_action": "update", "view": {**words_modal(reaction.message.text), "clear_on_close": True}}
    if reaction.modal:
        return {"response_action": "push", "view": reaction.modal}
    return {"response_action": "clear"}


class Voice:
    """Says reactions. What cannot be said is logged; what was saved stays saved, and the card shows it."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def say(self, press: Press, reaction: Reaction) -> None:
        try:
            if reaction.replace and press.view:
                await self._slack.update_view(str(press.view["id"]), str(press.view["hash"]), reaction.replace)
            elif reaction.modal:
                await self._show(press, reaction.modal)
            elif reaction.message:
                await self._tell(press, reaction.message)
        except Trouble as problem:
            log.warning("%s could not be answered: %s", press.user, problem)

    async def _show(self, press: Press, view: Mapping[str, Any]) -> None:
        if press.in_modal:
            await self._slack.push_view(press.trigger, view)
        else:
            await self._slack.open_view(press.trigger, view)

    async def _tell(self, press: Press, message: Message) -> None:
        if press.answer_url:  # reaches the person even where the bot is no member
            await self._slack.answer(press.answer_url, message)
        else:
            await self._show(press, words_modal(message.text))

    async def redraw(self, press: Press, message: Message) -> None:
        """Replaces the message that was clicked, which only this person sees."""
        if press.answer_url:
            try:
                await self._slack.answer(press.answer_url, message, replace=True)
            except Trouble as problem:
                log.warning("%s could not be shown the news: %s", press.user, problem)


def shows_case(press: Press) -> bool:
    """Whether the click was on a card in a modal, which does not follow by itself as cards in channels do."""
    return press.in_modal and press.view is not None and press.view.get("callback_id") == CASE
