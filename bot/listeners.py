"""Listeners: which handler answers which click, modal, command and event. Plain lists; a test walks through them all.

Whatever changes something is committed before `ack()`: Bolt forgets what runs after it when the bot is restarted.
"""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot import clicks, submissions
from bot.clicks import Listener
from bot.desk import Desk, Handler
from bot.speaking import typed
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
    storms,
)
from handlers.assignment import HELPERS
from handlers.surveys.cleaning import clean
from handlers.views.settings import SETTINGS
from handlers.views.sharing import not_shared
from handlers.views.steps import ACTION

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
        app.action(action)(clicks.act(desk, handler))
    for action, handler in LOOKS:
        app.action(action)(clicks.look(desk, handler))
    for action, handler in LISTS:
        app.action(action)(clicks.show_list(desk, handler))
    for action, handler in MAILS:
        app.action(action)(clicks.act_on_mail(desk, handler))
    app.action("aside_again")(clicks.try_again(desk))
    app.action("aside_again_source")(clicks.try_source_again(desk))
    for place in range(1, HELPERS + 1):
        app.action(f"nag_give_{place}")(clicks.give(desk))
    app.action("case_more")(clicks.choose_more(desk))
    app.action("reply_template")(clicks.redraft(desk, replies.on_template))
    app.action("reply_language")(clicks.redraft(desk, replies.on_language))
    app.action("reply_preview")(clicks.preview(desk))
    app.action(ACTION)(clicks.tick(desk))
    app.action("reply_draft")(clicks.draft(desk))
    for callback, handler in SUBMISSIONS:
        app.view(callback)(submissions.about_case(desk, handler))
    app.view(SETTINGS)(submissions.about_oneself(desk))
    for callback, handler in MAILINGS:
        app.view(callback)(submissions.about_many(desk, handler))
    app.command("/loop")(_command(desk))
    app.event("user_change")(_person_changed(desk))
    app.event("app_home_opened")(_home(desk))
    app.action(re.compile(".*"))(_quiet)
    app.event(re.compile(".*"))(_quiet)
    app.view_closed(re.compile(".*"))(_quiet)


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
        message, kind = reaction.message, "ephemeral"
        if reaction.shared:
            why = await desk.why_alone(str(body["channel_id"]))
            message, kind = (not_shared(message, why), kind) if why else (reaction.shared, "in_channel")
        if message:
            await ack(text=message.text, blocks=list(message.blocks) or None, response_type=kind)
        else:
            await ack()
        if reaction.modal:
            await desk.answer(typed(body), reaction)

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
