"""auth.test, api.test, apps.connections.open, bots.info, team.info."""

from __future__ import annotations

from typing import Any

from practice.calls import Call, Handler, Refused
from practice.messages import bot_profile

Json = dict[str, Any]


async def api_test(call: Call) -> Json:
    if call.text("error"):
        raise Refused(call.text("error"))
    return {"args": call.arguments}


async def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": workspace.url,
        "team": workspace.team_name,
        "user": workspace.users[workspace.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


async def connections_open(call: Call) -> Json:
    address = call.workspace.url.replace("http://", "ws://")
    ticket = call.deliveries.sockets.new_ticket()
    return {"url": f"{address}link/?ticket={ticket}&app_id={call.workspace.app_id}"}


async def bots_info(call: Call) -> Json:
    if call.text("bot") not in ("", call.workspace.bot_id):
        raise Refused("bot_not_found")
    profile = bot_profile(call.workspace)
    return {"bot": {**profile, "user_id": call.workspace.bot_user, "icons": {}}}


async def team_info(call: Call) -> Json:
    workspace = call.workspace
    team = {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.team_domain, "email_domain": ""}
    return {"team": {**team, "url": workspace.url, "icon": {"image_default": True}}}


METHODS: dict[str, Handler] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "bots.info": bots_info,
    "team.info": team_info,
}
