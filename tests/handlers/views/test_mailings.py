"""Mailings in Slack: whoever is answered and whatever they are called, Slack takes every window and every message."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.library import load_library
from handlers.language import speaking
from handlers.views.list_keys import InStorm, Search
from handlers.views.mailing_lines import counts_line, left_out_line
from handlers.views.mailing_message import MailingView, mailing_message
from handlers.views.mailings import Preview, choose_modal, preview_modal
from handlers.views.outreach import MailingLine, figures_line, outreach_message, since_line
from playbooks.cards import CaseFile
from playbooks.letters import letter
from playbooks.mailings import MOST, MailingState
from playbooks.outreach import Figures
from playbooks.policy import Mailings
from playbooks.recipients import Candidate, LeftOut, Progress, RecipientState, Selection
from tests.handlers.cases_strategy import ANA, DAWN, NAMES, case_files, texts
from tests.handlers.views.bracketed import BRACKETED, unspoken
from tests.handlers.views.kari import FILE
from tests.handlers.views.limits import check_message, check_view

GENTLE = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
RULES, LIBRARY = Mailings(), load_library()
FIGURES = Figures(sent=34, bounced=1, clicked=None, answered=5, unsubscribed=0, recovered=3)
TITLES = {one.title for one in LIBRARY}
ALL_REASONS = dict.fromkeys(LeftOut, 3)


def selection(file: CaseFile, count: int) -> Selection:
    """So many customers like this one, and one left out for each reason."""
    chosen = [Candidate(replace(file.case, id=n + 1), file.customer) for n in range(count)]
    left = [(Candidate(file.case, file.customer), reason) for reason in LeftOut]
    return Selection(tuple(chosen), tuple(left))


def preview(file: CaseFile, count: int, agent: str = "Ana Popescu") -> Preview:
    letters = [letter(LIBRARY[n % len(LIBRARY)], file, "Acme", agent) for n in range(count)]
    return Preview(7, LIBRARY[0].title, selection(file, count), letters, agent)


@settings(GENTLE, max_examples=10)
@given(case_files(), st.sampled_from([1, 3, 101]), texts())
def test_slack_takes_every_window(file: CaseFile, count: int, agent: str) -> None:
    for key in ("mine", InStorm(10**9), Search(agent)):
        check_view(choose_modal(key, selection(file, count), LIBRARY, RULES, 20))
    check_view(preview_modal(preview(file, count, agent), RULES))


def test_slack_takes_the_largest_window() -> None:
    check_view(choose_modal("mine", selection(FILE, MOST), LIBRARY, RULES, MOST))


def view(title: str, state: MailingState, **states: int) -> MailingView:
    progress = Progress({RecipientState(name): n for name, n in states.items()}, ALL_REASONS)
    return MailingView(7, ANA, title, state, progress, ANA, NAMES, waits=True, since=since_line(FIGURES))


@GENTLE
@given(texts(), st.sampled_from(MailingState), st.integers(0, 500), st.integers(0, 500))
def test_slack_takes_every_message_and_it_pings_nobody(
    title: str, state: MailingState, sent: int, waiting: int
) -> None:
    shown = view(title, state, sent=sent, waiting=waiting, refused=1, doubt=1, stopped=1, left_out=3)
    for message in (mailing_message(shown, RULES), mailing_message(shown, RULES, plain=True)):
        check_message(message)
        assert "<@" not in message.text
        assert "<!channel" not in message.text


def test_it_says_how_far_it_is_and_offers_to_stop_only_while_it_goes() -> None:
    going = mailing_message(view("Late", MailingState.GOING, sent=12, refused=1, waiting=24), RULES)
    assert "is answering 37 customers with “Late”: 12 sent, 1 not delivered, 24 to go" in going.text
    assert "mailing_stop" in str(going.blocks)
    over = mailing_message(view("Late", MailingState.DONE, sent=36, refused=1), RULES)
    assert "answered 37 customers with “Late”: 36 sent, 1 not delivered" in over.text
    assert "mailing_stop" not in str(over.blocks)


def test_the_reasons_are_said_with_their_counts() -> None:
    said = left_out_line({LeftOut.NO_CONTACT: 1, LeftOut.LATELY: 2}, RULES)
    assert said == "Left out: 1 who wants no contact, 2 contacted in the last 14 days."
    assert left_out_line({}, RULES) is None
    assert counts_line(Progress({RecipientState.WAITING: 3})) == "0 sent, 3 to go"


def test_what_cannot_be_counted_is_not_shown_as_none() -> None:
    assert "page" not in figures_line(FIGURES)
    assert "0 clicked on our page" in figures_line(replace(FIGURES, clicked=0))
    assert since_line(FIGURES) == "Since then: 5 answered, 3 recovered."
    assert since_line(Figures(34, 0, None, 0, 0, 0)) is None


@GENTLE
@given(st.dictionaries(texts(), st.just(FIGURES), max_size=30), texts(), st.integers(0, 40))
def test_slack_takes_every_report(playbooks: dict[str, Figures], title: str, count: int) -> None:
    mailings = [MailingLine(ANA, title, DAWN, FIGURES)] * count
    check_message(outreach_message(playbooks, mailings, NAMES, (DAWN, DAWN), title))


@pytest.mark.parametrize("state", MailingState)
def test_no_word_escapes_translation(state: MailingState) -> None:
    with speaking(BRACKETED):
        shown = view("", state, sent=1, waiting=1, refused=1, doubt=1, stopped=1, left_out=3)
        for drawn in (
            choose_modal("mine", selection(FILE, 101), LIBRARY, RULES, 20),
            mailing_message(shown, RULES).blocks,
            outreach_message({}, [MailingLine(ANA, "", DAWN, FIGURES)], NAMES, (DAWN, DAWN), "").blocks,
        ):
            assert [words for words in unspoken(drawn) if words not in TITLES] == []
