"""The twelve who work here: their zones, hours, lunches, leave and diligence; and what they do with a quarter hour."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

STEP, AT_NIGHT = timedelta(minutes=15), timedelta(hours=1)
READING = 0.5  # minutes that one ping costs
MOST_AT_ONCE = 6  # cases that one person has claimed and not yet answered
MORNING, NOON = (time(8), time(12)), (time(13), time(17))
FRIDAY = (time(8), time(15))
SUPPORT, ACCOUNTS = "support", "key-accounts"
CHANNELS = {SUPPORT: "#customer-feedback", ACCOUNTS: "#key-accounts"}


class Act(StrEnum):
    CLAIM = "case_claim"
    REPLY = "case_reply"
    CLOSE = "case_close"


MANY = 10  # customers that wait on a storm card, from which on somebody answers them together
MINUTES = {Act.CLAIM: 1.0, Act.REPLY: 6.0, Act.CLOSE: 2.0}


@dataclass(frozen=True)
class Worker:
    """`diligence` is the share of their work that they remember without a reminder, and how closely they look at the
    channel; `leave` are days on which they are away; a manager works on no cases."""

    id: str
    name: str
    team: str
    zone: str
    diligence: float
    leave: tuple[date, date] | None = None
    manager: bool = False

    def works_at(self, now: datetime) -> bool:
        """Whether this is a moment of their working hours, on leave or not. Lunch is none."""
        local = now.astimezone(ZoneInfo(self.zone))
        if local.weekday() > 4:
            return False
        spans = (FRIDAY,) if self.team == SUPPORT and local.weekday() == 4 else (MORNING, NOON)
        return any(begins <= local.time() < ends for begins, ends in spans)

    def leave_ends(self) -> datetime | None:
        """When they work again, if they are on leave in this month."""
        if self.leave is None:
            return None
        return datetime.combine(self.leave[1] + timedelta(days=1), time(), ZoneInfo(self.zone))

    def is_away(self, now: datetime) -> bool:
        day = now.astimezone(ZoneInfo(self.zone)).date()
        return self.leave is not None and self.leave[0] <= day <= self.leave[1]


WORKERS = (
    Worker("U0ANA", "Ana Popescu", SUPPORT, "Europe/Bucharest", 0.95),
    Worker("U0JONAS", "Jonas Berg", SUPPORT, "Europe/Oslo", 0.9),
    Worker("U0NORA", "Nora Vik", SUPPORT, "Europe/Oslo", 0.8, (date(2026, 3, 9), date(2026, 3, 13))),
    Worker("U0TOMAS", "Tomas Novak", SUPPORT, "Europe/Prague", 0.75),
    Worker("U0INES", "Ines Silva", SUPPORT, "Europe/Lisbon", 0.65),
    Worker("U0PER", "Per Dahl", SUPPORT, "Europe/Oslo", 0.5),
    Worker("U0GRACE", "Grace Okafor", SUPPORT, "Europe/London", 0.85),
    Worker("U0DAN", "Dan Miller", SUPPORT, "America/New_York", 0.7, (date(2026, 3, 18), date(2026, 3, 24))),
    Worker("U0LEILA", "Leila Karimi", ACCOUNTS, "Europe/Oslo", 0.9),
    Worker("U0HUGO", "Hugo Martin", ACCOUNTS, "Europe/Paris", 0.7),
    Worker("U0SARA", "Sara Lund", ACCOUNTS, "Europe/Stockholm", 0.6, (date(2026, 3, 16), date(2026, 3, 17))),
    Worker("U0MIRA", "Mira Solberg", SUPPORT, "Europe/Oslo", 0.8, manager=True),
)


@dataclass
class Task:
    """One open case as a person sees it. `asked` is how many reminders of it have reached them since `since`, when it
    came into its state; `urged`: a list in the channel names it. `glad`: a thank-you, not a rescue. `kept_for` is the
    account manager for whom it waits first: the others leave it to them."""

    id: int
    state: str
    since: datetime
    glad: bool
    high: bool
    owner: str | None = None
    kept_for: str | None = None
    asked: int = 0
    urged: bool = False


@dataclass(frozen=True)
class Habits:
    """What people remember, forget and heed, from a seed: the same in every world. `together`: whether they use what a
    storm card offers, where there is one."""

    seed: int
    together: bool = True

    def chance(self, *what: object) -> float:
        """A number from 0 to 1 that depends on nothing but the seed and what it is about."""
        text = repr((self.seed, *what)).encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) / 2**64

    def plan(self, who: Worker, tasks: Iterable[Task], now: datetime, pings: int) -> Iterator[tuple[Act, Task]]:
        """What they do in the next quarter of an hour, of which they use two thirds for this."""
        if not who.works_at(now) or who.is_away(now) or who.manager or self.chance(who.id, now, "busy") < 0.3:
            return
        left = STEP / timedelta(minutes=1) - pings * READING
        seen = list(tasks)
        own = [task for task in seen if task.owner == who.id]
        to_do = [(Act.REPLY if task.state == "claimed" else Act.CLOSE, task) for task in own]
        ready = [(act, task) for act, task in to_do if self._does(who, act, task, now)]
        ready.sort(key=lambda one: (-one[1].asked, not one[1].high, one[1].glad, one[1].since, one[1].id))
        free = [task for task in seen if task.owner is None and task.kept_for in (None, who.id)]
        free.sort(key=lambda task: (not task.high, not task.urged, task.glad, task.since, task.id))
        held = sum(1 for task in own if task.state == "claimed")
        for act, task in [*ready, *self._takes(who, free, now, held)]:
            if (left := left - MINUTES[act]) < 0:
                return
            yield act, task

    def answers_together(self, who: Worker, waiting: int, now: datetime) -> bool:
        """Whether they spend this quarter of an hour on the customers of a storm card, and on nothing else."""
        if not self.together or waiting < MANY or who.manager or not who.works_at(now) or who.is_away(now):
            return False
        looks = self.chance(who.id, "storm", now) < who.diligence * 0.6
        return looks and self.chance(who.id, now, "busy") >= 0.3

    def _takes(self, who: Worker, free: list[Task], now: datetime, held: int) -> Iterator[tuple[Act, Task]]:
        """A rescue is claimed first and answered when there is time; a thank-you is answered at once."""
        for task in free:
            keen = 1.0 if task.urged or task.asked else who.diligence
            if self.chance(who.id, task.id, now, "looks") > keen * 0.6:
                continue
            if task.glad:
                yield Act.REPLY, task
            elif held < MOST_AT_ONCE:
                held += 1
                yield Act.CLAIM, task

    def ripens(self, act: Act, case: int, glad: bool, since: datetime) -> datetime:
        """From when it can be done. A reply takes up to three hours of thought, a close up to four days until the
        customer has answered."""
        longest = timedelta(hours=3) if act is Act.REPLY else timedelta(hours=2) if glad else timedelta(days=4)
        return since + longest * self.chance(case, act, "ripens")

    def _does(self, who: Worker, act: Act, task: Task, now: datetime) -> bool:
        if now < self.ripens(act, task.id, task.glad, task.since):
            return False
        if self.chance(who.id, task.id, act, "remembers") < who.diligence:
            return True
        heeds = 0.5 + who.diligence / 2
        return any(self.chance(who.id, task.id, act, "heeds", n) < heeds for n in range(task.asked))


def next_step(now: datetime) -> datetime:
    """A quarter of an hour later; while nobody works, the next full hour."""
    now = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    hour = now.replace(minute=0) + AT_NIGHT
    quarters = (now + STEP * n for n in range(1, 5))
    return next((at for at in quarters if at < hour and any(one.works_at(at) for one in WORKERS)), hour)


def utc(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)
