"""A run: one plan, carried out from the first survey to the ending. `python -m tests.chaos` does many of them."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
import traceback
from pathlib import Path

import aiohttp

from practice.config import Config
from practice.pace import PaceRules
from practice.server import running
from tests.chaos.deeds import Deeds
from tests.chaos.ending import waiting, wrongs
from tests.chaos.ground import IMPATIENT, QUICK, STORMY, ground
from tests.chaos.logs import log_wrongs
from tests.chaos.plan import Kind, Plan, Round
from tests.chaos.traffic import Letter, Writer, send
from tests.workspace import Slack

CATCH_UP = 90.0
STANDSTILL = 1.0
"""No look takes longer. Where one did, the whole machine stood still, and the bot with it: that is no time it had."""
SLACKS_OWN = PaceRules(per_second=1000, burst=1000, posts_per_minute=10_000, generosity=100)


class Wrong(AssertionError):
    """A seed that failed: the plan in words, what is wrong, the log, and how to run it again."""

    def __init__(self, plan: Plan, problems: list[str], lines: list[str]) -> None:
        said = "".join(line for line in lines[-60:])
        found = "\n".join(f"- {problem}" for problem in problems)
        again = f"make chaos SEED={plan.seed} KIND={plan.database}"
        super().__init__(f"{plan.words}\n{found}\nThe log ends with:\n{said}\nAgain: {again}")


async def carry_out(plan: Plan) -> None:
    """Raises Wrong with everything that is not as it must be."""
    config = Config(pace=SLACKS_OWN, ack_timeout=3.0)
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        async with (
            ground(Path(folder) / "disk", plan.database, _rules(plan)) as place,
            running(config) as server,
            Slack(server.url, patience=2.0) as slack,
        ):
            deeds = Deeds(place, server, slack, plan.transport, random.Random(plan.seed))
            try:
                problems = await _live(plan, deeds)
            except Exception:  # whatever it is, the plan and the seed are to be shown with it
                problems = [traceback.format_exc()]
            finally:
                await _bury(deeds)
            if problems:
                raise Wrong(plan, problems, [line for life in deeds.lives for line in life.lines])


def _rules(plan: Plan) -> str:
    """The configuration in which what is planned can happen."""
    pace = STORMY if Kind.STORM in plan.kinds else QUICK
    return pace + (IMPATIENT if Kind.REMIND in plan.kinds else "")


async def _live(plan: Plan, deeds: Deeds) -> list[str]:
    writer = Writer(random.Random(plan.seed + 1))
    await deeds.start()
    for one in plan.rounds:
        await _round(one, writer.burst(one.deliveries), deeds)
    await deeds.slack.behave()
    await _send_again(deeds)
    problems = await _catch_up(deeds)
    await deeds.end()
    while waiting(deeds.ground) and not problems:  # a tick found something to say in the last moment
        await deeds.start()
        problems = await _catch_up(deeds)
        await deeds.end()
    problems += [f"{how}: exit code {code}" for how, code in deeds.codes if code]
    problems += wrongs(deeds.ground, deeds.server, deeds.ledger)
    lines = [line for life in deeds.lives for line in life.lines]
    return problems + log_wrongs(lines, deeds.server, deeds.ledger, deeds.ends)


async def _round(one: Round, letters: list[Letter], deeds: Deeds) -> None:
    """The burst and the deeds run side by side; each deed waits for its number of answers."""
    before = len(deeds.ledger.answers)
    queue = iter(letters)

    async def customer(session: aiohttp.ClientSession) -> None:
        for letter in queue:
            await send(session, deeds.bot.url, letter, deeds.ledger)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session, asyncio.TaskGroup() as group:
        for _ in range(one.at_once):
            group.create_task(customer(session))
        for step in one.steps:
            await deeds.ledger.reaches(before + step.after)
            await deeds.do(step)


async def _send_again(deeds: Deeds) -> None:
    """What got no answer, or was told to come back, comes again, as survey tools do."""
    async with asyncio.timeout(CATCH_UP), aiohttp.ClientSession() as session:
        while unsettled := deeds.ledger.open:
            for letter in unsettled:
                await send(session, deeds.bot.url, letter, deeds.ledger)


async def _catch_up(deeds: Deeds) -> list[str]:
    """Waits until nothing waits; then the bot must find itself well."""
    waited, began = 0.0, time.monotonic()
    while waiting(deeds.ground):
        if waited > CATCH_UP:
            return [f"{waiting(deeds.ground)} messages still wait after {CATCH_UP:.0f} s"]
        await deeds.server.workspace.next_note(0.2)
        now = time.monotonic()
        waited, began = waited + min(now - began, STANDSTILL), now
    async with aiohttp.ClientSession() as session, session.get(f"{deeds.bot.url}/readyz") as reply:
        return [] if reply.status == 200 else [f"/readyz: {reply.status} {await reply.text()}"]


async def _bury(deeds: Deeds) -> None:
    for life in deeds.lives:
        if life.process.returncode is None:
            await life.kill()
