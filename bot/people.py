"""People: asks Slack who somebody is, and remembers it for a day."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.slack import Slack, Trouble
from handlers import people
from playbooks.absence import Word
from playbooks.policy import Policy
from storage.database import Store
from storage.people import Known

log = logging.getLogger("loopwell.people")

FRESH = timedelta(days=1)
LATELY = timedelta(minutes=50)  # between two hourly looks at those whose absence matters
MOST_ASKED = 80  # at once, of whom we heard longest ago; Slack allows a hundred a minute
PATIENCE = 2.0  # seconds: a click is answered within three


class People:
    def __init__(self, store: Store, slack: Slack, clock: Clock) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._known: set[str] = set()
        self._may_ask = {"dnd": True, "presence": True}
        self._here: frozenset[str] = frozenset()
        self._asking = asyncio.Lock()

    async def meet(self, user: str) -> None:
        """Makes sure that we know who this is. If Slack does not say in time, the act goes on without a name."""
        if user not in self._known:
            await self._ask(user, FRESH)

    async def changed(self, user: str) -> None:
        """Slack says that something about somebody is different now: matters only if we have met them."""
        if await self._store.read(people.is_known, user):
            await self._ask(user, timedelta())

    async def _ask(self, user: str, fresh: timedelta) -> None:
        if await self._store.read(people.stale, user, self._clock.now() - fresh):
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

    async def hear(self, user: str) -> bool:
        """Asks whether somebody may be disturbed now: Slack's do-not-disturb, and whether they are at any device. What
        the app may not ask, it goes on without. False when Slack gives no answers now."""
        try:
            async with asyncio.timeout(PATIENCE):
                quiet_until = await self._quiet_until(user)
                idle = await self._is_idle(user)
        except (Trouble, TimeoutError) as problem:
            log.info("could not ask whether %s may be disturbed: %s", user, problem)
            return False
        await self._store.write(people.hear_quiet, user, quiet_until, idle)
        return True

    async def _quiet_until(self, user: str) -> datetime | None:
        if not self._may_ask["dnd"]:
            return None
        try:
            answer = await self._slack.do_not_disturb(user)
        except Trouble as problem:
            self._refused("dnd", problem)
            return None
        begins, ends = (int(answer.get(f"next_dnd_{edge}_ts") or 0) for edge in ("start", "end"))
        quiet = answer.get("dnd_enabled") and begins <= self._clock.now().timestamp() < ends
        return datetime.fromtimestamp(ends, UTC) if quiet else None

    async def _is_idle(self, user: str) -> bool:
        if not self._may_ask["presence"]:
            return False
        try:
            return await self._slack.presence(user) == "away"
        except Trouble as problem:
            self._refused("presence", problem)
            return False

    def _refused(self, what: str, problem: Trouble) -> None:
        """A scope that is missing now is missing a minute later: not asked again for an hour. Raises all else."""
        if not problem.error.startswith("missing_scope"):
            raise problem
        self._may_ask[what] = False
        log.info("reminders go without %s: %s", what, problem)

    async def refresh(self, policy: Policy) -> None:
        """Reads the user groups that the policy names, everybody whom it names, and everybody who has a case."""
        self._known.clear()
        self._may_ask = dict.fromkeys(self._may_ask, True)
        named = set(policy.company.admins)
        for team in policy.teams:
            named |= {*team.managers, *team.members, *team.rotation}
        groups = await self._groups(policy, {name for name in named if name.startswith("@")})
        named |= set(await self._store.read(people.concerned))
        people_named = {name for name in named if not name.startswith("@")}.union(*groups.values())
        asked = await self._store.read(people.stale_first, people_named, self._clock.now() - LATELY)
        for user in asked[:MOST_ASKED]:
            await self._ask(user, timedelta())

    async def _groups(self, policy: Policy, handles: set[str]) -> dict[str, list[str]]:
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
        if missing := sorted(handles - ids.keys()):
            await self._store.write(people.groups_are_gone, policy, missing, self._clock.now())
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
    ends = int(profile.get("status_expiration") or 0)
    word = Word(
        gone=bool(user.get("deleted")),
        status=str(profile.get("status_emoji") or ""),
        status_until=datetime.fromtimestamp(ends, UTC) if ends else None,
    )
    email = str(profile.get("email") or "") or None
    return Known(str(user["id"]), str(name), user.get("tz"), stranger, clock.now(), word, email)
