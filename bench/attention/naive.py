"""The naive bot, beside which ours is measured: it posts every answer, and reminds every hour."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bench.attention.answers import Given
from bench.attention.lives import Life, Ping
from bench.attention.people import WORKERS, Act, Habits, Task, Worker, next_step
from playbooks.clocks import Duty, due_at
from playbooks.customers import Touch
from playbooks.duties import calendar_of
from playbooks.facts import Facts
from playbooks.policy import USUAL_LIMITS, Policy
from playbooks.responses import Band
from playbooks.routing import Opened, opens_case

HOUR = timedelta(hours=1)
NEXT = {Act.CLAIM: "claimed", Act.REPLY: "contacted", Act.CLOSE: "closed"}
DUTY = {"open": Duty.CLAIM, "claimed": Duty.CONTACT, "contacted": Duty.CLOSE}


@dataclass
class Naive:
    """`mild`: it reminds only of what is overdue, and only who works at that moment. `attention` is how many pings a
    person takes in on one day, while they work; None: all that ever come."""

    policy: Policy
    habits: Habits
    mild: bool
    attention: int | None = None
    tasks: dict[int, Task] = field(default_factory=dict)
    lives: dict[int, Life] = field(default_factory=dict)
    pings: list[Ping] = field(default_factory=list)
    open_of: dict[int, int] = field(default_factory=dict)
    read: Counter[tuple[str, date]] = field(default_factory=Counter)

    def run(self, given: Sequence[Given], start: datetime, end: datetime) -> None:
        """Lives through the time in steps, as the real world does."""
        place, now = 0, start
        while now < end:
            now = next_step(now)
            while place < len(given) and given[place].at <= now:
                self._hear(place + 1, given[place], now)
                place += 1
            pinged = self._remind(now) if now.minute == 0 else Counter[str]()
            for worker in WORKERS:
                if not worker.works_at(now):
                    continue
                mine = [task for task in self.tasks.values() if self._team(task) == worker.team]
                for act, task in list(self.habits.plan(worker, mine, now, pinged[worker.id])):
                    self._do(worker, act, task, now)

    def _team(self, task: Task) -> str:
        return self.lives[task.id].team

    def _hear(self, number: int, given: Given, now: datetime) -> None:
        touch = Touch.HIGH if given.high else Touch.LOW
        opened = opens_case(self.policy, Facts(band=band(given.score), touch=touch, comment=given.comment))
        if given.customer in self.open_of or not isinstance(opened, Opened):
            return
        self.open_of[given.customer] = number
        glad = opened.kind.value == "thanks"
        self.tasks[number] = Task(number, "open", now, glad, given.high)
        self.lives[number] = Life(number, touch, opened.team, now, glad)
        self.lives[number].turn(Duty.CLAIM, now)

    def _remind(self, now: datetime) -> Counter[str]:
        pinged: Counter[str] = Counter()
        for task in self.tasks.values():
            for worker in self._told(task, now):
                self.pings.append(Ping(worker.id, now))
                self.lives[task.id].reminded.append((now, worker.id))
                if not self._takes_in(worker, now):
                    continue
                pinged[worker.id] += 1
                task.asked += 1 if task.owner else 0
                task.urged = task.owner is None
        return pinged

    def _takes_in(self, worker: Worker, now: datetime) -> bool:
        """Whether this ping is read. Each day begins with all the attention again; a night costs none of it."""
        if self.attention is None:
            return True
        if not worker.works_at(now) or worker.is_away(now):
            return False
        self.read[worker.id, now.date()] += 1
        return self.read[worker.id, now.date()] <= self.attention

    def _told(self, task: Task, now: datetime) -> Iterator[Worker]:
        life = self.lives[task.id]
        if self.mild:
            calendar = calendar_of(self.policy.team(life.team), self.policy.company)
            if due_at(task.since, getattr(USUAL_LIMITS[life.touch], DUTY[task.state].value), calendar) > now:
                return
        for worker in WORKERS:
            theirs = worker.id == task.owner if task.owner else worker.team == life.team
            if theirs and (worker.works_at(now) or not self.mild):
                yield worker

    def _do(self, worker: Worker, act: Act, task: Task, now: datetime) -> None:
        if task.id not in self.tasks or task.owner not in (None, worker.id):
            return
        life = self.lives[task.id]
        life.hands += [] if task.owner else [(now, worker.id)]
        task.owner, task.state, task.since, task.asked, task.urged = worker.id, NEXT[act], now, 0, False
        if act is Act.REPLY:
            life.contacted = life.contacted or now
        life.turn(DUTY.get(task.state), now)
        if act is Act.CLOSE:
            del self.tasks[task.id]
            self.open_of = {customer: number for customer, number in self.open_of.items() if number != task.id}


def band(score: int) -> Band:
    """The band of an NPS score."""
    if score <= 6:
        return Band.DETRACTOR
    return Band.PROMOTER if score >= 9 else Band.PASSIVE
