"""Listeners: whatever a person can press in any card, window or list, somebody answers."""

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast

from hypothesis import given, settings
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import listeners
from bot.clicks import MORE, Listener
from bot.desk import Desk
from bot.listeners import register
from handlers.views.cards import card
from handlers.views.case_modal import card_modal
from handlers.views.drafts import offer
from handlers.views.home import Desk as HomeDesk
from handlers.views.home import home
from handlers.views.lists import case_list, list_modal
from handlers.views.modals import close_modal, hand_over_modal, log_call_modal, not_a_case_modal, snooze_modal
from handlers.views.reply_modal import TemplateOption, reply_modal
from handlers.views.report import report_message
from handlers.views.show_all import show_all_modal
from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, CaseState
from playbooks.periods import period
from playbooks.reports import CaseRow, summarise
from playbooks.roles import Person
from tests.handlers.cases_strategy import DAWN, case_files

Json = dict[str, Any]

ONLY_FOR_READING = {"case", "case_list", "show_all"}
"""Windows without a submit button: nobody waits for their answer."""


class Recorder:
    """Notes what is registered, as Bolt would."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Listener]] = defaultdict(dict)

    def __getattr__(self, kind: str) -> Callable[[object], Callable[[Listener], None]]:
        def register_for(what: object) -> Callable[[Listener], None]:
            name = what.pattern if isinstance(what, re.Pattern) else str(what)

            def take(listener: Listener) -> None:
                assert name not in self.known[kind], f"{kind} {name} is registered twice"
                self.known[kind][name] = listener

            return take

        return register_for


def registered() -> dict[str, dict[str, Listener]]:
    recorder = Recorder()
    register(cast(AsyncApp, recorder), cast(Desk, None))
    return recorder.known


def _elements(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if "action_id" in value:
            yield value
        for content in value.values():
            yield from _elements(content)
    elif isinstance(value, list | tuple):
        for content in value:
            yield from _elements(content)


def _report() -> Any:
    row = CaseRow(1, DAWN, DAWN, DAWN, None, "U0ANA", CaseKind.RESCUE, CaseState.CONTACTED, "support")
    report = summarise([], [row], period("week", DAWN + timedelta(hours=1), "UTC"), DAWN + timedelta(hours=1))
    return report_message(report, {}).blocks


def _drawn(file: CaseFile) -> Iterator[Any]:
    """All that can be shown of a case."""
    person = Person("U0ANA", "Ana", teams=frozenset({file.case.team}))
    many = [file] * 41
    yield card(file).blocks
    yield case_list("open", many, 41, DAWN).blocks
    yield list_modal("open", many[:20], 41, 2, DAWN)
    yield home(HomeDesk(person, many, many), DAWN)
    yield card_modal(file)
    yield show_all_modal(file)
    yield from (draw(file) for draw in (close_modal, not_a_case_modal, snooze_modal, hand_over_modal, log_call_modal))
    yield offer(reply_modal(file, [TemplateOption("one", "One", "fits")], "one", "Subject", "Text"))


@settings(max_examples=12)
@given(case_files())
def test_whatever_can_be_pressed_has_a_listener(file: CaseFile) -> None:
    """A button that nobody listens to shows a person a spinning wheel, and then a warning sign."""
    known = registered()
    for drawn in _drawn(file):
        fields = {id(element) for block in _inputs(drawn) for element in _elements(block)}
        for element in _elements(drawn):
            if id(element) not in fields:
                assert element["action_id"] in known["action"], element
        if isinstance(drawn, dict) and drawn["type"] == "modal" and drawn["callback_id"] not in ONLY_FOR_READING:
            assert drawn["callback_id"] in known["view"]
            assert "submit" in drawn


def _inputs(drawn: Any) -> list[Json]:
    blocks = drawn["blocks"] if isinstance(drawn, dict) else drawn
    return [block for block in blocks if block["type"] == "input"]


def test_the_buttons_of_a_report_have_a_listener() -> None:
    """The report is drawn from figures, not from one case."""
    pressed = {element["action_id"] for element in _elements(_report())}
    assert pressed == {"report_show"}
    assert pressed <= registered()["action"].keys()


@settings(max_examples=12)
@given(case_files())
def test_every_choice_under_more_is_known(file: CaseFile) -> None:
    """A choice that does nothing is a promise that was not kept."""
    for element in _elements(card(file).blocks):
        for option in element.get("options") or []:
            act, _colon, case_id = option["value"].partition(":")
            assert (act == "open" and option["url"]) or act in MORE
            assert int(case_id) == file.case.id


def test_every_listener_asks_only_for_what_bolt_gives() -> None:
    """Bolt passes None for a name that it does not know, and warns where nobody reads it."""
    given_by_bolt = set(inspect.signature(AsyncArgs.__init__).parameters) - {"self", "kwargs"}
    for kind, names in registered().items():
        for name, listener in names.items():
            assert set(inspect.signature(listener).parameters) <= given_by_bolt, f"{kind} {name}"
            assert inspect.iscoroutinefunction(listener)


def test_the_lists_are_what_is_registered() -> None:
    """The lists are the map of the product: nothing is registered beside them in secret."""
    known = registered()
    lists = [*listeners.ACTS, *listeners.LOOKS, *listeners.MAILS, *listeners.LISTS]
    assert set(known["action"]) == {name for name, _handler in lists} | {
        "case_more",
        "reply_template",
        "case_steps",
        "reply_language",
        "reply_preview",
        "reply_draft",
        "aside_again",
        "aside_again_source",
        "nag_give_1",
        "nag_give_2",
        ".*",
    }
    views = {name for name, _handler in [*listeners.SUBMISSIONS, *listeners.MAILINGS]}
    assert set(known["view"]) == views | {"settings"}
    assert set(known["command"]) == {"/loop"}
    assert set(known["event"]) == {"app_home_opened", "user_change", ".*"}
