"""Where people act: the workspace with all that an act needs, and finding what a person points at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from practice.company import Conversation, Message, User, View
from practice.deliveries import Ack, Deliveries
from practice.faults import Faults
from practice.inputs import NotPossible
from practice.response_urls import ResponseUrls
from practice.triggers import Triggers
from practice.workspace import Workspace

Json = dict[str, Any]

#: What Slack shows when an app does not answer.
NO_ANSWER = "This app didn’t respond in time. Try again."
ERROR_OF = {"timeout": "operation_timeout", "connection": "dispatch_failed", "http_error": "dispatch_failed"}


@dataclass
class Scene:
    """Acts take it as their first argument. Its finders raise NotPossible for what the person cannot see."""

    workspace: Workspace
    deliveries: Deliveries
    faults: Faults
    triggers: Triggers
    response_urls: ResponseUrls

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

    def seen(self, person: User, ack: Ack, words: str) -> Json:
        """Nothing when the bot acknowledged; otherwise the notice that Slack shows."""
        if ack.ok:
            return {"ok": True}
        self.workspace.toast(person.id, words)
        return {"ok": False, "error": ERROR_OF.get(str(ack.failure), "dispatch_failed"), "message": words}
