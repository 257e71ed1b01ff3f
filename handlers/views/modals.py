"""The short modals: closing, not a case, snoozing, waiting, handing over, logging a call."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DatePickerElement,
    StaticSelectElement,
    UserSelectElement,
)

from handlers.language import _
from handlers.views.modal_parts import Modal, about, field, modal, option, text_input
from handlers.views.mrkdwn import line
from handlers.views.outcomes import outcome_words
from handlers.views.states import NOTE, REASON, WELL
from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, Outcome
from playbooks.snoozes import CHOICES


def close_modal(file: CaseFile) -> Modal:
    """How it ended and what caused it. Only outcomes that there is evidence for can be chosen, and none is chosen yet:
    that somebody wants to hear from us no more is said on purpose."""
    case = file.case
    outcomes = [outcome for outcome in Outcome if outcome is not Outcome.FALSE_ALARM]
    if case.contacted_at is None:
        outcomes = [Outcome.NO_CONTACT]
    options = [option(outcome.value, outcome_words(outcome)) for outcome in outcomes]
    select = StaticSelectElement(action_id="outcome", options=options)
    blocks: list[Block] = [about(file), field("outcome", _("How did it end?"), select)]
    if case.contacted_at is None:
        hint = _("Nobody has been in touch with the customer yet. Reply or log a call to close it another way.")
        blocks.append(ContextBlock(elements=[line(hint)]))
    if case.kind is CaseKind.RESCUE:
        blocks.append(
            field(
                "well",
                _("What caused it?"),
                text_input("well", longest=WELL, initial=case.well),
                hint=_("Name the cause in a few words, or write one-off."),
            )
        )
    note = text_input("note", multiline=True)
    blocks.append(field("note", _("Anything others should know?"), note, optional=True))
    return modal(file, "close", _("Close the case"), blocks, _("Close"))


def not_a_case_modal(file: CaseFile) -> Modal:
    """Why this should not have become a case."""
    why = field(
        "why",
        _("Why is this not a case?"),
        text_input("why", longest=NOTE),
        hint=_("For example: a test, a duplicate, or meant for somebody else."),
    )
    return modal(file, "not_a_case", _("Not a case"), [about(file), why], _("Close it"))


def snooze_modal(file: CaseFile, choices: Sequence[str] = CHOICES) -> Modal:
    """Until when nothing is due, and why: the card says both to everybody."""
    labels = {
        "1h": _("In an hour"),
        "tomorrow": _("Tomorrow morning"),
        "monday": _("Monday morning"),
        "date": _("On another day"),
        "customer": _("When the customer answers"),
    }
    until = StaticSelectElement(action_id="until", options=[option(choice, labels[choice]) for choice in choices])
    day = DatePickerElement(action_id="date")
    blocks: list[Block] = [
        about(file),
        field("until", _("When should it come back?"), until),
        field("date", _("Which day?"), day, hint=_("Only for another day."), optional=True),
        field(
            "why",
            _("Why?"),
            text_input("why", longest=REASON),
            hint=_("A few words for the card, which all can read. Only “when the customer answers” needs none."),
            optional=True,  # to choose to wait for the customer says it already
        ),
    ]
    return modal(file, "snooze", _("Snooze"), blocks, _("Snooze"))


def waiting_modal(file: CaseFile, day: date) -> Modal:
    """We have done our part, and the customer has not answered yet: until which day we wait."""
    picker = DatePickerElement(action_id="date", initial_date=day.isoformat())
    hint = _("The card says that you are waiting, and until when. If the customer answers sooner, it comes back then.")
    blocks: list[Block] = [about(file), field("date", _("Until which day?"), picker, hint=hint)]
    return modal(file, "waiting", _("Waiting for them"), blocks, _("Wait"))


def hand_over_modal(file: CaseFile) -> Modal:
    """Who takes the case, and what they should know."""
    blocks: list[Block] = [
        about(file),
        field("to", _("Who takes it?"), UserSelectElement(action_id="to")),
        field("why", _("What should they know?"), text_input("why", longest=NOTE, multiline=True), optional=True),
    ]
    return modal(file, "hand_over", _("Hand over"), blocks, _("Hand over"))


def log_call_modal(file: CaseFile) -> Modal:
    """What was said on the telephone."""
    said = field("why", _("What was said?"), text_input("why", multiline=True))
    return modal(file, "log_call", _("Log a call"), [about(file), said], _("Save"))
