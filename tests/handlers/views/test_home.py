"""App Home as an agent, a newcomer, a guest and a manager find it."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from handlers.language import speaking
from handlers.views.home import Desk, home
from playbooks.cards import CaseFile
from playbooks.customers import Customer, Touch
from playbooks.reports import Report
from playbooks.roles import Person
from tests.handlers.cases_strategy import texts as words
from tests.handlers.views.limits import check_view
from tests.handlers.views.sample_cases import (
    DAY,
    HOUR,
    INVENTING,
    NOW,
    case_file,
    case_row,
    claimed,
    listed_cases,
    report,
    reports,
    responses,
)
from tests.handlers.views.seen import Pretend, buttons, texts, untranslated

ANA = Person("U0ANA", "Ana", teams=frozenset({"support"}))
LOW = Customer(9, name="Per Berg", touch=Touch.LOW)


def seen(desk: Desk) -> str:
    return "\n".join(texts(home(desk, NOW)))


def test_my_cases_stand_in_order_of_urgency() -> None:
    mine = [
        claimed(1, snoozed_until=NOW + DAY),
        claimed(2, due=3 * HOUR),
        claimed(3, due=-2 * HOUR, customer=LOW),
        claimed(4, due=-HOUR),
        claimed(5, due=HOUR),
    ]
    desk = Desk(ANA, mine)
    assert buttons(home(desk, NOW), "case_open") == ["4", "3", "5", "2", "1"]
    assert buttons(home(desk, NOW), "case_reply") == ["4", "3", "5", "2", "1"]
    page = seen(desk)
    assert page.startswith("Hello Ana\nYou have 5 open cases; 2 are overdue.")
    assert page.index("*Overdue*") < page.index("*Next*") < page.index("*Asleep*")


def test_an_account_manager_is_not_told_that_there_is_nothing_while_their_own_customers_wait() -> None:
    """ "Take one if you like" is no word for the most important customer of the company."""
    own = replace(LOW, owner=ANA.id, touch=Touch.HIGH)
    team = [case_file(1, customer=own), case_file(2), claimed(3, owner="U0BO", customer=own)]
    page = seen(Desk(ANA, team=team))
    assert "You have claimed no case. 1 customer whom you look after waits below." in page
    assert page.index("My customers") < page.index("*Case 1*") < page.index("My team's open loops")
    busy = seen(Desk(ANA, [claimed(4, due=HOUR)], team))
    assert "You have 1 open case, and nothing is overdue. 1 customer whom you look after waits below." in busy
    assert "take one if you like" in seen(Desk(ANA, team=team[1:]))


def test_own_customers_stand_first_however_long_the_teams_list_is() -> None:
    """In a storm the one whom they know would be the hundredth of a list."""
    own = case_file(99, customer=replace(LOW, owner=ANA.id))
    view = home(Desk(ANA, team=[*(case_file(n) for n in range(1, 90)), own]), NOW)
    assert buttons(view, "case_claim")[0] == "99"
    assert "1 customer whom you look after waits below" in "\n".join(texts(view))
    check_view(view)


def test_the_teams_loops_put_the_unclaimed_first_and_leave_mine_out() -> None:
    team = [claimed(1, owner="U0BO", due=-DAY), case_file(2), claimed(3)]
    view = home(Desk(ANA, [claimed(3)], team), NOW)
    assert buttons(view, "case_claim") == ["2"]
    assert buttons(view, "case_open") == ["3", "2", "1"]


def test_who_may_not_claim_is_offered_no_claim() -> None:
    other = replace(ANA, teams=frozenset({"sales"}))
    assert buttons(home(Desk(other, team=[case_file()]), NOW), "case_claim") == []


def test_long_lists_are_cut_and_lead_to_the_whole() -> None:
    mine = [claimed(n) for n in range(1, 43)]
    team = [case_file(n) for n in range(43, 101)]
    view = home(Desk(ANA, mine, [*mine, *team]), NOW)
    assert buttons(view, "list_more") == ["mine", "open"]
    page = "\n".join(texts(view))
    assert "and 22 more" in page
    assert "and 43 more" in page
    check_view(view)


def test_an_empty_home_says_how_to_start() -> None:
    page = seen(Desk(ANA))
    assert "Press *Claim* on the card" in page
    assert "You are not in a Loopwell team yet" in seen(Desk(Person("U0NEW", "Kai")))


def test_a_manager_sees_the_week_at_a_glance() -> None:
    week = report(case_row(1, DAY), answers=responses(10, 3, 9))
    page = seen(Desk(ANA, report=week))
    assert "*NPS* 33 (from 3 answers), no answers to compare with" in page
    assert "*Opened* 1, was 0 (1 to rescue)" in page
    assert "*Not claimed* 1 of those" in page


def test_a_guest_sees_no_case() -> None:
    view = home(Desk(Person("U0EVE", "Eve", stranger=True), [claimed()], [case_file()]), NOW)
    assert len(view["blocks"]) == 1
    assert "Ingrid" not in json.dumps(view)


@given(st.lists(listed_cases(), max_size=2), st.lists(listed_cases(), max_size=2), st.none() | reports(), words())
@INVENTING
def test_home_keeps_to_slacks_limits(
    mine: list[CaseFile], team: list[CaseFile], week: Report | None, name: str
) -> None:
    desk = Desk(replace(ANA, name=name), mine * 30, team * 30, week)
    view = home(desk, NOW)
    check_view(view)
    assert len(json.dumps(view)) < 250_000
    assert "<!channel>" not in "".join(text for text in texts(view["blocks"][1:]))


@given(st.booleans(), reports())
@INVENTING
def test_every_word_can_be_translated(busy: bool, week: Report) -> None:
    nobody = Customer(1, name="1")
    silent = claimed(customer=nobody, owner="U0ANA", due=-HOUR)
    silent = replace(silent, responses=(), names={"U0BO": "2"})
    free = replace(case_file(customer=nobody), responses=(), names={})
    me = Person("U0ANA", "3", teams=frozenset({"support"}))
    with speaking(Pretend()):
        desk = Desk(me, [silent] * 30, [free] * 30, week) if busy else Desk(me, report=week)
        views = [home(desk, NOW), home(Desk(Person("U")), NOW), home(Desk(replace(me, stranger=True)), NOW)]
    shown = [text for view in views for text in texts(view)]
    assert untranslated(shown) == []
