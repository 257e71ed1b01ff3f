"""The workspace over its `/practice` routes: acting, waiting, the log, faults, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self, TypeVar

import aiohttp

from tests.workspace.channels import Channel
from tests.workspace.people import Person
from tests.workspace.pressing import Refused

Json = dict[str, Any]
T = TypeVar("T")
PATIENCE = 60.0


class Slack:
    """The workspace at `url`. `patience` is how many seconds an expectation waits."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self.url = url
        self.patience = patience
        self.names: dict[str, str] = {}
        self._people: list[Json] = []
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.url, connector=aiohttp.TCPConnector(limit=0))
        state = await self.get("state")
        self._people = state["users"]
        self.names = {user["id"]: user["real_name"] for user in state["users"]}
        self.names |= {group["id"]: group["handle"] for group in state["groups"]}
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._session is not None, "use `async with Slack(url) as slack`"
        return self._session

    async def get(self, route: str, **query: object) -> Json:
        asked = {name: str(value) for name, value in query.items()}
        async with self.session.get(f"/practice/{route}", params=asked) as answer:
            body: Json = await answer.json()
            return body

    async def post(self, route: str, **told: object) -> Json:
        async with self.session.post(f"/practice/{route}", json=told) as answer:
            body: Json = await answer.json()
            if answer.status >= 400:
                raise Refused(f"{route}: {body.get('message') or body}")
            return body

    def person(self, name: str) -> Person:
        """By first name, handle or id."""
        for user in self._people:
            if name in (user["id"], user["name"], user["real_name"], user["real_name"].partition(" ")[0]):
                return Person(self, user)
        raise AssertionError(f"nobody here is called {name!r}; there are {sorted(self.names.values())}")

    def channel(self, name: str, seen_by: Person | None = None) -> Channel:
        """By `#name` or id, as this person sees it (Adam, the admin, who is in all of the channels, by default)."""
        return Channel(self, name, seen_by or self.person("U0ADMIN"))

    async def wait(self, person: Person, look: Callable[[Json], T | None], failed: Callable[[Json], str]) -> T:
        """Looks at what this person sees until `look` finds something. `failed` words the failure."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        state = await person.state()
        while (found := look(state)) is None:
            left = until - loop.time()
            if left <= 0:
                raise AssertionError(failed(state))
            state = await self.get("state", **{"as": person.id, "after": state["revision"], "wait": left})
        return found

    async def calls(self, method: str | None = None) -> list[Json]:
        """The bot's Web API calls so far: `{method, arguments, ok, error?, answer?, time}`."""
        log = await self.get("log")
        return [call for call in log["calls"] if method in (None, call["method"])]

    async def deliveries(self) -> list[Json]:
        """What was sent to the bot: `{kind, type, retry, failure}`; `failure` None means acknowledged."""
        log = await self.get("log")
        return list(log["deliveries"])

    async def rate_limited(self) -> int:
        """How many calls met a 429."""
        log = await self.get("log")
        return int(log["rate_limited"])

    async def expect_calls(self, method: str, count: int = 1) -> list[Json]:
        """Waits until the bot has called this method at least `count` times."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        log = await self.get("log")
        while len(found := [call for call in log["calls"] if call["method"] == method]) < count:
            left = until - loop.time()
            if left <= 0:
                raise AssertionError(f"{method} was called {len(found)} times, not {count}: {_methods(log)}")
            log = await self.get("log", after=log["length"], wait=left)
        return found

    async def quiet(self, seconds: float = 0.2) -> None:
        """Returns when the bot has called nothing, and was sent nothing, for this long."""
        log = await self.get("log")
        while (later := await self.get("log", after=log["length"], wait=seconds))["length"] > log["length"]:
            log = later

    async def fault(self, kind: str, **rule: object) -> None:
        """Tells Slack to misbehave: see practice/faults.py."""
        await self.post("faults", kind=kind, **rule)

    async def behave(self) -> None:
        async with self.session.delete("/practice/faults"):
            pass

    async def forward(self, *, minutes: float = 0, hours: float = 0, to: str | None = None) -> float:
        """Moves the workspace's clock (and the bot's demo clock, if there is one). Returns the seconds skipped."""
        told = {"to": to} if to else {"minutes": minutes, "hours": hours}
        return float((await self.post("forward", **told))["seconds"])


def _methods(log: Json) -> list[str]:
    return [call["method"] for call in log["calls"]]
