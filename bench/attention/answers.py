"""What customers answer in a month: when, how happy they are, and who they are. From a seed."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.attention.people import utc

START = utc(2026, 3, 2, 0)
DAYS = 30
COUNT, IN_A_STORM = 5000, 250
STORMS = (timedelta(days=8, hours=9, minutes=15), timedelta(days=22, hours=13))
STORM_LASTS = timedelta(minutes=10)
HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 13, 11, 13, 13, 12, 10, 8, 7, 6, 6, 5, 3, 2)  # by UTC hour
WEEKDAYS = (12, 12, 11, 11, 9, 4, 4)
CUSTOMERS, HIGH = 4000, 0.1
WORDS = {
    "bad": ("Nobody answers my mails", "The export loses rows", "Too slow for us", "I was billed twice", ""),
    "so": ("It does what it should", "", ""),
    "good": ("Great people", "It saves us hours", "", ""),
    "storm": ("I cannot log in since this morning", "Login is down again", "We cannot sign in, please hurry"),
}


@dataclass(frozen=True)
class Given:
    """One answer to an NPS survey. `owner` is who looks after a high-touch customer, by place among those who do."""

    at: datetime
    score: int
    comment: str
    customer: int

    @property
    def high(self) -> bool:
        return random.Random(self.customer).random() < HIGH


def answers(seed: int, count: int = COUNT, days: int = DAYS) -> list[Given]:
    """All answers in the order in which they come."""
    chance = random.Random(seed)
    storms = [storm for storm in STORMS if storm < timedelta(days=days)]
    in_storms = min(IN_A_STORM, count // 10)
    ordinary = [_ordinary(chance, days) for _ in range(count - in_storms * len(storms))]
    sudden = [_sudden(chance, START + storm) for storm in storms for _ in range(in_storms)]
    return sorted([*ordinary, *sudden], key=lambda given: (given.at, given.customer))


def _ordinary(chance: random.Random, days: int) -> Given:
    weights = [WEEKDAYS[(START + timedelta(days=day)).weekday()] for day in range(days)]
    (day,), (hour,) = chance.choices(range(days), weights), chance.choices(range(24), HOURS)
    at = START + timedelta(days=day, hours=hour, seconds=chance.randrange(3600))
    mood = chance.choices(("bad", "so", "good"), (20, 32, 48))[0]
    score = {"bad": (0, 6), "so": (7, 8), "good": (9, 10)}[mood]
    return Given(at, chance.randint(*score), chance.choice(WORDS[mood]), chance.randrange(CUSTOMERS))


def _sudden(chance: random.Random, begins: datetime) -> Given:
    at = begins + STORM_LASTS * chance.random()
    return Given(at, chance.randint(0, 6), chance.choice(WORDS["storm"]), chance.randrange(CUSTOMERS))
