"""Submissions: what happens when somebody sends a window in. Each function makes one listener.

The change is committed before `ack()`, which says whether the window closes, stays with a word by a field, or is
replaced.
"""

from typing import Any

from bot.clicks import Listener
from bot.desk import Desk, Handler
from bot.speaking import about_of, case_id_of, submitted, values_of
from handlers import settings


def about_case(desk: Desk, handler: Handler) -> Listener:
    """A window about one case; its private metadata names it."""

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


def about_oneself(desk: Desk) -> Listener:
    """A person's own settings."""

    async def listener(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = str(body["user"]["id"])
        values = values_of(view)
        if stand_in := values.get("stand_in"):
            await desk.meet(stand_in)
        reaction = await desk.act(settings.on_settings, user, values)
        await ack(**submitted(reaction))
        await desk.home_follows(user)

    return listener


def about_many(desk: Desk, handler: Handler) -> Listener:
    """A modal that is about many cases: what it is about stands in its private metadata."""

    async def listener(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = str(body["user"]["id"])
        reaction = await desk.act(handler, user, about_of(view), values_of(view))
        await ack(**submitted(reaction))
        await desk.home_follows(user)

    return listener
