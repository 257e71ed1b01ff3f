"""Advice: the card suggests what fits, to whoever can use it, and a tick of one person is not lost by another's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.library import load_library
from playbooks.advice import advise, answer_for, choices_for, steps_done, tick, times_unhappy
from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, CaseState, Event, What
from playbooks.replies import NO_ADVICE, Playbook
from playbooks.responses import Band
from tests.handlers.views.sample_cases import ANSWER, NOW, case_file, claimed

LIBRARY = load_library()
BILLING = next(playbook for playbook in LIBRARY if playbook.name == "billing_trouble")


def about(comment: str | None, file: CaseFile | None = None) -> CaseFile:
    return replace(file or case_file(), responses=(replace(ANSWER, comment=comment),))


def after(file: CaseFile, *events: Event) -> CaseFile:
    return replace(file, events=(*file.events, *events))


def ticked(file: CaseFile, who: str, now_ticked: set[int], seen: set[int]) -> CaseFile:
    return after(file, *tick(file, BILLING, who, now_ticked, seen, NOW))


def done(file: CaseFile) -> set[int]:
    return {BILLING.steps.index(step) for step in steps_done(file.events)}


def test_who_may_claim_sees_what_it_is_about_and_who_has_it_sees_what_to_do() -> None:
    waiting = advise(about("The invoice is wrong, again and again."), LIBRARY)
    assert waiting.choices[0].playbook.name == "billing_trouble"
    assert waiting.checklist is None
    taken = advise(about("The invoice is wrong", claimed()), LIBRARY)
    assert taken.checklist == BILLING
    assert taken.choices == ()


def test_after_the_first_reply_the_playbook_that_was_used_is_the_checklist() -> None:
    replied = Event(NOW, "U0ANA", What.REPLIED, "Hello", {"playbook": "offer_a_call"})
    file = after(about("The invoice is wrong", claimed(contacted_at=NOW)), replied)
    advice = advise(file, LIBRARY)
    assert advice.choices == ()
    assert advice.checklist is not None
    assert advice.checklist.name == "offer_a_call"


def test_a_closed_case_is_left_in_peace() -> None:
    assert advise(about("The invoice is wrong", case_file(state=CaseState.CLOSED)), LIBRARY) == NO_ADVICE


def test_what_does_not_fit_is_not_suggested() -> None:
    assert all(choice.fits for choice in advise(about("Meh."), LIBRARY).choices)
    only: tuple[Playbook, ...] = (BILLING,)
    assert advise(about("Meh.", claimed()), only) == NO_ADVICE


def test_somebody_who_was_unhappy_twice_before_is_not_met_as_if_it_were_the_first_time() -> None:
    before = tuple(replace(ANSWER, id=n, answered_at=NOW - timedelta(days=40 * n)) for n in (8, 9))
    file = replace(about("Meh."), earlier=before)
    assert times_unhappy(file) == 2
    first = choices_for(file, LIBRARY)[0]
    assert first.playbook.name == "repeat_complainant"
    assert [one.value for one in first.reason if one.key == "repeat"] == ["2"]


HAPPIER = {"passive_nine", "promoter_thanks", "reference_request", "thank_you"}


@pytest.mark.parametrize("later", [(8, Band.PASSIVE), (10, Band.PROMOTER), (None, None)])
@pytest.mark.parametrize("comment", [None, "Thanks, and the invoice?"])
def test_whoever_needs_help_is_not_asked_for_a_review_because_the_newest_score_is_higher(
    later: tuple[int | None, Band | None], comment: str | None
) -> None:
    newest = replace(ANSWER, id=2, score=later[0], band=later[1], comment=comment)
    unhappy = replace(ANSWER, comment=None)
    revised = newest if later[1] else unhappy
    for answers in ((unhappy, newest), (newest, unhappy), (revised,)):
        offered = choices_for(replace(case_file(), responses=answers), LIBRARY)
        assert offered
        assert HAPPIER.isdisjoint(choice.playbook.name for choice in offered)
    happy = replace(case_file(kind=CaseKind.THANKS), responses=(replace(newest, band=Band.PROMOTER),))
    assert not HAPPIER.isdisjoint(choice.playbook.name for choice in choices_for(happy, LIBRARY))


def test_a_reply_to_whoever_needs_help_does_not_speak_of_the_ten_they_gave_later() -> None:
    ten = replace(ANSWER, id=2, score=10, band=Band.PROMOTER, comment=None)
    assert answer_for(replace(case_file(), responses=(ANSWER, ten))) == ANSWER
    assert answer_for(replace(case_file(), responses=(ten,))) == ten
    assert answer_for(replace(case_file(kind=CaseKind.THANKS), responses=(ANSWER, ten))) == ten


def test_a_title_on_a_five_star_card_does_not_ask_for_a_nine() -> None:
    assert not [playbook.title for playbook in LIBRARY if any(letter.isdigit() for letter in playbook.title)]


def test_two_people_who_tick_at_the_same_time_both_keep_their_ticks() -> None:
    file = ticked(about("invoice"), "U0ANA", {0}, set())
    file = ticked(file, "U0BO", {1}, set())
    assert done(file) == {0, 1}


def test_a_tick_can_be_taken_back_even_before_the_card_is_drawn_anew() -> None:
    file = ticked(about("invoice"), "U0ANA", {0, 1}, set())
    assert done(ticked(file, "U0ANA", {1}, set())) == {1}
    assert done(ticked(file, "U0BO", {1}, {0, 1})) == {1}
    assert done(ticked(file, "U0BO", {2}, set())) == {0, 1, 2}


def test_a_click_that_came_twice_is_in_the_history_once() -> None:
    file = ticked(about("invoice"), "U0ANA", {0}, set())
    assert ticked(file, "U0ANA", {0}, set()).events == file.events


def test_a_step_that_was_reworded_is_open_again() -> None:
    file = ticked(about("invoice"), "U0ANA", {0}, set())
    assert set(steps_done(file.events)).isdisjoint({"Look at the bill"})
