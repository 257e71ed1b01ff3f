"""Rehearsal: what a rule would have made of the past, without telling anybody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from playbooks.absence import Leave
from playbooks.cases import Event, What
from playbooks.customers import Customer, Touch
from playbooks.hours import parse_hours
from playbooks.policy import Assign, Policy
from playbooks.rehearsal import rehearse
from playbooks.rehearsal_figures import Figures, Tally, sums
from playbooks.rehearsal_hands import Cast
from playbooks.rehearsal_past import Acted, Heard
from playbooks.responses import Metric, Response, Scale
from playbooks.roles import Person
from playbooks.settings import USUAL, Settings
from tests.playbooks.test_nags import POLICIES, policy

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OSLO = policy()
CAST = Cast(lambda user: Person(user, user, "Europe/Oslo"), lambda _group: ())


def heard(at: datetime, customer: int, score: int = 3, touch: Touch = Touch.LOW) -> Heard:
    response = Response(
        id=customer,
        source="nps",
        external_id=f"{customer} at {at}",
        customer_id=customer,
        case_id=customer,
        metric=Metric.NPS,
        scale=Scale(0, 10),
        score=score,
        band=None,
        first_score=score,
        comment=None,
        touchpoint=None,
        language=None,
        link=None,
        answered_at=at,
        happened_at=at,
        received_at=at,
        properties={},
        revision=1,
    )
    return Heard(at, response, Customer(customer, touch=touch))


def did(at: datetime, customer: int, what: What, who: str = "U0ANA", **details: str) -> Acted:
    return Acted(at, customer, Event(at, who, what, "because", details))


def of(figures: Figures, what: str) -> int:
    everybody = (*figures.teams.values(), *figures.people.values())
    return sum(getattr(tally, what) for days in everybody for tally in days.values())


def test_no_past_makes_no_figures() -> None:
    """The first day of a company is no mistake."""
    assert rehearse([], OSLO, CAST, MONDAY) == Figures("Europe/Oslo")


def test_who_was_quick_is_not_pinged_and_who_was_slow_is() -> None:
    past: list[Heard | Acted] = [
        heard(MONDAY, 1),
        heard(MONDAY, 2),
        did(MONDAY + HOUR, 1, What.CLAIMED, "U0ANA"),
        did(MONDAY + HOUR, 2, What.CLAIMED, "U0PER"),
        did(MONDAY + 2 * HOUR, 1, What.REPLIED, "U0ANA"),
    ]
    figures = rehearse(past, OSLO, CAST, MONDAY + DAY)
    assert "U0ANA" not in figures.people
    assert sums(figures.people["U0PER"], lambda tally: tally.pings).total == 2  # at 75 and at 100 percent
    assert sums(figures.people["U0PER"], lambda tally: tally.overdue).total == 1
    assert sums(figures.teams["support"], lambda tally: tally.cards).total == 2


def test_a_limit_of_the_day_folds_what_is_over_it() -> None:
    """The rule that is tried must show its own limit at work."""
    quarter = timedelta(minutes=15)
    past: list[Heard | Acted] = []
    for n in range(1, 20):
        at = MONDAY + n * quarter
        past += [heard(at, n), did(at + HOUR / 60, n, What.CLAIMED, "U0PER")]
    limited = OSLO.model_copy(update={"nags": OSLO.nags.model_copy(update={"per_person_per_day": 2})})
    most = {name: _most(rehearse(past, rules, CAST, MONDAY + 5 * DAY)) for name, rules in (("6", OSLO), ("2", limited))}
    assert most == {"6": 6, "2": 2}


def _most(figures: Figures) -> int:
    return sums(figures.people["U0PER"], lambda tally: tally.pings).worst


def test_cases_of_a_rule_that_was_not_in_force_are_named() -> None:
    """Nobody could act on what did not exist, so its overdue cases say nothing about people."""
    new = heard(MONDAY, 1)
    figures = rehearse([replace(new, response=replace(new.response, case_id=None))], OSLO, CAST, MONDAY)
    assert (figures.opened, figures.unknown) == (1, 1)


def test_a_flood_is_one_card() -> None:
    """Three hundred answers in a minute are no three hundred cards."""
    flood = [heard(MONDAY + timedelta(seconds=n / 5), n) for n in range(1, 301)]
    figures = rehearse(flood, OSLO, CAST, MONDAY + HOUR)
    assert figures.storms == 1
    assert figures.opened == 300
    assert of(figures, "cards") < 60
    assert of(figures, "in_storms") > 240


def test_what_is_played_short_is_not_overdue_for_the_rest() -> None:
    """Half of the past must not make everybody look late."""
    left = iter([True])
    past = [heard(MONDAY, 1), heard(MONDAY + HOUR, 2)]
    figures = rehearse(past, OSLO, CAST, MONDAY + 30 * DAY, lambda: next(left, False))
    assert figures.ended_early == MONDAY + HOUR
    assert (figures.answers, of(figures, "overdue")) == (1, 0)


steps = st.tuples(
    st.integers(0, 20 * 24 * 60),
    st.integers(1, 6),
    st.sampled_from([None, What.CLAIMED, What.REPLIED, What.RELEASED, What.CLOSED, What.HANDED_OVER, What.SNOOZED]),
    st.sampled_from(["U0ANA", "U0PER"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=40), st.sampled_from(POLICIES))
def test_any_past_can_be_played_and_nobody_is_pinged_above_the_limit(
    played: Iterable[tuple[int, int, What | None, str]], rules: Policy
) -> None:
    """Whatever people once did in whatever order, the rehearsal ends, and keeps the promise that it is about."""
    past: list[Heard | Acted] = []
    for minute, customer, what, who in sorted(played, key=lambda step: step[0]):
        at = MONDAY + timedelta(minutes=minute)
        details = {"to": "U0PER", "until": (at + DAY).isoformat()}
        past.append(heard(at, customer) if what is None else did(at, customer, what, who, **details))
    handed = sum(1 for _minute, _customer, what, _who in played if what is What.HANDED_OVER)
    figures = rehearse(past, rules, CAST, MONDAY + 40 * DAY)
    most = max((tally.pings for days in figures.people.values() for tally in days.values()), default=0)
    assert most <= rules.nags.per_person_per_day + handed
    assert figures.opened >= figures.still_open


def test_the_worst_day_is_the_first_of_the_worst() -> None:
    days = {(MONDAY + n * DAY).date(): Tally(pings=n % 3) for n in range(6)}
    assert sums(days, lambda tally: tally.pings).day == (MONDAY + 2 * DAY).date()
    assert sums(days, lambda tally: tally.cards).day is None


def test_a_case_of_an_account_manager_pings_them_first_and_the_team_only_when_they_let_it_lie() -> None:
    """A rehearsal that left it out would promise the account managers a quiet they do not get."""
    theirs = replace(heard(MONDAY, 1, touch=Touch.HIGH), customer=Customer(1, touch=Touch.HIGH, owner="U0LEILA"))
    early = rehearse([theirs], OSLO, CAST, MONDAY + timedelta(minutes=5))
    assert {who: sum(tally.pings for tally in days.values()) for who, days in early.people.items()} == {"U0LEILA": 1}
    nobody_of_ours = Cast(lambda user: Person(user, stranger=True), lambda _group: ())
    assert of(rehearse([theirs], OSLO, nobody_of_ours, MONDAY + timedelta(minutes=5)), "pings") == 0


def test_a_team_that_takes_turns_is_rehearsed_in_turns() -> None:
    """The rule that somebody wants to try is often just this one."""
    team = OSLO.teams[0].model_copy(update={"assign": Assign.ROUND_ROBIN, "rotation": ("U0ANA", "U0JONAS")})
    turns = OSLO.model_copy(update={"teams": (team, *OSLO.teams[1:])})
    figures = rehearse(
        [heard(MONDAY + timedelta(seconds=n + 1), n) for n in range(4)], turns, CAST, MONDAY + timedelta(minutes=5)
    )
    pinged = {who: sum(tally.pings for tally in days.values()) for who, days in figures.people.items()}
    assert pinged == {"U0ANA": 1, "U0JONAS": 1}


def deciding(**decided: Settings) -> Cast:
    return replace(CAST, settings=lambda person: decided.get(person, USUAL))


def taking(**team: Any) -> Policy:
    return OSLO.model_copy(update={"teams": (OSLO.teams[0].model_copy(update=team), *OSLO.teams[1:])})


def pinged(figures: Figures) -> dict[str, list[date]]:
    """On which days each was pinged."""
    days = {who: [day for day, tally in days.items() if tally.pings] for who, days in figures.people.items()}
    return {who: found for who, found in days.items() if found}


TODAY = MONDAY.date()
ON_LEAVE = Settings(leave=Leave(TODAY, TODAY + 2 * DAY))


def test_who_is_on_leave_is_given_nothing_and_pinged_when_they_are_back() -> None:
    """A rule that is tried in the summer must not count on those who are at the sea."""
    turns = taking(assign=Assign.ROUND_ROBIN, rotation=("U0ANA", "U0JONAS"))
    past: list[Heard | Acted] = [heard(MONDAY + timedelta(seconds=n + 1), n) for n in range(3)]
    assert set(pinged(rehearse(past, turns, deciding(U0ANA=ON_LEAVE), MONDAY + HOUR))) == {"U0JONAS"}
    claimed: list[Heard | Acted] = [heard(MONDAY - 3 * DAY, 1), did(MONDAY - 3 * DAY + HOUR, 1, What.CLAIMED)]
    slow = policy({"low": {"claim": "4h", "contact": "20h", "close": "10d"}})
    told = pinged(rehearse(claimed, slow, deciding(U0ANA=ON_LEAVE), MONDAY + 3 * DAY + HOUR))
    assert told["U0ANA"] == [TODAY + 3 * DAY]
    assert TODAY in told["U0MIRA"]  # it is late by then, and they are asked who takes it
    rested = deciding(U0ANA=Settings(leave=Leave(TODAY, TODAY + 2 * DAY, "U0JONAS")))
    assert set(pinged(rehearse(claimed, slow, rested, MONDAY + HOUR))) == {"U0JONAS"}


def test_own_hours_and_one_list_a_day_are_kept_in_a_rehearsal() -> None:
    past: list[Heard | Acted] = []
    for n in range(1, 9):
        at = MONDAY + n * timedelta(minutes=20)
        past += [heard(at, n), did(at + timedelta(minutes=1), n, What.CLAIMED, "U0PER")]
    late = Settings(hours=parse_hours({"tue-fri": ["12:00-16:00"]}))
    slow = policy({"low": {"claim": "4h", "contact": "8h", "close": "10d"}})
    assert pinged(rehearse(past, slow, CAST, MONDAY + DAY))["U0PER"] == [TODAY]
    assert pinged(rehearse(past, slow, deciding(U0PER=late), MONDAY + DAY + 6 * HOUR))["U0PER"] == [TODAY + DAY]
    calm = rehearse(past, OSLO, deciding(U0PER=Settings(once_a_day=True)), MONDAY + 2 * DAY)
    assert _most(calm) == 1


def test_who_has_the_fewest_gets_the_next_in_a_rehearsal() -> None:
    fewest = taking(assign=Assign.LEAST_OPEN, members=("U0ANA", "U0JONAS"))
    past: list[Heard | Acted] = [heard(MONDAY + timedelta(seconds=n), n) for n in (1, 2)]  # one for each
    past += [did(MONDAY + timedelta(seconds=20), 2, What.CLOSED, "U0JONAS")]
    past += [heard(MONDAY + timedelta(seconds=30 + n), n) for n in (3, 4)]  # for the one who has none, then in turn
    figures = rehearse(past, fewest, CAST, MONDAY + DAY)
    late = {who: sum(tally.overdue for tally in figures.people[who].values()) for who in ("U0ANA", "U0JONAS")}
    assert late == {"U0ANA": 2, "U0JONAS": 1}


def test_a_silent_case_goes_to_the_next_of_the_rotation_in_a_rehearsal() -> None:
    turns = taking(rotation=("U0ANA", "U0JONAS"))
    past: list[Heard | Acted] = [heard(MONDAY, 1), did(MONDAY + HOUR, 1, What.CLAIMED)]
    figures = rehearse(past, turns, CAST, MONDAY + DAY + 3 * HOUR)
    assert figures.given_back == 1
    assert pinged(figures)["U0JONAS"] == [TODAY + DAY]
    assert pinged(figures)["U0ANA"] == [TODAY]
