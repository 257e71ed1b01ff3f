"""What the attention bench counts with: a bench that flatters us is worse than none."""

from datetime import timedelta

from bench.attention.answers import COUNT, IN_A_STORM, START, STORM_LASTS, STORMS, answers
from bench.attention.lives import Life, Ping, figures
from bench.attention.month import policy
from bench.attention.naive import Naive
from bench.attention.people import SUPPORT, WORKERS, Act, Habits, next_step, utc
from bench.attention.why import Why, why
from playbooks.clocks import Duty
from playbooks.customers import Touch

RULES = policy()
MONDAY, DAY = utc(2026, 3, 2, 8), timedelta(days=1)
SPAN = (START, START + 30 * DAY)


def test_a_month_is_the_same_for_the_same_seed_and_has_two_storms() -> None:
    month = answers(7)
    assert month == answers(7) != answers(8)
    assert len(month) == COUNT
    for storm in STORMS:
        came = [one for one in month if START + storm <= one.at <= START + storm + STORM_LASTS]
        assert len(came) >= IN_A_STORM


def test_nobody_works_at_night_at_lunch_or_at_weekends() -> None:
    jonas = next(worker for worker in WORKERS if worker.id == "U0JONAS")
    at = {hour: jonas.works_at(utc(2026, 3, 2, hour)) for hour in (6, 7, 11, 12, 15, 16)}
    assert at == {6: False, 7: True, 11: False, 12: True, 15: True, 16: False}
    assert not jonas.works_at(utc(2026, 3, 7, 9))
    assert next_step(utc(2026, 3, 7, 9)) == utc(2026, 3, 7, 10)


def test_what_was_due_and_met_with_silence_is_counted_as_forgotten() -> None:
    silent = Life(1, Touch.LOW, SUPPORT, MONDAY)
    silent.turn(Duty.CLAIM, MONDAY)
    told = Life(1, Touch.LOW, SUPPORT, MONDAY)
    told.turn(Duty.CLAIM, MONDAY)
    told.reminded.append((MONDAY + DAY, "U0JONAS"))
    quick = Life(1, Touch.LOW, SUPPORT, MONDAY)
    quick.turn(Duty.CLAIM, MONDAY)
    quick.turn(None, MONDAY + timedelta(hours=1))
    found = figures("a world", [silent, told, quick], [], RULES, SPAN)
    assert (found.overdue, found.forgotten) == (2, 1)


def test_a_ping_at_night_or_on_leave_is_counted_against_us() -> None:
    night, leave = Ping("U0JONAS", utc(2026, 3, 2, 22)), Ping("U0NORA", utc(2026, 3, 10, 9))
    found = figures("a world", [], [night, leave, Ping("U0JONAS", MONDAY)], RULES, SPAN)
    assert (found.pings, found.outside, found.on_leave) == (3, 1, 1)
    assert found.most == 2
    assert found.median == 0


def test_the_naive_bot_reminds_every_hour_and_the_mild_one_of_what_is_overdue() -> None:
    given = [one for one in answers(1) if one.at < START + DAY]
    pings = []
    for mild in (False, True):
        bot = Naive(RULES, Habits(1), mild)
        bot.run(given, START, START + 2 * DAY)
        pings.append(len(bot.pings))
        assert all(ping.at.minute == 0 for ping in bot.pings)
    assert pings[0] > 10 * pings[1]


def test_who_mutes_is_told_as_often_and_takes_in_less() -> None:
    given = [one for one in answers(1) if one.at < START + DAY][:60]
    asked = []
    for attention in (None, 1):
        bot = Naive(RULES, Habits(1), mild=False, attention=attention)
        bot.run(given, START, START + DAY)
        assert len(bot.pings) > 100
        asked.append(sum(task.asked + task.urged for task in bot.tasks.values()))
    assert asked[1] < asked[0]


def test_why_a_clock_ran_out_is_told_by_what_the_people_are_like() -> None:
    habits, per = Habits(1), next(worker for worker in WORKERS if worker.id == "U0PER")
    forgets = next(n for n in range(100) if habits.chance(per.id, n, Act.REPLY, "remembers") > per.diligence)
    remembers = next(n for n in range(100) if habits.chance(per.id, n, Act.REPLY, "remembers") < per.diligence)

    def held_by(who: str, case: int, *reminded: tuple[timedelta, str]) -> Why:
        life = Life(case, Touch.LOW, SUPPORT, MONDAY, hands=[(MONDAY, who)])
        life.reminded = [(MONDAY + after, to) for after, to in reminded]
        return why(life, (Duty.CONTACT, MONDAY, None), RULES, habits)

    soon, late = timedelta(hours=4), timedelta(days=1, hours=23, minutes=30)
    assert held_by(per.id, remembers) is Why.BUSY
    assert held_by(per.id, forgets) is Why.UNTOLD
    assert held_by(per.id, forgets, (soon, "U0JONAS"), (5 * DAY, per.id)) is Why.UNTOLD
    assert held_by(per.id, forgets, (soon, per.id)) is Why.UNHEEDED
    assert held_by(per.id, forgets, (late, per.id)) is Why.NO_HOURS
    on_leave = Life(1, Touch.LOW, SUPPORT, MONDAY + 7 * DAY, hands=[(MONDAY + 7 * DAY, "U0NORA")])
    assert why(on_leave, (Duty.CONTACT, MONDAY + 7 * DAY, None), RULES, habits) is Why.ABSENT
    stormy = Life(1, Touch.LOW, SUPPORT, START + STORMS[0])
    assert why(stormy, (Duty.CLAIM, stormy.opened, None), RULES, habits) is Why.STORM
    kept = Life(1, Touch.HIGH, SUPPORT, MONDAY, kept=[(MONDAY, MONDAY + timedelta(hours=1))])
    assert why(kept, (Duty.CLAIM, MONDAY, None), RULES, habits) is Why.KEPT
