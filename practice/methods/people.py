"""users.*, usergroups.*, dnd.info: who is who, and who is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from practice.calls import Call, Handler, Refused, page_of
from practice.company import User, UserGroup

Json = dict[str, Any]


def profile_of(call: Call, user: User) -> Json:
    profile: Json = {
        "title": user.title,
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration,
        "team": user.team_id,
    }
    if "users:read.email" in call.workspace.config.scopes and user.email and not user.is_stranger:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": call.workspace.bot_id, "api_app_id": call.workspace.app_id}
    return profile


def user_json(call: Call, user: User) -> Json:
    """A deactivated user has no time zone; a stranger has no locale."""
    body: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile_of(call, user),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1,
    }
    if user.deleted:
        return body
    offset = datetime.fromtimestamp(call.workspace.clock.now(), ZoneInfo(user.tz)).utcoffset()
    body |= {
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
    }
    if user.is_stranger:
        body["is_stranger"] = True
    elif call.flag("include_locale"):
        body["locale"] = user.locale
    return body


async def users_info(call: Call) -> Json:
    return {"user": user_json(call, call.user())}


async def users_list(call: Call) -> Json:
    rows = [user_json(call, user) for user in call.workspace.users.values()]
    members, metadata = page_of(rows, call, 1000, 1000)
    return {"members": members, "cache_ts": int(call.workspace.clock.now()), "response_metadata": metadata}


async def profile_get(call: Call) -> Json:
    user = call.user() if call.text("user") else call.workspace.users[call.workspace.bot_user]
    return {"profile": profile_of(call, user)}


async def get_presence(call: Call) -> Json:
    """Of others Slack says this one word; more only of the user whose token asks."""
    user = call.user() if call.text("user") else call.workspace.users[call.workspace.bot_user]
    return {"presence": user.presence}


async def dnd_info(call: Call) -> Json:
    user = call.user() if call.text("user") else call.workspace.users[call.workspace.bot_user]
    start, end = user.dnd
    return {"dnd_enabled": end > 0, "next_dnd_start_ts": int(start) or 1, "next_dnd_end_ts": int(end) or 1}


def group_json(call: Call, group: UserGroup, *, with_users: bool) -> Json:
    body: Json = {
        "id": group.id,
        "team_id": call.workspace.team_id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return body | {"users": list(group.users)} if with_users else body


async def groups_list(call: Call) -> Json:
    with_users = call.flag("include_users")
    return {"usergroups": [group_json(call, one, with_users=with_users) for one in call.workspace.groups.values()]}


async def group_users(call: Call) -> Json:
    group = call.workspace.groups.get(call.required("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


METHODS: dict[str, Handler] = {
    "users.info": users_info,
    "users.list": users_list,
    "users.getPresence": get_presence,
    "users.profile.get": profile_get,
    "dnd.info": dnd_info,
    "usergroups.list": groups_list,
    "usergroups.users.list": group_users,
}
