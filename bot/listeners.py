"""Listeners: which handler answers which click, modal, command and event. Plain lists; a test walks through them all.

Whatever changes something is committed before `ack()`: Bolt forgets what runs after it when the bot is restarted.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.desk import Desk, Handler
from bot.speaking import about_of, case_id_of, press_of, submitted, typed, values_of
from handlers import (
    cases,
    closing,
    commands,
    lists,
    mailings,
    mails,
    replies,
    set_aside,
    settings,
    snoozes,
    steps,
    storms,
)
from handlers.assignment import HELPERS
from handlers.reactions import NOTHING
from handlers.surveys.cleaning import clean
from handlers.views.settings import SETTINGS
from handlers.views.sharing import not_shared
from handlers.views.steps import ACTION, read_ticks

Listener = Callable[..., Awaitable[None]]

ACTS: list[tuple[str, Handler]] = [
    ("case_claim", cases.on_claim),
    ("storm_claim", storms.on_claim_all),
    ("nag_release", cases.on_release),
    ("mailing_stop", mailings.on_stop),
]

LOOKS: list[tuple[str, Handler]] = [
    ("case_reply", replies.ask_reply),
    ("case_close", closing.ask_close),
    ("case_snooze", snoozes.ask_snooze),
    ("case_not_a_case", closing.ask_not_a_case),
    ("case_show_all", lists.on_show_all),
    ("case_open", lists.on_open),
    ("nag_hand_over", cases.ask_hand_over),
    ("nag_waiting", snoozes.ask_waiting),
]

MAILS: list[tuple[str, Handler]] = [
    ("mail_send_again", mails.on_send_again),
    ("mail_arrived", mails.on_arrived),
]

MORE: dict[str, Handler] = {
    "release": cases.on_release,
    "hand_over": cases.ask_hand_over,
    "log_call": cases.ask_log_call,
}

LISTS: list[tuple[str, Handler]] = [
    ("list_more", lists.on_more),
    ("report_show", lists.on_more),
    ("list_page", lists.on_page),
    ("mailing_ask", mailings.on_ask),
    ("aside_list", set_aside.on_show_list),
    ("aside_page_back", set_aside.on_page),
    ("aside_page_next", set_aside.on_page),
    ("aside_show", set_aside.on_show),
    ("settings_open", settings.ask_settings),
]

SUBMISSIONS: list[tuple[str, Handler]] = [
    ("reply", replies.on_reply),
    ("close", closing.on_close),
    ("not_a_case", closing.on_not_a_case),
    ("snooze", snoozes.on_snooze),
    ("waiting", snoozes.on_waiting),
    ("hand_over", cases.on_hand_over),
    ("log_call", cases.on_log_call),
]

MAILINGS: list[tuple[str, Handler]] = [
    ("mailing_choose", mailings.on_choose),
    ("mailing_send", mailings.on_send),
]


def register(app: AsyncApp, desk: Desk) -> None:
    """Registers every listener with Bolt."""
    for action, handler in ACTS:
        app.action(action)(_act(desk, handler))
    for action, handler in LOOKS:
        app.action(action)(_look(desk, handler))
    for action, handler in LISTS:
        app.action(action)(_list(desk, handler))
    for action, handler in MAILS:
        app.action(action)(_mail(desk, handler))
    app.action("aside_again")(_again(desk))
    app.action("aside_again_source")(_again_source(desk))
    for place in range(1, HELPERS + 1):
        app.action(f"nag_give_{place}")(_give(desk))
    app.action("case_more")(_more(desk))
    app.action("reply_template")(_redraft(desk, replies.on_template))
    app.action("reply_language")(_redraft(desk, replies.on_language))
    app.action("reply_preview")(_preview(desk))
    app.action(ACTION)(_steps(desk))
    app.action("reply_draft")(_draft(desk))
    for callback, handler in SUBMISSIONS:
        app.view(callback)(_submission(desk, handler))
    app.view(SETTINGS)(_settings(desk))
    for callback, handler in MAILINGS:
        app.view(callback)(_mailing(desk, handler))
    app.command("/loop")(_command(desk))
    app.event("user_change")(_person_changed(desk))
    app.event("app_home_opened")(_home(desk))
    app.action(re.compile(".*"))(_quiet)
    app.event(re.compile(".*"))(_quiet)
    app.view_closed(re.compile(".*"))(_quiet)


def _act(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        case_id = int(press.value)
        reaction = await desk.act(handler, press.user, case_id)
        await ack()
        await desk.answer(press, reaction, case_id)

    return listener


def _mail(desk: Desk, handler: Handler) -> Listener:
    """The button names both the case, whose card follows, and the mail."""

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        case_id, _colon, mail_id = press.value.partition(":")
        reaction = await desk.act(handler, press.user, int(mail_id))
        await ack()
        await desk.answer(press, reaction, int(case_id))

    return listener


def _look(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.look(handler, press.user, int(press.value))
        await ack()
        await desk.answer(press, reaction)

    return listener


def _list(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.look(handler, press.user, press.value)
        await ack()
        await desk.answer(press, reaction)

    return listener


def _again(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.act(set_aside.on_again, press.user, press.value)
        await ack()
        await desk.answer(press, reaction)
        await desk.home_follows(press.user)

    return listener


def _again_source(desk: Desk) -> Listener:
    """Slack is acknowledged at once, because thousands may be read; what a restart leaves over is still set aside."""

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        press = press_of(body)
        await desk.answer(press, await desk.try_source(press))
        await desk.home_follows(press.user)

    return listener


def _give(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        number, _owner, to = press.value.split(":")
        await desk.meet(to)
        reaction = await desk.act(cases.on_give, press.user, press.value)
        await ack()
        await desk.answer(press, reaction, int(number))

    return listener


def _more(desk: Desk) -> Listener:
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


def _steps(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press, ticks = press_of(body), read_ticks(body["actions"][0])
        reaction = NOTHING if ticks is None else await desk.act(steps.on_steps, press.user, ticks.case, ticks)
        await ack()
        if reaction != NOTHING:
            await desk.answer(press, reaction)

    return listener


def _redraft(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        reaction = await desk.look(handler, press.user, case_id_of(body["view"]), press.value)
        await ack()
        await desk.answer(press, reaction)

    return listener


def _preview(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        press = press_of(body)
        view = body["view"]
        reaction = await desk.look(replies.on_preview, press.user, case_id_of(view), values_of(view))
        await ack()
        await desk.answer(press, reaction)

    return listener


def _draft(desk: Desk) -> Listener:
    """Slack is acknowledged at once: the model takes its time, and nothing of the case is changed."""

    async def listener(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await desk.draft(press_of(body))

    return listener


def _submission(desk: Desk, handler: Handler) -> Listener:
    async def listener(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = str(body["user"]["id"])
        case_id = case_id_of(view)
        values = values_of(view)
        if to := values.get("to"):
            await desk.meet(to)
        reaction = await desk.act(handler, user, case_id, values)
        await ack(**submitted(reaction))
        await desk.home_follows(user)

    return listener


def _settings(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = str(body["user"]["id"])
        values = values_of(view)
        if stand_in := values.get("stand_in"):
            await desk.meet(stand_in)
        reaction = await desk.act(settings.on_settings, user, values)
        await ack(**submitted(reaction))
        await desk.home_follows(user)

    return listener


def _mailing(desk: Desk, handler: Handler) -> Listener:
    """A modal that is about many cases: what it is about stands in its private metadata."""

    async def listener(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = str(body["user"]["id"])
        reaction = await desk.act(handler, user, about_of(view), values_of(view))
        await ack(**submitted(reaction))
        await desk.home_follows(user)

    return listener


def _person_changed(desk: Desk) -> Listener:
    async def listener(ack: Any, event: dict[str, Any]) -> None:
        await ack()
        await desk.person_changed(str(event["user"]["id"]))

    return listener


def _command(desk: Desk) -> Listener:
    async def listener(ack: Any, body: dict[str, Any]) -> None:
        text = clean(str(body.get("text") or ""))
        days = commands.rehearsal_of(text)
        if days is not None:  # takes longer than Slack waits
            await ack()
            press = typed(body)
            await desk.answer(press, await desk.rehearse(press.user, days))
            return
        reaction = await desk.look(commands.on_command, str(body["user_id"]), text)
        message = reaction.message
        if message is None:
            await ack()
            await desk.answer(typed(body), reaction)
            return
        shared = reaction.shared and await desk.may_share(str(body["channel_id"]))
        if reaction.shared and not shared:
            message = not_shared(message)
        kind = "in_channel" if shared else "ephemeral"
        await ack(text=message.text, blocks=list(message.blocks) or None, response_type=kind)

    return listener


def _home(desk: Desk) -> Listener:
    async def listener(ack: Any, event: dict[str, Any]) -> None:
        await ack()
        if event.get("tab", "home") == "home":
            await desk.refresh_home(str(event["user"]))

    return listener


async def _quiet(ack: Any) -> None:
    """Acknowledges what needs no answer, such as a button that is a link."""
    await ack()
