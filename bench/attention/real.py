"""The real world: the whole bot and the practice workspace, a clock that stands between two moves, and people."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bench.attention.alone import Alone
from bench.attention.answers import Given
from bench.attention.people import ACCOUNTS, WORKERS, Act, Habits, Task, Worker, next_step
from bench.attention.reading import open_tasks
from bench.attention.seen import Eyes
from bench.attention.together import MAILS, Together, in_storm
from bot.house import House
from playbooks.policy import Pace, Policy
from practice.providers.answer import Answer
from practice.server import PracticeServer
from practice.sources import SOURCES
from practice.surveys import Survey, post
from practice.workspace import Workspace
from storage import waiting

TOKEN = "the-token-of-the-attention-bench"
FAST = Pace(per_second=1000.0, burst=1000)
SLACKS_OWN = Pace(per_second=20.0, storm_after=timedelta(seconds=1.5))
"""Slack's own pace, twenty times as fast: as many cards are too many as with the usual one, and nobody waits for it."""
SUDDEN = 60  # answers in one step from which Slack's own pace is kept, so that a storm is one
PATIENCE = 60_000
"""Looks, and not seconds: a machine that does something else in between has not been slow."""
Json = dict[str, Any]


@dataclass
class Real:
    policy: Policy
    habits: Habits
    server: PracticeServer
    house: House
    url: str
    http: aiohttp.ClientSession
    on_leave: set[str] = field(default_factory=set)
    heard_of: int = 0
    stopped: bool = False
    eyes: Eyes = field(init=False)
    unanswerable: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.eyes = Eyes(self.server.workspace)

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def now(self) -> datetime:
        return self.house.clock.now()

    def stop(self) -> None:
        """Ends a run after the step that is being lived."""
        self.stopped = True

    async def run(self, given: Sequence[Given], end: datetime) -> None:
        """Step by step: answers come in, the bot looks at what is due, and people look at Slack. `given` are those of
        the whole month; called again, it goes on where it was."""
        while self.now() < end and not self.stopped:
            self._forward(next_step(self.now()) - self.now())
            await self._begin_the_hour()
            news = []
            while self.heard_of < len(given) and given[self.heard_of].at <= self.now():
                self.heard_of += 1
                news.append((self.heard_of, given[self.heard_of - 1]))
            self._pace(SLACKS_OWN if len(news) >= SUDDEN else FAST)
            await asyncio.gather(*(self._answer(number, one) for number, one in news))
            await self.quiet()
            await self.house.work.schedule.tick()
            await self.quiet()
            await self._work(self.eyes.look())

    async def _begin_the_hour(self) -> None:
        """Who goes on leave says so in their Slack status, until the day they are back. The bot looks up its people
        once a day; between two looks Slack tells it of a new status."""
        for worker in WORKERS:
            if worker.is_away(self.now()) and worker.id not in self.on_leave:
                self.on_leave.add(worker.id)
                back = worker.leave_ends()
                assert back is not None
                status = {"status_emoji": ":palm_tree:", "status_expiration": int(back.timestamp())}
                await self._post("whereabouts", worker, **status)
        if self.now().hour == 0 and self.now().minute == 0:
            await self.house.work.desk.refresh_people()
            self.workspace.calls.clear()  # a log for those who watch; a month of it is hundreds of megabytes

    def _forward(self, by: timedelta) -> None:
        self.workspace.clock.forward(by.total_seconds())
        self.house.clock.forward(by)

    def _pace(self, pace: Pace) -> None:
        if self.house.policy.delivery != pace:
            self.house.policy = self.policy.model_copy(update={"delivery": pace})
            self.house.work.delivery.forget_pace()

    async def _answer(self, number: int, one: Given) -> None:
        who = f"customer{one.customer}"
        response = Answer(
            response=str(10**9 + number),
            event=f"{number:064x}",
            score=one.score,
            comment=one.comment,
            email=f"{who}@example.com",
            name=f"Customer {one.customer}",
            account="",
            language="en",
            asked=self.now(),
            answered=self.now(),
            stage="complete",
        )
        survey = Survey(SOURCES["nps-email"], one.score)
        delivery = survey.deliver(response)
        for _try in range(5):  # as providers do
            answer = await post(self.http, self.url, delivery, self.now())
            if answer["status"] in (200, 202):
                return
        raise AssertionError(answer)

    async def tell_of_important(self, given: Sequence[Given]) -> None:
        """The company's own system names the high-touch customers and who looks after each."""
        owners = [one.id for one in WORKERS if one.team == ACCOUNTS]
        high = sorted({one.customer for one in given if one.high})
        for first in range(0, len(high), 200):
            facts = [
                {"email": f"customer{n}@example.com", "touch": "high", "owner": owners[n % len(owners)]}
                for n in high[first : first + 200]
            ]
            head = {"Authorization": f"Bearer {TOKEN}"}
            async with self.http.put(f"{self.url}/customers", json=facts, headers=head) as answer:
                assert answer.status == 200, await answer.text()

    async def quiet(self) -> None:
        """Until Slack shows everything that is due now."""
        self.house.work.delivery.wake()
        for _look in range(PATIENCE):
            if all(due > self.now() for due in (await self.house.store.glance(waiting.first)).values()):
                return
            await asyncio.sleep(0.002)
        raise TimeoutError("Slack does not show what it should")

    async def _work(self, pinged: Counter[str]) -> None:
        if not any(worker.works_at(self.now()) for worker in WORKERS):
            return
        tasks = await self.house.store.read(open_tasks)
        plans, together = [], []
        for worker in WORKERS:
            mine = [self._seen(task, worker) for team, task in tasks if team == worker.team]
            storm = [task for task in in_storm(mine, self.eyes.cards) if task.id not in self.unanswerable]
            if self.habits.answers_together(worker, len(storm), self.now()):
                together.append((worker, storm))
                for task in storm[:MAILS]:
                    task.owner = worker.id
                continue
            plan = list(self.habits.plan(worker, mine, self.now(), pinged[worker.id]))
            for _act, task in plan:
                task.owner = worker.id  # the others see it before they choose
            plans.append((worker, plan))
        if any(plan for _worker, plan in plans):
            await asyncio.gather(*(self._carry_out(worker, plan) for worker, plan in plans))
            await self.quiet()
        if together:
            many = Together(self.workspace, self.house, self._post)
            for worker, storm in together:
                if not await many.answer(worker):  # all who are left must be answered one by one
                    self.unanswerable |= {task.id for task in storm}
                await many.sent(self._forward)
            await self.quiet()

    async def _carry_out(self, worker: Worker, plan: list[tuple[Act, Task]]) -> None:
        alone = Alone(self.workspace, self._post, self.eyes)
        for act, task in plan:
            await alone.do(worker, act, task)

    def _seen(self, task: Task, worker: Worker) -> Task:
        task.asked = self.eyes.asked[task.id, worker.id]
        task.urged = task.id in self.eyes.urged
        return task

    async def _post(self, route: str, worker: Worker, **told: object) -> Json:
        async with self.http.post(f"{self.server.url}practice/{route}", json={"as": worker.id, **told}) as answer:
            said: Json = await answer.json()
            return said
