"""What a person does, and what they see when the app does not answer: clicks, commands, forms, messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from practice.block_kit.surfaces import check_blocks, check_view, find_element
from practice.deliveries import COMMAND, INTERACTION, Ack, Deliveries
from practice.faults import Faults
from practice.inputs import KINDS, NotPossible, action_of, type_in, unfinished
from practice.interactions import envelope, from_message, from_view, place, slash_command
from practice.messages import as_json
from practice.response_urls import ResponseUrls, say
from practice.text import escape, pings_in
from practice.triggers import Triggers
from practice.views import MOST_STACKED, drop_modals, drop_top, new_view, put_view, replace_view, view_json
from practice.workspace import Conversation, Message, User, View, Workspace

Json = dict[str, Any]

#: What Slack shows. Words differ by what the person did.
NO_ANSWER = "This app didn’t respond in time. Try again."
FORM_TROUBLE = "We had some trouble connecting. Try again?"
ERROR_OF = {"timeout": "operation_timeout", "connection": "dispatch_failed", "http_error": "dispatch_failed"}
MOST_SUGGESTIONS = 100


@dataclass
class Acting:
    """One method per thing that a person can do. Each returns what the page gets, or raises NotPossible."""

    workspace: Workspace
    deliveries: Deliveries
    faults: Faults
    triggers: Triggers
    response_urls: ResponseUrls

    # --- finding things ---------------------------------------------------------------------------------------------

    def person(self, user_id: object) -> User:
        found = self.workspace.users.get(str(user_id))
        if found is None or found.is_bot or found.deleted:
            raise NotPossible("Nobody with that id is signed in here.")
        return found

    def conversation(self, person: User, wanted: object) -> Conversation:
        """A conversation that this person is in. Their own id or the bot's means their direct messages."""
        if wanted in (person.id, self.workspace.bot_user):
            return self.workspace.direct(person.id)
        found = self.workspace.conversation(str(wanted))
        if found is None or person.id not in found.members:
            raise NotPossible("You are not in that channel.")
        return found

    def message(self, person: User, conversation: Conversation, ts: object) -> Message:
        own = [one for one in conversation.ephemeral if one.only_for == person.id]
        for one in [*conversation.messages, *own]:
            if one.ts == ts:
                return one
        raise NotPossible("This message was deleted.")

    def view(self, person: User, view_id: object) -> View:
        found = self.workspace.homes.get(person.id) if view_id == "home" else self.workspace.views.get(str(view_id))
        if found is None or found.user != person.id:
            raise NotPossible("This window is no longer open.")
        return found

    # --- clicking ---------------------------------------------------------------------------------------------------

    async def click(self, told: Json) -> Json:
        """A button, menu or overflow on a message, in a modal (`view_id`) or on the Home tab (`channel: "home"`)."""
        person = self.person(told.get("as"))
        if told.get("view_id") or told.get("channel") == "home":
            payload = self._click_in_view(person, told)
        else:
            payload = self._click_on_message(person, told)
        ack = await self.deliveries.send(INTERACTION, payload)
        return self._seen(person, ack, NO_ANSWER)

    def _click_on_message(self, person: User, told: Json) -> Json:
        conversation = self.conversation(person, told.get("channel"))
        message = self.message(person, conversation, told.get("ts"))
        if conversation.is_archived:
            raise NotPossible("This channel is archived.")
        block, element = _element(message.blocks, told)
        _visible(element, person)
        action = action_of(block, element, told.get("value"), self.workspace.clock.message_ts())
        if element["type"] in KINDS:
            field = KINDS[element["type"]].field
            picked = message.picked.setdefault(person.id, {}).setdefault(block["block_id"], {})
            picked[element["action_id"]] = {"type": element["type"], field: action[field]}
        extra = {
            "trigger_id": self.triggers.new(person.id),
            "response_url": self.response_urls.new(conversation, person.id, message),
            "actions": [action],
        }
        return from_message(self.workspace, person, conversation, message, extra)

    def _click_in_view(self, person: User, told: Json) -> Json:
        view = self.view(person, told.get("view_id") or "home")
        view.values = type_in(view.payload["blocks"], view.values, told.get("values") or {})
        block, element = _element(view.payload["blocks"], told)
        action = action_of(block, element, told.get("value"), self.workspace.clock.message_ts())
        if element["type"] in KINDS:
            typed = {block["block_id"]: {element["action_id"]: told.get("value")}}
            view.values = type_in(view.payload["blocks"], view.values, typed)
            if block["type"] == "input" and not block.get("dispatch_action"):
                raise NotPossible("This field is sent with the form.")
        extra = {"trigger_id": self.triggers.new(person.id), "actions": [action]}
        return from_view(self.workspace, "block_actions", person, view, extra)

    def _seen(self, person: User, ack: Ack, words: str) -> Json:
        """Nothing when the bot acknowledged; otherwise the notice that Slack shows."""
        if ack.ok:
            return {"ok": True}
        self.workspace.toast(person.id, words)
        return {"ok": False, "error": ERROR_OF.get(str(ack.failure), "dispatch_failed"), "message": words}

    # --- commands, shortcuts, suggestions -----------------------------------------------------------------------------

    async def command(self, told: Json) -> Json:
        person = self.person(told.get("as"))
        conversation = self.conversation(person, told.get("channel"))
        text = str(told.get("text", ""))
        name = text.partition(" ")[0]
        if name not in {one["command"] for one in self.workspace.commands}:
            raise NotPossible(f"{name} is not a valid command.")
        if person.is_stranger:
            raise NotPossible("Slash commands work only for members of this workspace.")
        extra = {
            "response_url": self.response_urls.new(conversation, person.id),
            "trigger_id": self.triggers.new(person.id),
        }
        payload = slash_command(self.workspace, person, conversation, text, extra)
        ack = await self.deliveries.send(COMMAND, payload)
        failed = ERROR_OF.get(str(ack.failure), "dispatch_failed")
        words = f"{name} failed with the error “{failed}”"
        body = {"text": ack.body} if isinstance(ack.body, str) else ack.body
        if ack.ok and isinstance(body, dict) and (body.get("text") or body.get("blocks")):
            if check_blocks(body.get("blocks") or [], "message", self.faults.blocks_refused()):
                return self._seen(person, Ack("http_error"), f"{name} failed with the error “invalid_blocks”")
            say(self.workspace, conversation, person.id, body)
        return self._seen(person, ack, words)

    async def shortcut(self, told: Json) -> Json:
        """A global shortcut, or a message shortcut (`message_action`) when a message is named."""
        person = self.person(told.get("as"))
        extra: Json = {
            "callback_id": str(told.get("callback_id", "")),
            "trigger_id": self.triggers.new(person.id),
            "action_ts": self.workspace.clock.message_ts(),
        }
        if told.get("ts"):
            conversation = self.conversation(person, told.get("channel"))
            message = self.message(person, conversation, told["ts"])
            extra |= {
                "message_ts": message.ts,
                "channel": place(conversation),
                "message": as_json(self.workspace, message),
                "response_url": self.response_urls.new(conversation, person.id, message),
            }
        payload = envelope(self.workspace, "message_action" if told.get("ts") else "shortcut", person) | extra
        return self._seen(person, await self.deliveries.send(INTERACTION, payload), NO_ANSWER)

    async def suggest(self, told: Json) -> Json:
        """The options of an external menu for what the person has typed so far (`value`)."""
        person = self.person(told.get("as"))
        extra: Json
        if told.get("view_id") or told.get("channel") == "home":
            view = self.view(person, told.get("view_id") or "home")
            blocks, extra = view.payload["blocks"], {"view": view_json(self.workspace, view)}
            container: Json = {"type": "view", "view_id": view.id}
        else:
            conversation = self.conversation(person, told.get("channel"))
            message = self.message(person, conversation, told.get("ts"))
            blocks = message.blocks
            extra = {"channel": place(conversation), "message": as_json(self.workspace, message)}
            container = {"type": "message", "message_ts": message.ts, "channel_id": conversation.id}
        block, element = _element(blocks, told)
        payload = envelope(self.workspace, "block_suggestion", person) | {
            "container": container,
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": str(told.get("value") or ""),
            **extra,
        }
        ack = await self.deliveries.send(INTERACTION, payload)
        body = ack.body if isinstance(ack.body, dict) else {}
        options = body.get("options", body.get("option_groups"))
        if not ack.ok or not isinstance(options, list) or len(options) > MOST_SUGGESTIONS:
            return {"ok": False, "error": "no_options", "message": "No results", "options": []}
        return {"ok": True, **body}

    # --- forms --------------------------------------------------------------------------------------------------------

    async def submit(self, told: Json) -> Json:
        person = self.person(told.get("as"))
        view = self.view(person, told.get("view_id"))
        if (self.workspace.modals.get(person.id) or [""])[-1] != view.id:
            raise NotPossible("Another window is in front of this one.")
        if not view.payload.get("submit"):
            raise NotPossible("This window cannot be submitted.")
        view.values = type_in(view.payload["blocks"], view.values, told.get("values") or {})
        view.errors = unfinished(view.payload["blocks"], view.values)
        self.workspace.changed(person.id)
        if view.errors:
            return {
                "ok": False,
                "error": "unfinished",
                "message": next(iter(view.errors.values())),
                "errors": view.errors,
            }
        extra = {"trigger_id": self.triggers.new(person.id), "response_urls": []}
        payload = from_view(self.workspace, "view_submission", person, view, extra)
        ack = await self.deliveries.send(INTERACTION, payload)
        if not ack.ok:
            return self._seen(person, ack, FORM_TROUBLE)
        return self._answered(person, view, ack.body if isinstance(ack.body, dict) else {})

    def _answered(self, person: User, view: View, body: Json) -> Json:
        """What the app answered to a submission: close, show errors, update, push or clear."""
        action = body.get("response_action")
        if action is None:
            if view.id in self.workspace.modals.get(person.id, []):
                drop_top(self.workspace, person.id)
            return {"ok": True}
        if action == "clear":
            drop_modals(self.workspace, person.id)
            return {"ok": True}
        if action == "errors":
            return self._field_errors(person, view, body.get("errors"))
        problems = check_view(body.get("view"), "modal", self.faults.blocks_refused())
        stack = self.workspace.modals.get(person.id, [])
        if problems or action not in ("update", "push") or (action == "push" and len(stack) >= MOST_STACKED):
            self.deliveries.sent.append({"kind": "view_submission", "failure": "bad answer", "problems": problems})
            return self._seen(person, Ack("http_error"), FORM_TROUBLE)
        if action == "update":
            replace_view(self.workspace, view, body["view"])
        else:
            put_view(self.workspace, new_view(self.workspace, person.id, body["view"]))
        return {"ok": True}

    def _field_errors(self, person: User, view: View, errors: Any) -> Json:
        """Errors must name input blocks, or Slack shows only that something went wrong."""
        inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return self._seen(person, Ack("http_error"), FORM_TROUBLE)
        view.errors = {block_id: str(words) for block_id, words in errors.items()}
        self.workspace.changed(person.id)
        return {"ok": False, "error": "errors", "message": next(iter(view.errors.values())), "errors": view.errors}

    async def close(self, told: Json) -> Json:
        """Closes the top window, or with `clear` all of them; the app hears of it if it asked to."""
        person = self.person(told.get("as"))
        self.view(person, told.get("view_id"))
        cleared = bool(told.get("clear"))
        closed = drop_modals(self.workspace, person.id) if cleared else drop_top(self.workspace, person.id)
        for view in closed:
            if view.payload.get("notify_on_close"):
                payload = from_view(self.workspace, "view_closed", person, view, {"is_cleared": cleared})
                await self.deliveries.send(INTERACTION, payload)
        return {"ok": True}

    # --- messages and the Home tab ------------------------------------------------------------------------------------

    async def write(self, told: Json) -> Json:
        """A person writes. The bot hears of it in its direct messages and when it is mentioned."""
        person = self.person(told.get("as"))
        conversation = self.conversation(person, told.get("channel"))
        if conversation.is_archived:
            raise NotPossible("This channel is archived.")
        bot = self.workspace.bot_user
        marks = {f"@{user.name}": f"<@{user.id}>" for user in self.workspace.users.values()}
        text = escape(str(told.get("text", "")))
        for name, mark in marks.items():
            text = text.replace(name, mark)
        if not text.strip():
            raise NotPossible("There is nothing to send.")
        message = self.workspace.write(conversation, person.id, text, {"thread_ts": told.get("thread_ts")})
        event = {**as_json(self.workspace, message), "channel": conversation.id}
        if conversation.kind == "im":
            self.deliveries.event({**event, "channel_type": "im"})
        elif bot in conversation.members:
            kind = "group" if conversation.kind == "private" else "channel"
            self.deliveries.event({**event, "channel_type": kind})
            if bot in pings_in(text, auto_parsed=False):
                self.deliveries.event({**event, "type": "app_mention"})
        return {"ok": True, "ts": message.ts}

    async def open_home(self, told: Json) -> Json:
        person = self.person(told.get("as"))
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.workspace.direct(person.id).id,
            "tab": "home",
        }
        home = self.workspace.homes.get(person.id)
        if home is not None:
            event["view"] = view_json(self.workspace, home)
        self.deliveries.event(event)
        return {"ok": True}

    async def read(self, told: Json) -> Json:
        person = self.person(told.get("as"))
        conversation = self.conversation(person, told.get("channel"))
        if conversation.messages and conversation.last_read.get(person.id) != conversation.messages[-1].ts:
            conversation.last_read[person.id] = conversation.messages[-1].ts
            self.workspace.changed(person.id)
        return {"ok": True}


def _element(blocks: list[Json], told: Json) -> tuple[Json, Json]:
    found = find_element(blocks, told.get("block_id"), str(told.get("action_id", "")))
    if found is None:
        raise NotPossible("This button is no longer there.")
    return found


def _visible(element: Json, person: User) -> None:
    allowed = element.get("visible_to_user_ids")
    if allowed and person.id not in allowed:
        raise NotPossible("This button is not for you.")
