"""My settings: the modal in which a person decides about their own reminders, and what it says in one line."""

from datetime import time

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    HeaderBlock,
    RadioButtonsElement,
    TimePickerElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from handlers.language import _
from handlers.views.modal_parts import TITLE, Modal, field, option, words
from handlers.views.mrkdwn import escape, line
from playbooks.absence import Leave
from playbooks.clocks import Calendar
from playbooks.hours import WEEKDAYS, Span, WorkingHours
from playbooks.settings import Settings, Slip

SETTINGS = "settings"


def settings_modal(decided: Settings, usual: Calendar, *, zone_known: bool = True) -> Modal:
    """Own hours, leave, and how often. What is left empty is as in the team. `zone_known`: Slack tells their zone;
    else it is taken to be the team's."""
    zone = _("Times are those of {zone}, which is where Slack says you are.")
    if not zone_known:
        zone = _("Slack does not say in which time zone you are, so times are those of your team, {zone}.")
    zone = zone.format(zone=escape(usual.timezone))
    blocks: list[Block] = [
        HeaderBlock(text=words(_("When you work"), 150)),
        ContextBlock(elements=[line(f"{zone} {_('Nobody reminds you at other times.')}")]),
        *_hours(decided.hours, usual.hours),
        DividerBlock(),
        HeaderBlock(text=words(_("Leave"), 150)),
        *_leave(decided.leave),
        DividerBlock(),
        field("pace", _("Reminders"), _pace(once_a_day=decided.once_a_day)),
    ]
    view = View(
        type="modal",
        callback_id=SETTINGS,
        title=words(_("My settings"), TITLE),
        submit=words(_("Save"), TITLE),
        close=words(_("Cancel"), TITLE),
        blocks=blocks,
    )
    drawn: Modal = view.to_dict()
    return drawn


def _hours(own: WorkingHours | None, usual: WorkingHours) -> list[Block]:
    days = (own or usual).days
    as_there = all(not day or day == of_team for day, of_team in zip(days, usual.days, strict=True))
    spans: tuple[Span, ...] = () if as_there else next((day for day in days if day), ())
    begin, end = (spans[0][0], spans[-1][1]) if spans else (None, None)
    lunch, back = (spans[0][1], spans[1][0]) if len(spans) == 2 else (None, None)
    options = [option(day, _day_name(day)) for day in WEEKDAYS]
    chosen = [one for one, spans in zip(options, days, strict=True) if spans]
    boxes = CheckboxesElement(action_id="days", options=options, initial_options=chosen or None)
    as_team = _("Empty: as your team.")
    return [
        field("days", _("Days"), boxes, optional=True),
        field("begin", _("From"), _clock("begin", begin), hint=as_team, optional=True),
        field("end", _("Until"), _clock("end", end), hint=as_team, optional=True),
        field("lunch_begin", _("Lunch from"), _clock("lunch_begin", lunch), optional=True),
        field("lunch_end", _("Lunch until"), _clock("lunch_end", back), optional=True),
    ]


def _clock(name: str, at: time | None) -> TimePickerElement:
    return TimePickerElement(action_id=name, initial_time=f"{at:%H:%M}" if at else None)


def _leave(leave: Leave | None) -> list[Block]:
    first = DatePickerElement(action_id="leave_first", initial_date=leave.first.isoformat() if leave else None)
    last = DatePickerElement(action_id="leave_last", initial_date=leave.last.isoformat() if leave else None)
    stand_in = UserSelectElement(action_id="stand_in", initial_user=leave.stand_in if leave else None)
    hint = _("Gets your cases while you are away. Without one, your team finds somebody.")
    return [
        field("leave_first", _("First day"), first, optional=True),
        field("leave_last", _("Last day"), last, optional=True),
        field("stand_in", _("Who stands in for you?"), stand_in, hint=hint, optional=True),
    ]


def _pace(*, once_a_day: bool) -> RadioButtonsElement:
    as_they_come = option("now", _("As they come, up to your team's limit for a day"))
    daily = option("daily", _("One list a day; what comes later joins it silently"))
    return RadioButtonsElement(
        action_id="pace", options=[as_they_come, daily], initial_option=daily if once_a_day else as_they_come
    )


def settings_line(decided: Settings) -> str:
    """What somebody has decided, in a line of mrkdwn."""
    said = [_("in your own hours") if decided.hours else _("in your team's hours")]
    said.append(_("one list a day") if decided.once_a_day else _("as they come"))
    if leave := decided.leave:
        dates = {"first": leave.first.isoformat(), "last": leave.last.isoformat()}
        said.append(_("leave from {first} to {last}").format(**dates))
    return _("Reminders: {how}.").format(how=", ".join(said))


def slip_words(slip: Slip) -> str:
    """What is wrong, for the field where it is wrong."""
    return {
        Slip.NO_DAYS: _("Choose at least one day. If you are away for longer, set your leave below."),
        Slip.HALF: _("Fill in both, or neither."),
        Slip.NOT_A_TIME: _("Write a time such as 09:00."),
        Slip.ENDS_FIRST: _("This must be later than the time before it."),
        Slip.LUNCH_OUTSIDE: _("Lunch must lie between the beginning and the end of your day."),
        Slip.NO_HOURS: _("Say from when until when, since your team has no hours for that."),
        Slip.NOT_A_DAY: _("Choose a day."),
        Slip.LEAVE_ENDS_FIRST: _("The last day lies before the first."),
        Slip.LEAVE_OVER: _("This leave is over. Choose later days, or clear both."),
        Slip.NO_LEAVE: _("Say from when until when somebody stands in."),
        Slip.OWN_STAND_IN: _("Choose somebody else: you are away then."),
        Slip.NOT_A_COLLEAGUE: _("Please choose somebody who works here."),
    }[slip]


def _day_name(day: str) -> str:
    return {
        "mon": _("Monday"),
        "tue": _("Tuesday"),
        "wed": _("Wednesday"),
        "thu": _("Thursday"),
        "fri": _("Friday"),
        "sat": _("Saturday"),
        "sun": _("Sunday"),
    }[day]
