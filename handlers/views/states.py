"""Where a case stands: who has it, what is due next, how it ended."""

from collections.abc import Iterator

from handlers.language import _
from handlers.views.mrkdwn import ago, when
from handlers.views.outcomes import outcome_words
from handlers.views.pen import Pen
from handlers.views.people import name_of
from playbooks.cards import CaseFile
from playbooks.cases import ONE_OFF, Absence, Case, CaseKind, CaseState, Given, What
from playbooks.clocks import Due, Duty

REASON = 200
WELL = 100
NOTE = 300
HANDS = (What.RELEASED, What.CLAIMED, What.HANDED_OVER, What.GIVEN, What.KEPT, What.TO_TEAM)
"""The steps by which a case comes into other hands."""
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
    if case.is_open:
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
    if case.away:
        yield away_words(file, case.away)
    if case.snoozed_until:
        yield _asleep(case, pen)
    if file.due and not (file.first_until and not file.case.owner):  # one date is enough: theirs comes first
        yield due_words(file.due, late=file.late)
    if file.rules_since:
        yield _("other time limits since {when}").format(when=when(file.rules_since))


def purpose(kind: CaseKind) -> str:
    """What a case of this kind asks of us."""
    match kind:
        case CaseKind.RESCUE:
            return _("needs help")
        case CaseKind.THANKS:
            return _("deserves thanks")
        case CaseKind.ASK:
            return _("worth asking for more")


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
    if case.kept_for and not name:
        return _kept(file, case.kept_for)
    if case.given and name:
        return _given(file, name)
    if case.contacted_at and name:
        return _("claimed by {name}, in touch since {when}").format(name=name, when=when(case.contacted_at))
    if case.contacted_at:
        return _("nobody has it now, though we were in touch {when}").format(when=when(case.contacted_at))
    if name and case.state is not CaseState.OPEN:
        return _("claimed by {name}").format(name=name)
    return _("nobody has it yet")


def _kept(file: CaseFile, manager: str) -> str:
    name = name_of(manager, file.names)
    if file.first_until:
        shape = _("with {name}, account manager, until {when}; then with the whole team")
        return shape.format(name=name, when=when(file.first_until))
    return _("with {name}, account manager").format(name=name)


def _given(file: CaseFile, name: str) -> str:
    said = _("given to {name} ({why})").format(name=name, why=given_words(file))
    if file.case.contacted_at:
        return _("{given}, in touch since {when}").format(given=said, when=when(file.case.contacted_at))
    return said


def given_words(file: CaseFile) -> str:
    """Why the bot gave this case to who has it; "" if it did not."""
    return reason_words(file.case.given, _instead(file)) if file.case.given else ""


def reason_words(why: Given, instead: str) -> str:
    """Why the bot gave a case to somebody. `instead` is the name of who had it before, or ""."""
    if why is Given.STAND_IN:
        return _("stands in for {name}").format(name=instead or _("somebody"))
    if why is Given.FEWEST:
        return _("fewest open cases")
    return _("next in turn, instead of {name}").format(name=instead) if instead else _("next in turn")


def _instead(file: CaseFile) -> str:
    """Whose case it was before the bot gave it away; "" if nobody's."""
    given = [event for event in file.events if event.what is What.GIVEN]
    before = given[-1].details.get("instead") if given else None
    return name_of(before, file.names) if before else ""


def away_words(file: CaseFile, why: Absence) -> str:
    """Why the owner is not there, and who is asked."""
    shape = {
        Absence.GONE: _("{name} has left, and the team's managers are asked who takes it"),
        Absence.LEAVE: _("{name} is on leave until {when}, and the team's managers are asked who takes it"),
        Absence.STATUS: _("{name} is away until {when}, and the team's managers are asked who takes it"),
    }
    until = file.case.away_until
    if until is None and why is not Absence.GONE:
        return _("{name} is away, and the team's managers are asked who takes it").format(
            name=name_of(file.case.owner, file.names)
        )
    return shape[why].format(name=name_of(file.case.owner, file.names), when=when(until) if until else "")


def _given_back(file: CaseFile, pen: Pen) -> str:
    """Why a case that somebody had is in the channel again, where that was not a person's doing."""
    moves = [event for event in file.events if event.what in HANDS]
    if file.case.owner or file.case.kept_for or not moves or moves[-1].who or not moves[-1].why:
        return ""
    shape = {
        What.RELEASED: _("back in the channel: {why}"),
        What.TO_TEAM: _("now for the whole team: {why}"),
    }.get(moves[-1].what)
    return shape.format(why=pen.say(moves[-1].why, REASON)) if shape else ""


def due_words(due: Due, *, late: bool) -> str:
    """What is due next, and when; or what should have happened by now, and since when."""
    shape = _late_words(due.duty) if late else _next_words(due.duty)
    return shape.format(when=when(due.at))


def _next_words(duty: Duty) -> str:
    return {
        Duty.CLAIM: _("next: claim it by {when}"),
        Duty.CONTACT: _("next: get in touch by {when}"),
        Duty.CLOSE: _("next: close it by {when}"),
    }[duty]


def _late_words(duty: Duty) -> str:
    return {
        Duty.CLAIM: _("late: claim it, it was due {when}"),
        Duty.CONTACT: _("late: get in touch, it was due {when}"),
        Duty.CLOSE: _("late: close it, it was due {when}"),
    }[duty]


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
