"""A case on one line, for lists and App Home: which, what, who, with whom, and what is due."""

from datetime import datetime

from slack_sdk.models.blocks import ButtonElement, SectionBlock

from handlers.language import _
from handlers.views.mrkdwn import ago, line, literal, when, written
from handlers.views.people import customer_name, name_of
from handlers.views.scores import latest, score_words
from handlers.views.states import case_name
from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, CaseState
from playbooks.clocks import Duty
from playbooks.customers import Touch
from playbooks.urgency import is_overdue, is_snoozed

NAME, REASON, WORDS = 60, 60, 120
ENOUGH = 1000  # of a comment that may be 200,000 long, to find its first words in


def case_line(file: CaseFile, now: datetime, viewer: str | None = None, number: str | None = None) -> str:
    """ "Case 12 · 2 of 10 · Ingrid Haugen, Nordlys Shipping (high touch) · claimed by Ana · contact due ..."

    Escaped mrkdwn. `viewer` is told "yours" instead of their own name; `number` replaces "Case 12".
    """
    parts = (number or case_name(file.case.id), _why(file), _who(file), _with_whom(file, viewer), _due(file, now))
    return " · ".join(part for part in parts if part)


def comment_line(file: CaseFile) -> str | None:
    """The beginning of the customer's latest words, so that the case is recognised; None where there are none."""
    beginnings = [(response.comment or "")[:ENOUGH] for response in file.responses]
    said = [beginning for beginning in beginnings if written(beginning)]
    return f"“{literal(said[-1], WORDS)}”" if said else None


def case_text(file: CaseFile, now: datetime, viewer: str | None = None) -> str:
    """The line and the customer's words, as a screen reader says them."""
    return "\n".join(filter(None, (case_line(file, now, viewer), comment_line(file))))


def case_words(file: CaseFile, now: datetime, viewer: str | None = None) -> str:
    """The same for the eye: the number stands out."""
    marked = case_line(file, now, viewer, number=f"*{case_name(file.case.id)}*")
    return "\n".join(filter(None, (marked, comment_line(file))))


def case_section(file: CaseFile, now: datetime, viewer: str | None = None) -> SectionBlock:
    """The case with a button that opens its card."""
    return SectionBlock(text=line(case_words(file, now, viewer)), accessory=open_button(file))


def open_button(file: CaseFile) -> ButtonElement:
    label = _("Open case {id}").format(id=file.case.id)
    return ButtonElement(text=_("Open"), action_id="case_open", value=str(file.case.id), accessibility_label=label)


def _why(file: CaseFile) -> str:
    answer = latest(file.responses)
    score = score_words(answer) if answer else ""
    if file.case.kind is CaseKind.THANKS:
        return _("{score}, to thank").format(score=score) if score else _("to thank")
    if file.case.kind is CaseKind.ASK:
        return _("{score}, to ask").format(score=score) if score else _("to ask")
    return score


def _who(file: CaseFile) -> str:
    name = literal(customer_name(file.customer), NAME)
    account = literal(file.customer.account or "", NAME)
    known = ", ".join(filter(None, (name, account)))
    remarks = [_("high touch")] if file.customer.touch is Touch.HIGH else []
    if file.customer.do_not_contact:
        remarks.append(_("wants no contact"))
    elif file.customer.unsubscribed_at:
        remarks.append(_("unsubscribed"))
    return f"{known} ({', '.join(remarks)})" if remarks else known


def _with_whom(file: CaseFile, viewer: str | None) -> str:
    case = file.case
    if case.state is CaseState.CLOSED:
        return _("closed by {name}").format(name=name_of(case.closed_by, file.names))
    if case.owner is None:
        return _waits_for(file, viewer)
    if case.owner == viewer:
        return _("yours, customer contacted") if case.state is CaseState.CONTACTED else _("yours")
    name = name_of(case.owner, file.names)
    if case.state is CaseState.CONTACTED:
        return _("claimed by {name}, customer contacted").format(name=name)
    if case.given:
        return _("given to {name}").format(name=name)
    return _("claimed by {name}").format(name=name)


def _waits_for(file: CaseFile, viewer: str | None) -> str:
    if file.case.kept_for is None:
        return _("not claimed")
    if file.case.kept_for == viewer:
        return _("waits for you first")
    return _("waits for {name} first").format(name=name_of(file.case.kept_for, file.names))


def _due(file: CaseFile, now: datetime) -> str:
    if not file.case.is_open:
        return ""
    if is_snoozed(file, now) and file.case.snoozed_until:
        until = when(file.case.snoozed_until)
        reason = literal(file.case.snooze_reason or "", REASON)
        if not reason:
            return _("asleep until {when}").format(when=until)
        return _("asleep until {when}: {reason}").format(when=until, reason=reason)
    if file.due is None:
        return ""
    if is_overdue(file, now):
        return _overdue_words(file.due.duty).format(ago=ago(file.due.at))
    return _due_words(file.due.duty).format(when=when(file.due.at))


def _due_words(duty: Duty) -> str:
    return {
        Duty.CLAIM: _("claim due {when}"),
        Duty.CONTACT: _("contact due {when}"),
        Duty.CLOSE: _("closing due {when}"),
    }[duty]


def _overdue_words(duty: Duty) -> str:
    return {
        Duty.CLAIM: _("overdue: claim was due {ago}"),
        Duty.CONTACT: _("overdue: contact was due {ago}"),
        Duty.CLOSE: _("overdue: closing was due {ago}"),
    }[duty]
