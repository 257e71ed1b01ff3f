"""Deeds: does each step of a plan to a running bot, for real."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

from practice.server import PracticeServer
from tests.chaos.ground import FileGround, Ground, ServerGround
from tests.chaos.plan import AT_SLACK, Kind, Step
from tests.chaos.traffic import Ledger, Letter, send
from tests.crashes.program import Program, launch, start
from tests.workspace import Slack

SLACK_TIMEOUT = 1
LATE = SLACK_TIMEOUT + 0.4
CHANNELS = ("#customer-feedback", "#key-accounts")
PEOPLE = ("Ana", "Jonas", "Leila", "Mira")
PATIENCE = 60.0
TICK = 25.0
"""A little longer than the schedule waits between two looks."""
CROWD = 25


class Deeds:
    """One bot with its lives, one practice Slack, one folder."""

    def __init__(
        self, ground: Ground, server: PracticeServer, slack: Slack, transport: str, dice: random.Random
    ) -> None:
        self.ground = ground
        self.server = server
        self.slack = slack
        self.ledger = Ledger()
        self.lives: list[Program] = []
        self.codes: list[tuple[str, int]] = []
        self.ends: list[float] = []
        self._dice = dice
        self._stories = 0
        self._socket = transport == "socket"
        self._environ = {"SLACK_TIMEOUT": str(SLACK_TIMEOUT)}
        if self._socket:
            self._environ["SLACK_APP_TOKEN"] = server.config.app_token
        self._deeds: dict[Kind, Callable[[Step], Awaitable[None]]] = {
            Kind.CLICK: self._click,
            Kind.STORM: self._storm,
            Kind.REMIND: self._remind,
            Kind.CLOCK: self._set_clock_back,
            Kind.SOCKET: self._break_socket,
            Kind.REPLAY: self._replay,
            Kind.LOCKED: self._lock,
            Kind.FULL: self._fill,
            Kind.READ_ONLY: self._read_only,
            Kind.SECOND: self._second,
            Kind.CUT: self._cut,
            Kind.DEMOTED: self._demote,
            Kind.CRASH: self._crash,
            Kind.STOP: self._stop,
            Kind.KILL: self._kill,
            **dict.fromkeys(AT_SLACK, self._fault),
        }

    @property
    def bot(self) -> Program:
        return self.lives[-1]

    @property
    def file(self) -> FileGround:
        assert isinstance(self.ground, FileGround), "the bot works on no file"
        return self.ground

    @property
    def service(self) -> ServerGround:
        assert isinstance(self.ground, ServerGround), "the bot works on no server"
        return self.ground

    async def do(self, step: Step) -> None:
        await self._deeds[step.kind](step)

    async def start(self) -> None:
        self.server.config.bot_url = None
        self.lives.append(await start(self.ground.folder, self.ground.database, self.server, **self._environ))
        if self._socket:
            self.server.config.bot_url = None  # without a WebSocket there is no way to the bot
            async with asyncio.timeout(PATIENCE):
                await self.server.deliveries.sockets.connected.wait()

    async def end(self) -> None:
        """Stops the bot, as a person would."""
        self.ends.append(self.server.workspace.clock.now())
        self.codes.append(("SIGTERM", await self.bot.end()))

    async def _fault(self, step: Step) -> None:
        rule = {"times": step.times, "seconds": LATE} | ({"method": step.method} if step.method else {})
        await self.slack.fault(AT_SLACK[step.kind], **rule)

    async def _click(self, step: Step) -> None:
        """Somebody claims cards, or says that they are none. What they cannot do, they leave."""
        for _ in range(step.times):
            cards = await self.slack.channel(self._dice.choice(CHANNELS)).cards()
            if not cards:
                continue
            card, person = self._dice.choice(cards), self.slack.person(self._dice.choice(PEOPLE))
            label = self._dice.choice(("Claim", "Claim", "Not a case"))
            with suppress(AssertionError):
                await card.click(label, by=person)
                if label == "Not a case":
                    modal = await person.modal(label)
                    await modal.fill("Why is this not a case?", "A test").submit()

    async def _storm(self, step: Step) -> None:
        """Nobody may claim a set that Slack does not show yet, so whoever wants to waits a little for its card."""
        crowd = [_one_of_many(self._stories + number) for number in range(step.times * CROWD)]
        self._stories += len(crowd)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await asyncio.gather(*(send(session, self.bot.url, letter, self.ledger) for letter in crowd))
        with suppress(AssertionError):
            card = await self.slack.channel("#customer-feedback").expect_card("Claim all that wait")
            await card.click("Claim all that wait", by=self.slack.person(self._dice.choice(PEOPLE)))

    async def _remind(self, _step: Step) -> None:
        """Until a tick of the schedule has found somebody to remind, if there is anybody."""
        with suppress(TimeoutError):
            async with asyncio.timeout(TICK):
                while not self.ground.database.ask("SELECT count(*) FROM nag_messages WHERE ts IS NOT NULL")[0]:
                    await self.server.workspace.next_note(0.5)

    async def _set_clock_back(self, _step: Step) -> None:
        await self.end()
        await asyncio.to_thread(self.ground.set_clock_back)
        await self.start()

    async def _break_socket(self, _step: Step) -> None:
        await self.slack.fault("drop_socket", abrupt=self._dice.random() < 0.5)
        async with asyncio.timeout(PATIENCE):
            await self.server.deliveries.sockets.connected.wait()

    async def _replay(self, step: Step) -> None:
        await self.slack.fault("replay_events", times=step.times)

    async def _lock(self, step: Step) -> None:
        await self.ground.lock(step.seconds)

    async def _fill(self, _step: Step) -> None:
        """Full until somebody has been refused because of it."""
        process = self.bot.process.pid
        self.file.fill(process)
        try:
            await self._somebody_is_refused()
        finally:
            self.file.clear(process)

    async def _cut(self, _step: Step) -> None:
        self.service.cut()

    async def _demote(self, step: Step) -> None:
        self.service.may_be_written(yes=False)
        try:
            await self._somebody_is_refused()
            await asyncio.sleep(step.seconds)
        finally:
            self.service.may_be_written(yes=True)

    async def _crash(self, step: Step) -> None:
        await self.service.crash()
        try:
            await self._somebody_is_refused()
            await asyncio.sleep(step.seconds)
        finally:
            await self.service.start()

    async def _somebody_is_refused(self) -> None:
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while await send(session, self.bot.url, _long(self._stories), self.ledger) != 503:
                self._stories += 1

    async def _kill(self, _step: Step) -> None:
        self.ends.append(self.server.workspace.clock.now())
        await self.bot.kill()
        await self._slack_has_finished()
        await self.start()

    async def _stop(self, _step: Step) -> None:
        await self.end()
        await self.start()

    async def _read_only(self, _step: Step) -> None:
        self.ends.append(self.server.workspace.clock.now())
        await self.bot.kill()
        await self._slack_has_finished()
        self.file.may_be_written(yes=False)
        try:
            await self._refused("DATABASE_URL")
        finally:
            self.file.may_be_written(yes=True)
        await self.start()

    async def _second(self, _step: Step) -> None:
        await self._refused("Another Loopwell is at work")
        async with aiohttp.ClientSession() as session, session.get(f"{self.bot.url}/healthz") as reply:
            assert reply.status == 200, "the first bot does not go on"

    async def _refused(self, words: str) -> None:
        """A bot that must not start says why in a sentence, and ends with 1."""
        program = await launch(self.ground.folder, self.ground.database, self.server, **self._environ)
        code = await program.ended()
        said = "".join(program.lines)
        assert code == 1, f"exit code {code}: {said}"
        assert words in said, f"it did not say {words!r}: {said}"
        assert "Traceback" not in said, said

    async def _slack_has_finished(self) -> None:
        """What the dead bot had asked of Slack has been done. A bot that starts takes longer than Slack needs."""
        async with asyncio.timeout(PATIENCE):
            while any(_under_way(call) for call in self.server.workspace.calls):
                await self.server.workspace.next_note(1)


def _under_way(call: dict[str, object]) -> bool:
    return not (call["ok"] or "fault" in call or "error" in call)


def _one_of_many(number: int) -> Letter:
    said = b'{"id": "crowd%d", "score": 1, "email": "crowd%d@many.example", "comment": "invoice wrong"}'
    return Letter(said % (number, number))


def _long(number: int) -> Letter:
    words = f"{number} " + "a long story " * 2000
    return Letter(
        b'{"id": "long%d", "score": 2, "email": "long@many.example", "comment": "%s"}' % (number, words.encode())
    )
