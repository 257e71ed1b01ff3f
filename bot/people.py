"""People: asks Slack who somebody is, and remembers it for a day."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.slack import Slack, Trouble
from handlers import people
from playbooks.policy import Policy
from storage.database import Store
from storage.people import Known

log = logging.getLogger("loopwell.people")

FRESH = timedelta(days=1)
PATIENCE = 2.0  # seconds: a click is answered within three


class People:
    def __init__(self, store: Store, slack: Slack, clock: Clock) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._known: set[str] = set()
        self._here: frozenset[str] = frozenset()
        self._asking = asyncio.Lock()

    async def meet(self, user: str) -> None:
        """Makes sure that we know who this is. If Slack does not say in time, the act goes on without a name."""
        if user in self._known:
            return
        if await self._store.read(people.stale, user, self._clock.now() - FRESH):
            try:
                async with asyncio.timeout(PATIENCE):
                    here = await self._where_we_are()
                    found = await self._slack.user(user)
            except (Trouble, TimeoutError) as problem:
                log.warning("could not ask Slack who %s is: %s", user, problem)
                return
            await self._store.write(people.remember, _known(found, here, self._clock))
        self._known.add(user)

    async def _where_we_are(self) -> frozenset[str]:
        """The ids of our workspace and, on Enterprise, of our organisation."""
        async with self._asking:  # a hundred who click at once need one answer
            if not self._here:
                me = await self._slack.who_am_i()
                self._here = frozenset(str(me[key]) for key in ("team_id", "enterprise_id") if me.get(key))
        return self._here

    async def refresh(self, policy: Policy) -> None:
        """Reads the user groups that the policy names, and everybody whom it names."""
        self._known.clear()
        named = set(policy.company.admins)
        for team in policy.teams:
            named |= {*team.managers, *team.members}
        groups = await self._groups({name for name in named if name.startswith("@")})
        for user in sorted({name for name in named if not name.startswith("@")}.union(*groups.values())):
            await self.meet(user)

    async def _groups(self, handles: set[str]) -> dict[str, list[str]]:
        if not handles:
            return {}
        try:
            ids = await self._slack.groups()
            for handle in sorted(handles - ids.keys()):
                log.warning("loopwell.toml names the user group %s, which Slack does not know", handle)
            groups = {handle: await self._slack.group_members(ids[handle]) for handle in handles & ids.keys()}
        except Trouble as problem:
            log.warning("could not read the user groups from Slack: %s", problem)
            return {}
        await self._store.write(people.remember_groups, groups)
        return groups


def _known(user: Mapping[str, Any], here: frozenset[str], clock: Clock) -> Known:
    """Slack's user object as we keep it. Guests and people of other companies are strangers: they act on nothing.

    `is_stranger` alone does not say it: it is false for people of other companies who share a channel with us.
    https://docs.slack.dev/apis/slack-connect
    """
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or profile.get("display_name") or user.get("name") or ""
    guest = any(user.get(key) for key in ("is_stranger", "is_restricted", "is_ultra_restricted", "deleted"))
    companies = {user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")} - {None, ""}
    stranger = guest or bool(companies and not companies & here)
    email = str(profile.get("email") or "") or None
    return Known(str(user["id"]), str(name), user.get("tz"), stranger, clock.now(), email)
