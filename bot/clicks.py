"""Clicks: what happens when somebody presses a button or chooses from a menu. Each function makes one listener.

Whatever changes something is committed before `ack()`: Bolt forgets what runs after it when the bot is restarted.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.desk import Desk, Handler
from bot.speaking import case_id_of, press_of, values_of
from handlers import cases, replies, set_aside, steps
from handlers.reactions import NOTHING
from handlers.views.steps import read_ticks

Listener = Callable[..., Awaitable[None]]

MORE: dict[str, Handler] = {
    "release": cases.on_release,
    "hand_over": cases.ask_hand_over,
    "log_call": cases.ask_log_call,
}
"""What the menu with three dots offers."""


def act(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        case_id = int(press.value)
        reaction = await desk.act(handler, press.user, case_id)
        await ack()
        await desk.answer(press, reaction, case_id)

    return listener


def act_on_mail(desk: Desk, handler: Handler) -> Listener:
    """The button names both the case, whose card follows, and the mail."""

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        case_id, _colon, mail_id = press.value.partition(":")
        reaction = await desk.act(handler, press.user, int(mail_id))
        await ack()
        await desk.answer(press, reaction, int(case_id))

    return listener


def look(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.look(handler, press.user, int(press.value))
        await ack()
        await desk.answer(press, reaction)

    return listener


def show_list(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.look(handler, press.user, press.value)
        await ack()
        await desk.answer(press, reaction)

    return listener


def try_again(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.act(set_aside.on_again, press.user, press.value)
        await ack()
        await desk.answer(press, reaction)
        await desk.home_follows(press.user)

    return listener


def try_source_again(desk: Desk) -> Listener:
    """Slack is acknowledged at once, because thousands may be read; what a restart leaves over is still set aside."""

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        press = press_of(body)
        await desk.answer(press, await desk.try_source(press))
        await desk.home_follows(press.user)

    return listener


def give(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        number, _owner, to = press.value.split(":")
        await desk.meet(to)
        reaction = await desk.act(cases.on_give, press.user, press.value)
        await ack()
        await desk.answer(press, reaction, int(number))

    return listener


def choose_more(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        name, _colon, number = press.value.partition(":")
        if name in MORE:
            reaction = await desk.act(MORE[name], press.user, int(number))
            await ack()
            await desk.answer(press, reaction, int(number))
        else:  # the option is a link, which Slack has opened itself
            await ack()

    return listener


def tick(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press, ticks = press_of(body), read_ticks(body["actions"][0])
        reaction = NOTHING if ticks is None else await desk.act(steps.on_steps, press.user, ticks.case, ticks)
        await ack()
        if reaction != NOTHING:
            await desk.answer(press, reaction)

    return listener


def redraft(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.look(handler, press.user, case_id_of(body["view"]), press.value)
        await ack()
        await desk.answer(press, reaction)

    return listener


def preview(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        view = body["view"]
        reaction = await desk.look(replies.on_preview, press.user, case_id_of(view), values_of(view))
        await ack()
        await desk.answer(press, reaction)

    return listener


def draft(desk: Desk) -> Listener:
    """Slack is acknowledged at once: the model takes its time, and nothing of the case is changed."""

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await desk.draft(press_of(body))

    return listener
