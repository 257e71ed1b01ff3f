"""The ladder of reminders: nobody is told twice, nobody is forgotten, and whoever acts has peace."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbooks.acts import claim, close, contact, hand_over, release, snooze, wake
from playbooks.cases import Absence, Case, CaseKind, CaseState, Changed, Given, Outcome, Refused, What
from playbooks.clocks import Duty
from playbooks.customers import Customer, Touch
from playbooks.daily import DAILY
from playbooks.ladder import LADDER, Rung
from playbooks.nags import Nag, Reason, Release, Said, Wait, decide, is_moot, leaders_of
from playbooks.policy import Policy

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00 in Oslo
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHANNEL = "#customer-feedback"
LEADERS = ("U0MIRA",)
TOM = Customer(id=7)
INGRID = Customer(id=7, touch=Touch.HIGH, owner="U0LEILA")


def policy(limits: dict[str, dict[str, str]] | None = None, **team: Any) -> Policy:
    return Policy.model_validate(
        {
            "company": {"name": "Acme", "timezone": "Europe/Oslo", "admins": ["U0ADMIN"]},
            "teams": [{"name": "support", "channel": CHANNEL, "managers": ["U0MIRA"]} | team],
            "limits": limits or {"low": {"claim": "4h", "contact": "4h", "close": "10d"}},
        }
    )


OSLO = policy()
SPECIAL = (Rung.OPENING, Rung.GIVEN, Rung.ABSENT)
"""Said only of cases that wait for an account manager, were given to somebody, or have an owner who is not there."""
POLICIES = [
    OSLO,
    policy(hours={"mon-thu": ["08:00-12:00", "13:00-17:00"], "fri": ["08:00-15:00"]}, holidays="NO"),
    policy(timezone="America/New_York", hours={"mon-sun": ["00:00-24:00"]}),
    policy(timezone="Australia/Lord_Howe", hours={"sat-sun": ["22:00-24:00"]}),
    policy({"low": {"claim": "1s", "contact": "7s", "close": "33s"}}),
]


def case(state: CaseState = CaseState.OPEN, **news: Any) -> Case:
    return Case(1, 7, "support", CaseKind.RESCUE, state, MONDAY, **news)


def claimed(at: datetime = MONDAY) -> Case:
    return case(CaseState.CLAIMED, owner="U0ANA", claimed_at=at)


def contacted(at: datetime = MONDAY) -> Case:
    return replace(claimed(at), state=CaseState.CONTACTED, contacted_at=at)


def asks(
    one: Case, now: datetime, said: Iterable[Said] = (), customer: Customer = TOM, by: Policy = OSLO
) -> Nag | Release | Wait:
    return decide(one, customer, LEADERS, by, frozenset(said), now)


def play(
    one: Case, until: datetime, customer: Customer = TOM, by: Policy = OSLO, start: datetime = MONDAY
) -> list[tuple[datetime, Nag | Release]]:
    """Everything that is said up to `until` when nobody does anything and every look comes on time."""
    told: list[tuple[datetime, Nag | Release]] = []
    said: set[Said] = set()
    now = start
    while now <= until:
        answer = asks(one, now, said, customer, by)
        if isinstance(answer, Wait):
            if answer.until is None:
                break
            assert answer.until > now
            now = answer.until
            continue
        told.append((now, answer))
        if isinstance(answer, Release):
            break
        assert answer.said not in said
        said.add(answer.said)
    return told


def test_an_unclaimed_case_climbs_the_ladder_in_the_channel_and_then_to_the_manager() -> None:
    until = MONDAY + 2 * DAY + 6 * HOUR
    told = [(now, answer.rung, answer.to) for now, answer in play(case(), until) if isinstance(answer, Nag)]
    assert told == [
        (MONDAY + 3 * HOUR, Rung.SOFT, (CHANNEL,)),
        (MONDAY + 4 * HOUR, Rung.MENTION, (CHANNEL,)),
        (MONDAY + 6 * HOUR, Rung.MANAGER, LEADERS),
        (MONDAY + DAY + 4 * HOUR, Rung.MENTION, (CHANNEL,)),
        (MONDAY + 2 * DAY + 4 * HOUR, Rung.MENTION, (CHANNEL,)),
        (MONDAY + 2 * DAY + 6 * HOUR, Rung.MANAGER, LEADERS),
    ]


def test_a_case_that_nobody_minds_is_in_one_list_each_working_morning_until_it_is_done() -> None:
    """A ladder that ends would let a customer vanish after a week."""
    told = [(now, answer) for now, answer in play(case(), MONDAY + 365 * DAY) if isinstance(answer, Nag)]
    daily = [(now, answer.to) for now, answer in told if answer.rung is Rung.DAILY]
    assert daily[:3] == [(MONDAY + n * DAY, (CHANNEL,)) for n in (3, 4, 7)]  # Thursday, Friday, Monday, at nine
    assert len(daily) == 259
    led = [(now, answer.to) for now, answer in told if answer.rung is Rung.DAILY_LEADERS]
    assert led == [(now, LEADERS) for now, _to in daily]
    last = told[-1][1]
    assert {is_moot(last.said, "U0MIRA", case()), is_moot(last.said, "U0MIRA", claimed())} == {False, True}


def test_an_owner_who_answered_and_let_it_lie_has_it_in_their_list_each_day_and_nobody_else_in_theirs() -> None:
    told = [answer for _now, answer in play(contacted(), MONDAY + 60 * DAY) if isinstance(answer, Nag)]
    daily = [answer for answer in told if answer.rung is Rung.DAILY]
    assert len(daily) > 20
    assert {answer.to for answer in daily} == {("U0ANA",)}
    assert is_moot(daily[0].said, "U0ANA", replace(contacted(), owner="U0BEA"))
    assert not is_moot(daily[0].said, "U0ANA", contacted())
    own = [answer for _now, answer in play(replace(contacted(), owner="U0MIRA"), MONDAY + 60 * DAY)]
    assert not any(isinstance(answer, Nag) and answer.rung is Rung.DAILY_LEADERS for answer in own)


def test_a_silent_owner_is_told_softly_then_plainly_then_the_manager_then_somebody_else_may_take_it() -> None:
    told = play(claimed(), MONDAY + 30 * DAY)
    assert [(now - MONDAY, answer.to) for now, answer in told[:-1] if isinstance(answer, Nag)] == [
        (3 * HOUR, ("U0ANA",)),
        (4 * HOUR, ("U0ANA",)),
        (6 * HOUR, LEADERS),
    ]
    assert told[-1] == (MONDAY + 8 * HOUR, Release(Reason.SILENT))


def test_a_case_that_was_answered_is_never_taken_away() -> None:
    answers = [answer for _now, answer in play(contacted(), MONDAY + 90 * DAY)]
    counted = [one for one in answers if isinstance(one, Nag) and one.rung not in DAILY.values()]
    assert len(counted) == sum(step.most for step in LADDER if step.rung not in SPECIAL)
    assert not any(isinstance(answer, Release) for answer in answers)


def test_an_account_manager_hears_first_and_once_of_an_important_customer() -> None:
    (first, opening), *rest = play(case(kept_for="U0LEILA"), MONDAY + 30 * DAY, INGRID)
    assert isinstance(opening, Nag)
    assert (first, opening.rung, opening.to) == (MONDAY, Rung.OPENING, ("U0LEILA",))
    told = [answer for _now, answer in rest if isinstance(answer, Nag)]
    assert told[0].to == ("U0LEILA",)  # softly, and the channel is left in peace
    assert next(answer.to for answer in told if answer.rung is Rung.MENTION) == (CHANNEL, "U0LEILA")
    given_back = release(claimed(), "U0ANA", MONDAY + HOUR)
    assert isinstance(given_back, Changed)
    assert isinstance(asks(given_back.case, MONDAY + HOUR, customer=INGRID), Wait)


def test_who_was_given_a_case_is_told_and_who_claimed_it_is_not() -> None:
    given = replace(claimed(), given=Given.FEWEST)
    told = asks(given, MONDAY)
    assert isinstance(told, Nag)
    assert (told.rung, told.to) == (Rung.GIVEN, ("U0ANA",))
    assert is_moot(told.said, "U0ANA", replace(given, owner="U0BEA"))
    assert isinstance(asks(claimed(), MONDAY), Wait)


def test_while_an_owner_is_not_there_those_who_lead_are_asked_and_the_owner_is_left_in_peace() -> None:
    left = replace(claimed(), away=Absence.LEAVE)
    (asked, first), *rest = play(left, MONDAY + 30 * DAY)
    assert isinstance(first, Nag)
    assert (asked, first.rung, first.to) == (MONDAY, Rung.ABSENT, LEADERS)
    assert not any(isinstance(answer, Nag) and "U0ANA" in answer.to for _now, answer in rest)
    assert isinstance(rest[-1][1], Release)
    assert is_moot(first.said, "U0MIRA", replace(left, away=None))


@pytest.mark.parametrize("owner", [None, "anna@acme.example", "Leila", "", "@leila", "U0 leila", "#sales"])
def test_an_owner_who_is_nobody_in_slack_is_not_written_to(owner: str | None) -> None:
    customer = replace(INGRID, owner=owner)
    told = [answer for _now, answer in play(case(), MONDAY + 30 * DAY, customer) if isinstance(answer, Nag)]
    assert {to for answer in told for to in answer.to} == {CHANNEL, *LEADERS}


def test_nobody_hears_of_their_own_case_as_its_manager() -> None:
    own = replace(claimed(), owner="U0MIRA")
    told = [answer for _now, answer in play(own, MONDAY + 30 * DAY) if isinstance(answer, Nag)]
    managers = [answer.to for answer in told if answer.rung is Rung.MANAGER]
    assert managers
    assert set(managers) == {(CHANNEL,)}


def test_leaders_are_the_managers_or_else_the_admins() -> None:
    groups = {"@leads": {"U0NIA", "U0LEO"}}

    def members(group: str) -> set[str]:
        return groups.get(group, set())

    assert leaders_of(case(), OSLO, members) == ("U0MIRA",)
    assert leaders_of(case(), policy(managers=["@leads", "U0LEO"]), members) == ("U0LEO", "U0NIA")
    assert leaders_of(case(), policy(managers=["@gone"]), members) == ("U0ADMIN",)
    assert leaders_of(replace(claimed(), owner="U0MIRA"), OSLO, members) == ("U0ADMIN",)
    two = policy(managers=["U0MIRA", "U0NIA"])
    assert leaders_of(case(), two, members, {"U0MIRA"}) == ("U0NIA",)
    assert leaders_of(case(), two, members, {"U0MIRA", "U0NIA"}) == ("U0ADMIN",)
    assert leaders_of(case(), two, members, {"U0MIRA", "U0NIA", "U0ADMIN"}) == ("U0MIRA", "U0NIA")
    alone = OSLO.model_copy(update={"company": OSLO.company.model_copy(update={"admins": ()})})
    assert leaders_of(replace(claimed(), owner="U0MIRA"), alone, members) == ()


NOTHING_TO_DO = [
    close(contacted(), "U0ANA", MONDAY, Outcome.SOLVED, "one-off", None),
    snooze(claimed(), "U0ANA", MONDAY, MONDAY + 90 * DAY, "waiting"),
]


@pytest.mark.parametrize("act", NOTHING_TO_DO)
def test_a_closed_or_sleeping_case_reminds_nobody(act: Changed | Refused) -> None:
    assert isinstance(act, Changed)
    answer = asks(act.case, MONDAY + 60 * DAY)
    assert isinstance(answer, Wait)
    assert answer.until == act.case.snoozed_until


ACTS = [
    claim(case(), "U0BEA", MONDAY + 7 * HOUR),
    contact(case(), "U0ANA", MONDAY + 7 * HOUR, What.REPLIED, "Sorry"),
    hand_over(claimed(), "U0ANA", "U0BEA", MONDAY + 7 * HOUR),
    release(claimed(), "U0ANA", MONDAY + 7 * HOUR),
]


@pytest.mark.parametrize("act", ACTS)
def test_whoever_acts_begins_with_a_whole_limit(act: Changed | Refused) -> None:
    assert isinstance(act, Changed)
    told = play(act.case, MONDAY + 90 * DAY, start=MONDAY + 7 * HOUR)
    assert told[0][0] > MONDAY + 8 * HOUR


def test_the_clock_stands_still_while_a_case_sleeps() -> None:
    asleep = snooze(claimed(), "U0ANA", MONDAY + 2 * HOUR, MONDAY + 4 * HOUR, "the customer travels")
    assert isinstance(asleep, Changed)
    awake = wake(asleep.case, MONDAY + 4 * HOUR)
    assert awake is not None
    answer = asks(awake.case, MONDAY + 4 * HOUR)
    assert answer == Wait(MONDAY + 5 * HOUR, Reason.IN_TIME)  # two of four hours are used, the soft word is at three


def test_a_look_that_comes_late_says_only_what_matters_now() -> None:
    late = MONDAY + 4 * DAY
    first = asks(contacted(), late)
    assert isinstance(asks(case(), late), Nag)
    nag = asks(case(), late)
    assert isinstance(nag, Nag)
    assert (nag.rung, nag.said.count) == (Rung.MENTION, 3)
    said, rungs = [nag.said], list[Rung]()
    while isinstance(then := asks(case(), late, said), Nag):
        said.append(then.said)
        rungs.append(then.rung)
    assert rungs == [Rung.DAILY, Rung.MANAGER, Rung.DAILY_LEADERS]
    assert (then, said[2].count) == (Wait(MONDAY + 7 * DAY, Reason.IN_TIME), 2)
    assert isinstance(first, Wait)


def test_a_new_policy_counts_from_the_next_look() -> None:
    strict = policy({"low": {"claim": "1h", "contact": "1h", "close": "1h"}})
    assert isinstance(asks(case(), MONDAY + HOUR), Wait)
    assert isinstance(asks(case(), MONDAY + HOUR, by=strict), Nag)
    said = Said(Duty.CLAIM, MONDAY, Rung.MENTION, 1)
    mild = asks(case(), MONDAY + 3 * HOUR, [said])
    assert isinstance(mild, Wait)  # nobody is told softly what they were told plainly
    assert mild.until == MONDAY + 6 * HOUR


STARTS = st.timedeltas(timedelta(), timedelta(days=400)).map(lambda after: MONDAY + after)
GAPS = st.timedeltas(timedelta(), timedelta(days=30))
CUSTOMERS = st.sampled_from([TOM, INGRID, replace(INGRID, touch=Touch.LOW)])
SHAPES = st.sampled_from(
    [
        case(),
        case(kept_for="U0LEILA"),
        claimed(),
        replace(claimed(), given=Given.TURN),
        replace(claimed(), away=Absence.GONE),
        contacted(),
        replace(contacted(), away=Absence.STATUS),
    ]
)


def at(one: Case, start: datetime) -> Case:
    return replace(one, opened_at=start, claimed_at=start, contacted_at=start)


@given(SHAPES, CUSTOMERS, st.sampled_from(POLICIES), STARTS, st.lists(GAPS, max_size=12))
@settings(deadline=None)
def test_however_often_it_is_asked_it_says_each_rung_once_and_ever_louder(
    shape: Case, customer: Customer, by: Policy, start: datetime, gaps: list[timedelta]
) -> None:
    one, now, said = at(shape, start), start, list[Said]()
    rungs = list(Rung)
    loudest: dict[tuple[str, ...], tuple[int, int]] = {}
    for gap in gaps:
        now += gap
        while isinstance(answer := asks(one, now, said, customer, by), Nag):
            assert answer.said not in said
            assert answer == asks(one, now, list(reversed(said)), customer, by)  # after a restart the same
            loudness = (rungs.index(answer.rung), answer.said.count)
            for to in answer.to:
                assert loudest.get((to,), (-1, 0)) < loudness
                loudest[(to,)] = loudness
            assert not any(is_moot(answer.said, to, one) for to in answer.to)
            said.append(answer.said)
        if isinstance(answer, Release):
            later = asks(one, now + DAY, said, customer, by)
            assert isinstance(later, Release)
            assert one.state is CaseState.CLAIMED
            return


@given(SHAPES, CUSTOMERS, st.sampled_from(POLICIES), STARTS, GAPS, st.floats(0, 1, exclude_max=True))
@settings(deadline=None)
def test_the_next_look_is_exactly_when_the_answer_changes(
    shape: Case, customer: Customer, by: Policy, start: datetime, gap: timedelta, part: float
) -> None:
    one, now, said = at(shape, start), start + gap, list[Said]()
    while isinstance(answer := asks(one, now, said, customer, by), Nag):
        said.append(answer.said)
    if isinstance(answer, Release):
        return
    if answer.until is None:
        assert asks(one, now + 400 * DAY, said, customer, by) == answer
        return
    between = min(now + (answer.until - now) * part, answer.until - timedelta(microseconds=1))  # it may be rounded up
    assert asks(one, between, said, customer, by) == answer
    assert asks(one, answer.until - timedelta(microseconds=1), said, customer, by) == answer
    assert not isinstance(asks(one, answer.until, said, customer, by), Wait)


@pytest.mark.parametrize("act", [*ACTS, *NOTHING_TO_DO])
def test_an_act_makes_every_earlier_reminder_moot(act: Changed | Refused) -> None:
    assert isinstance(act, Changed)
    for before in (case(), claimed(), contacted()):
        for _now, answer in play(before, MONDAY + 7 * HOUR):
            if isinstance(answer, Nag) and before.state is not act.case.state:
                assert all(is_moot(answer.said, to, act.case) for to in answer.to)
