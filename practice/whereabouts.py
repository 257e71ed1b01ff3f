"""Where people are: what somebody sets in their own profile, and what Slack tells the bot of it."""

from __future__ import annotations

from typing import Any

from practice.inputs import NotPossible
from practice.scene import Scene

Json = dict[str, Any]

PRESENCES = ("active", "away")
LONGEST_STATUS = 100


async def set_whereabouts(scene: Scene, told: Json) -> Json:
    """`{as, status_emoji?, status_text?, status_expiration?, presence?, dnd?}`: what is left out stays as it is.

    `status_expiration` is in Unix seconds, 0 for none; `dnd` is `[from, until]` in Unix seconds, `[0, 0]` for none.
    The bot is told of a new status (`user_change`); of presence and do-not-disturb it must ask.
    """
    person = scene.person(told.get("as"))
    new = {name: told[name] for name in ("status_emoji", "status_text", "status_expiration") if name in told}
    emoji = str(new.get("status_emoji") or "")
    if emoji and not (emoji.startswith(":") and emoji.endswith(":") and len(emoji) > 2):
        raise NotPossible("A status has an emoji by its name, such as :palm_tree:.")
    if len(str(new.get("status_text") or "")) > LONGEST_STATUS:
        raise NotPossible(f"A status has at most {LONGEST_STATUS} characters.")
    expires = new.get("status_expiration", 0)
    if not isinstance(expires, int) or expires < 0:
        raise NotPossible("A status ends at a time in Unix seconds, or 0 for never.")
    if told.get("presence", "active") not in PRESENCES:
        raise NotPossible("Somebody is active or away.")
    dnd = told.get("dnd", list(person.dnd))
    if not (isinstance(dnd, list) and len(dnd) == 2 and all(isinstance(at, int | float) for at in dnd)):
        raise NotPossible("Do-not-disturb is given as [from, until], in Unix seconds.")
    for name, value in new.items():
        setattr(person, name, value)
    person.presence = told.get("presence", person.presence)
    person.dnd = (dnd[0], dnd[1])
    scene.workspace.changed(person.id)
    if new:
        profile: Json = {"status_emoji": person.status_emoji, "status_text": person.status_text}
        profile |= {"status_expiration": person.status_expiration}
        user = {"id": person.id, "team_id": person.team_id, "name": person.name, "deleted": False, "profile": profile}
        scene.deliveries.event({"type": "user_change", "user": user})
    return {"ok": True}
