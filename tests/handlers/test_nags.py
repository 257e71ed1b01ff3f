"""Looking and speaking: what a tick does, over a database and without a Slack."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from handlers.cards import draw as draw_card
from handlers.cases import on_give
from handlers.moment import Moment
from handlers.nag_messages import Drawn, draw, shown
from handlers.nags import look, speak_up, to_be_told
from handlers.people import person, remember, remember_groups
from handlers.reactions import NOTHING
from handlers.views.message import Message
from playbooks.absence import Word
from playbooks.acts import claim
from playbooks.cases import Case, CaseKind, CaseState, Changed, Event, What
from playbooks.customers import Customer, Touch
from playbooks.policy import Policy
from storage import cards, cases, customers, looks, nag_messages, nags, storms
from storage.people import Known, find
from storage.waiting import Kind
from tests.handlers.conftest import POLICY
from tests.waits import waits

FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)  # 15:00 in Oslo
THURSDAY = FRIDAY - timedelta(hours=28)  # 11:00 in Oslo: most of 16 hours are used by Friday at 17:00
EVENING = FRIDAY + timedelta(hours=5)
MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)  # 09:00 in Oslo
NOON = MONDAY + timedelta(hours=3)  # the sixteen hours are over
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def fill(db: Connection, count: int, opened: datetime, owner: str | None = "U0ANA", team: str = "support") -> list[int]:
    """So many customers with a case each, that this person claimed at once."""
    if owner and find(db, owner) is None:
        remember(db, Known(owner, "Ana", None, stranger=False, seen_at=opened))
    rows = [
        {"name": f"Customer {n}", "touch": "low", "do_not_contact": False, "created_at": opened} for n in range(count)
    ]
    db.execute(insert(customers.customers), rows)
    known = db.scalars(select(customers.customers.c.id).order_by(customers.customers.c.id.desc()).limit(count))
    state = CaseState.CLAIMED if owner else CaseState.OPEN
    work = {"team": team, "kind": CaseKind.RESCUE, "state": state, "owner": owner, "version": 1}
    times = {"opened_at": opened, "claimed_at": opened if owner else None, "next_look_at": opened}
    db.execute(insert(cases.cases), [{"customer_id": id_, **work, **times} for id_ in known])
    return list(db.scalars(select(cases.cases.c.id).order_by(cases.cases.c.id)))


def tick(db: Connection, now: datetime, policy: Policy = POLICY) -> int:
    """Looks until nothing is due, then speaks. Returns how many cases were looked at."""
    looked = 0
    while (more := look(db, policy, now, 200)) == 200:
        looked += more
    speak_up(db, policy, now, 1000)
    return looked + more


def drawn(db: Connection, target: str, now: datetime) -> Drawn:
    found = draw(db, POLICY, target, now)
    assert found is not None
    return found


def text_for(db: Connection, target: str, now: datetime) -> str:
    content = drawn(db, target, now).content
    assert content is not None
    return content().text


def in_slack(db: Connection, ids: list[int]) -> None:
    """Each has its card in the channel, which says all that is to be said."""
    rows = [{"case_id": one, "channel": "#support", "rank": 9, "next_try_at": THURSDAY} for one in ids]
    db.execute(
        insert(cards.cards), [{**row, "shown": 1, "posted_in": "C1", "ts": f"1.{row['case_id']}"} for row in rows]
    )


def test_a_card_whose_time_has_run_out_says_so_once_and_gives_way_to_whatever_is_new(db: Connection) -> None:
    """Who reads the channel on Monday must not be told to claim a case by Friday; and ten thousand that are due at once
    must not keep a new one from being seen."""
    ids = fill(db, 3, THURSDAY)
    in_slack(db, ids)
    tick(db, FRIDAY)
    assert waits(db, Kind.CARD) == {}
    looks.ask_for_those_of(db, ["U0ANA"], NOON)  # a look that is asked for anew is still the one that was due
    tick(db, NOON)
    assert draw_card(db, POLICY, "#support", NOON) is None, "it goes before what is new"
    for one in ids:
        found = draw_card(db, POLICY, "#support", NOON, later=True)
        assert found is not None
        card, file = found
        assert (card.case_id, file.late) == (one, True)
        cards.shown(db, one, card.wanted, "C1", card.ts or "")
    for hours in range(30):
        tick(db, NOON + hours * HOUR)
    assert waits(db, Kind.CARD) == {}


def test_a_card_says_that_it_is_late_although_nobody_is_there_to_be_told(db: Connection) -> None:
    ids = fill(db, 1, THURSDAY)
    in_slack(db, ids)
    gone = Known("U0ANA", "Ana", None, stranger=False, seen_at=THURSDAY, word=Word(gone=True))
    remember(db, gone)
    for hours in range(65):  # until Monday at eight
        tick(db, FRIDAY + hours * HOUR)
    cards.shown(db, ids[0], 99, "C1", "1.1")
    db.execute(update(cards.cards).values(wanted=99))
    tick(db, NOON)
    assert list(waits(db, Kind.CARD)) == ["#support"]


def test_a_case_that_is_late_on_a_storm_card_gets_no_card_of_its_own(db: Connection) -> None:
    ids = fill(db, 3, THURSDAY, owner=None)
    storm = storms.begin(db, "#support", THURSDAY)
    for one in ids:
        cards.add(db, one, "#support", 9, THURSDAY)
    db.execute(update(cards.cards).values(storm_id=storm, alone=False))
    tick(db, MONDAY)
    assert waits(db, Kind.CARD) == {}


@pytest.mark.parametrize("made_once", ["sqlite"], indirect=True)
def test_ten_thousand_cases_due_after_a_weekend_are_one_list_per_person(db: Connection) -> None:
    fill(db, 9_000, THURSDAY)
    fill(db, 1_000, THURSDAY, owner="U0BEN")
    assert tick(db, EVENING) == 10_000
    assert waits(db, Kind.NAG) == {}
    tick(db, MONDAY + MINUTE)
    assert list(waits(db, Kind.NAG)) == ["U0ANA", "U0BEN"]
    for person_id, said_first in (("U0ANA", "9000 customers are waiting."), ("U0BEN", "1000 customers are waiting.")):
        assert len(nag_messages.since(db, person_id, THURSDAY)) == 1
        assert said_first in text_for(db, person_id, MONDAY + MINUTE)
    assert "and 8992 more" in text_for(db, "U0ANA", MONDAY + MINUTE)


@pytest.mark.parametrize("made_once", ["sqlite"], indirect=True)
def test_a_tick_costs_what_is_due_and_not_what_there_is(db: Connection) -> None:
    """That what is not due is not even read is told by tests/storage/test_looks_at_scale.py."""
    fill(db, 500, MONDAY)
    assert tick(db, MONDAY) == 500
    assert tick(db, MONDAY + HOUR) == 0


def test_repeating_a_tick_changes_nothing(db: Connection) -> None:
    fill(db, 3, MONDAY)
    late = MONDAY + 13 * HOUR
    tick(db, late - HOUR)
    tick(db, late + 12 * HOUR)
    before = db.execute(select(nags.nags)).all(), db.execute(select(nag_messages.messages)).all()
    for _again in range(3):
        tick(db, late + 12 * HOUR)
    assert (db.execute(select(nags.nags)).all(), db.execute(select(nag_messages.messages)).all()) == before


def test_what_is_settled_before_it_could_be_said_is_never_said(db: Connection) -> None:
    """Claimed on Friday evening by somebody who works late: Monday morning is quiet."""
    (case_id,) = fill(db, 1, FRIDAY - DAY, owner=None)
    now = FRIDAY + 2 * HOUR  # five in the afternoon: the limit runs out, and work is over
    tick(db, now)
    case = cases.find(db, case_id)
    assert case is not None
    changed = claim(case, "U0ANA", EVENING)
    assert isinstance(changed, Changed)
    cases.save(db, changed)
    tick(db, MONDAY)
    assert "#support" not in waits(db, Kind.NAG) or "no longer waits" in text_for(db, "#support", MONDAY)


def test_a_list_that_lost_everything_before_it_was_shown_is_not_posted(db: Connection) -> None:
    (case_id,) = fill(db, 1, MONDAY, owner=None)
    tick(db, MONDAY + 7 * HOUR)
    case = cases.find(db, case_id)
    assert case is not None
    changed = claim(case, "U0ANA", MONDAY + 7 * HOUR)
    assert isinstance(changed, Changed)
    cases.save(db, changed)
    nothing = drawn(db, "#support", MONDAY + 7 * HOUR)
    assert nothing.content is None
    shown(db, nothing, None, None)
    assert waits(db, Kind.NAG) == {}


def test_a_list_follows_whatever_was_done_to_its_cases(db: Connection) -> None:
    """Also where an act asks for no card of its own, as when somebody claims all cases of a storm."""
    (case_id,) = fill(db, 1, MONDAY, owner=None)
    tick(db, MONDAY + 7 * HOUR)
    shown(db, drawn(db, "#support", MONDAY + 7 * HOUR), "C0SUPPORT", "1.5")
    assert waits(db, Kind.NAG) == {}
    case = cases.find(db, case_id)
    assert case is not None
    changed = claim(case, "U0ANA", MONDAY + 7 * HOUR)
    assert isinstance(changed, Changed)
    cases.save(db, changed)
    tick(db, MONDAY + 7 * HOUR + MINUTE)
    assert text_for(db, "#support", MONDAY + 7 * HOUR + MINUTE).startswith("Nothing here waits any more.")
    shown(db, drawn(db, "#support", MONDAY + 7 * HOUR + MINUTE), "C0SUPPORT", "1.5")
    tick(db, MONDAY + 7 * HOUR + 2 * MINUTE)
    assert waits(db, Kind.NAG) == {}


def test_who_is_abroad_gets_their_list_in_their_own_morning(db: Connection) -> None:
    remember(db, Known("U0ANA", "Ana", "America/New_York", stranger=False, seen_at=MONDAY))
    fill(db, 1, FRIDAY - DAY)
    tick(db, MONDAY + HOUR)
    assert "U0ANA" not in waits(db, Kind.NAG)
    tick(db, MONDAY + 5 * HOUR)
    assert "U0ANA" in waits(db, Kind.NAG)


def test_who_is_not_known_yet_is_told_when_slack_says_that_they_work_here(db: Connection) -> None:
    """An account manager who never clicked is a stranger until Slack says who it is."""
    customer = customers.add(db, Customer(id=0, touch=Touch.HIGH, owner="U0NORA"), [], MONDAY)
    opened = Case(0, customer.id, "support", CaseKind.RESCUE, CaseState.OPEN, MONDAY)
    cases.add(db, opened, Event(MONDAY, None, What.OPENED))
    tick(db, MONDAY)
    assert to_be_told(db, MONDAY, 9) == []
    assert waits(db, Kind.NAG) == {}
    remember(db, Known("U0NORA", "Nora", None, stranger=False, seen_at=MONDAY))
    tick(db, MONDAY + 10 * MINUTE)
    assert list(waits(db, Kind.NAG)) == ["U0NORA"]


def test_a_shorter_limit_counts_for_cases_that_are_open(db: Connection) -> None:
    fill(db, 1, MONDAY)
    tick(db, MONDAY)
    strict = POLICY.model_copy(
        update={
            "limits": {touch: limits.model_copy(update={"contact": HOUR}) for touch, limits in POLICY.limits.items()}
        }
    )
    tick(db, MONDAY + DAY, strict)
    (case_id,) = db.scalars(select(cases.cases.c.id))
    history = cases.events_of(db, [case_id])[case_id]
    assert [event.what for event in history] == [What.RELEASED]
    assert history[0].who is None


@pytest.mark.parametrize("managers", [(), ("@nobody",), ("U0ANA",)])
def test_a_team_that_nobody_leads_is_looked_after_by_the_admins(db: Connection, managers: tuple[str, ...]) -> None:
    remember_groups(db, {"@bosses": ["U0BOSS"]})
    team = POLICY.teams[0].model_copy(update={"managers": managers})
    policy = POLICY.model_copy(update={"teams": (team, *POLICY.teams[1:])})
    fill(db, 1, MONDAY)
    tick(db, MONDAY + 3 * DAY + 7 * HOUR, policy)
    fill(db, 1, MONDAY, team="key-accounts", owner=None)
    tick(db, MONDAY + 2 * DAY, policy)
    told = set(db.scalars(select(nags.nags.c.target)))
    assert {"U0ADMIN", "U0BOSS"} <= told


def test_an_event_says_who_was_reminded(db: Connection) -> None:
    (case_id,) = fill(db, 1, MONDAY, owner=None)
    tick(db, MONDAY + 7 * HOUR)
    history = cases.events_of(db, [case_id])[case_id]
    assert [(event.what, event.details) for event in history] == [
        (What.REMINDED, {"channel": "#support", "rung": "soft"})
    ]


@pytest.mark.parametrize("made_once", ["sqlite"], indirect=True)
def test_what_nobody_mends_is_one_list_a_day_and_leaves_no_trail_in_the_history(db: Connection) -> None:
    """The ladder has an end, the customer's waiting has not. Reminded for a hundred days is one fact and no hundred."""
    ids = fill(db, 3, MONDAY, owner=None)
    days = [MONDAY + n * DAY for n in range(22)]
    for day in days:
        for hour in (0, 3, 6, 8):
            tick(db, day + hour * HOUR)
    later = [day for day in days[10:] if day.weekday() < 5]
    for target in ("#support", "U0MIRA"):
        lists = [nag_messages.since(db, target, day) for day in later]
        assert [len(one) for one in lists] == list(range(len(later), 0, -1))
        assert {one.case.id for one in nags.in_message(db, lists[-1][0])} == set(ids)
    history = cases.events_of(db, ids)
    assert {len(events) for events in history.values()} == {6}
    assert (db.scalar(select(func.count()).select_from(nags.nags)) or 0) < 60


def test_a_late_case_that_nobody_has_is_given_to_somebody_with_one_click(db: Connection) -> None:
    """Who leads is told that it is late, and can do something about it without asking around."""
    for one in ("U0MIRA", "U0BEN"):
        remember(db, Known(one, one[2:].title(), None, stranger=False, seen_at=MONDAY))
    team = POLICY.teams[0].model_copy(update={"members": ("U0BEN", "U0MIRA")})
    policy = POLICY.model_copy(update={"teams": (team, *POLICY.teams[1:])})
    (case_id,) = fill(db, 1, MONDAY, owner=None)
    tick(db, MONDAY + DAY + 4 * HOUR, policy)
    told = draw(db, policy, "U0MIRA", MONDAY + DAY + 4 * HOUR)
    assert told is not None
    assert told.content is not None
    (give,) = [button for button in buttons_of(told.content()) if button["action_id"].startswith("nag_give")]
    assert give["text"]["text"] == "Give to Ben (0 open)"
    at = Moment(MONDAY + DAY + 5 * HOUR, person(db, policy, "U0MIRA"), policy)
    assert on_give(db, at, give["value"]) == NOTHING
    case = cases.find(db, case_id)
    assert case is not None
    assert (case.owner, case.state) == ("U0BEN", CaseState.CLAIMED)
    late = on_give(db, at, give["value"]).message
    assert late is not None
    assert "Ben already has this one" in late.text
    in_channel = draw(db, policy, "#support", MONDAY + DAY + 4 * HOUR)
    assert in_channel is None or "Give to" not in str(in_channel.content and in_channel.content().blocks)


def buttons_of(message: Message) -> list[dict[str, Any]]:
    every = [one for block in message.blocks for one in block.get("elements", [])]
    return [one for one in every if one["type"] == "button"]


def test_a_new_case_asks_for_a_look(db: Connection) -> None:
    customer = customers.add(db, Customer(id=0), [], MONDAY)
    opened = Case(0, customer.id, "support", CaseKind.RESCUE, CaseState.OPEN, MONDAY)
    added = cases.add(db, opened, Event(MONDAY, None, What.OPENED))
    assert looks.due(db, MONDAY - MINUTE, 10) == []
    assert looks.due(db, MONDAY, 10) == [added]


def test_a_storm_that_one_person_claimed_and_left_goes_back_as_one_card(db: Connection) -> None:
    """Five hundred are claimed with a click. If each got a card when its time is up, nothing else would be seen for ten
    minutes."""
    ids = fill(db, 3, THURSDAY)
    storm = storms.begin(db, "#support", THURSDAY)
    for one in ids:
        cards.add(db, one, "#support", 9, THURSDAY)
    db.execute(update(cards.cards).values(storm_id=storm, alone=False))
    look(db, POLICY, THURSDAY + 30 * DAY, 200)
    assert {case.state for case in cases.get_many(db, ids)} == {CaseState.OPEN}
    assert waits(db, Kind.CARD) == {}
    kept = storms.find(db, storm)
    assert kept is not None
    assert kept.wanted > 1, "the storm card says nothing of it"
