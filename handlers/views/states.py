"""Where a case stands: who has it, what is due next, how it ended."""

from collections.abc import Iterator

from handlers.language import _
from handlers.views.mrkdwn import ago, literal, when
from handlers.views.outcomes import outcome_words
from handlers.views.pen import Pen
from handlers.views.people import name_of
from playbooks.cards import CaseFile
from playbooks.cases import ONE_OFF, Case, CaseKind, CaseState, What
from playbooks.clocks import Due, Duty

REASON = 200
WELL = 100
NOTE = 300
CHANNEL = 80
CUSTOMERS = frozenset({What.ANSWERED, What.REOPENED})
TALK = CUSTOMERS | {What.REPLIED, What.CALL_LOGGED, What.RECOVERED}


def case_name(case_id: int) -> str:
    """What people call a case: "Case 123"."""
    return _("Case {id}").format(id=case_id)


def standing(file: CaseFile, pen: Pen) -> list[str]:
    """What a card says of a case's state, most stable first."""
    return list(_standing(file, pen))


def _standing(file: CaseFile, pen: Pen) -> Iterator[str]:
    case = file.case
    yield case_name(case.id)
    yield purpose(case.kind)
    yield _("came in {ago}").format(ago=ago(case.opened_at))
    if case.recovered_at:
        yield _("✓ recovered, said the customer")
    if not case.is_open:
        yield from _ending(file, pen)
        return
    if waits := _customer_waits(file):
        yield waits
    yield holder(file)
    if why := _given_back(file, pen):
        yield why
    if case.snoozed_until:
        yield _asleep(case, pen)
    if file.due:
        yield due_words(file.due)


def purpose(kind: CaseKind) -> str:
    """What a case of this kind asks of us."""
    return {
        CaseKind.RESCUE: _("needs help"),
        CaseKind.THANKS: _("deserves thanks"),
        CaseKind.ASK: _("worth asking for more"),
    }[kind]


def _customer_waits(file: CaseFile) -> str:
    """Whether the customer's own word is the latest of what was said between us."""
    said = [event.what for event in file.events if event.what in TALK]
    if not said or said[-1] not in CUSTOMERS:
        return ""
    return _("the customer answered") if said[-1] is What.ANSWERED else _("the customer says it is not solved")


def holder(file: CaseFile) -> str:
    """Who has an open case, and whether the customer has heard from us."""
    case = file.case
    name = name_of(case.owner, file.names) if case.owner else None
    if case.contacted_at and name:
        return _("claimed by {name}, in touch since {when}").format(name=name, when=when(case.contacted_at))
    if case.contacted_at:
        return _("nobody has it now, though we were in touch {when}").format(when=when(case.contacted_at))
    if name and case.state is not CaseState.OPEN:
        return _("claimed by {name}").format(name=name)
    return _("nobody has it yet")


def _given_back(file: CaseFile, pen: Pen) -> str:
    """Why a case that somebody had is in the channel again, where that was not a person's doing."""
    released = [event for event in file.events if event.what in (What.RELEASED, What.CLAIMED, What.HANDED_OVER)]
    if file.case.owner or not released or released[-1].what is not What.RELEASED or released[-1].who:
        return ""
    return _("back in the channel: {why}").format(why=pen.say(released[-1].why or "", REASON))


def due_words(due: Due) -> str:
    """What is due next, and when."""
    shape = {
        Duty.CLAIM: _("next: claim it by {when}"),
        Duty.CONTACT: _("next: get in touch by {when}"),
        Duty.CLOSE: _("next: close it by {when}"),
    }[due.duty]
    return shape.format(when=when(due.at))


def _asleep(case: Case, pen: Pen) -> str:
    assert case.snoozed_until
    until = when(case.snoozed_until)
    if not case.snooze_reason:
        return _("asleep until {when}").format(when=until)
    reason = pen.say(case.snooze_reason, REASON)
    return _("asleep until {when}: {reason}").format(when=until, reason=reason)


def _ending(file: CaseFile, pen: Pen) -> Iterator[str]:
    case = file.case
    name = name_of(case.closed_by, file.names)
    if case.closed_at:
        yield _("closed by {name}, {when}").format(name=name, when=when(case.closed_at))
    else:
        yield _("closed by {name}").format(name=name)
    if case.outcome:
        yield outcome_words(case.outcome)
    if case.well == ONE_OFF:
        yield _("cause: a one-off")
    elif case.well:
        yield _("cause: {well}").format(well=pen.say(case.well, WELL))
    if case.note:
        yield _("note: {note}").format(note=pen.say(case.note, NOTE))


def moved(channel: str) -> str:
    """Why the card is not in its team's channel. Escaped."""
    return _("This belongs in {channel}, where I cannot post.").format(channel=literal(channel, CHANNEL))
