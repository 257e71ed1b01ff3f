"""Settings: what a person decides about their own reminders."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.moment import Moment
from handlers.people import person
from handlers.reactions import NOTHING, Reaction, say
from handlers.views.refusals import refusal
from handlers.views.settings import settings_modal, slip_words
from playbooks.attention import hours_of
from playbooks.cases import Refused
from playbooks.clocks import Calendar
from playbooks.nags import is_person
from playbooks.names import known_zones
from playbooks.roles import Act, may
from playbooks.settings import Settings, Slip, read
from storage import looks, nags, settings
from storage.database import Connection


def ask_settings(db: Connection, at: Moment, _value: str = "") -> Reaction:
    """Opens the settings of whoever asks."""
    if reason := may(at.person, Act.LOOK):
        return say(refusal(Refused(reason), {}))
    known = at.person.timezone in known_zones()
    return Reaction(modal=settings_modal(settings.find(db, at.person.id), usual_hours(at), zone_known=known))


def on_settings(db: Connection, at: Moment, values: Mapping[str, str]) -> Reaction:
    """Keeps what was filled in. It counts at once: also for what waits for them, and for the cases that they have."""
    usual = usual_hours(at)
    today = at.now.astimezone(ZoneInfo(usual.timezone)).date()
    decided = read(values, at.person.id, today, usual.hours)
    if isinstance(decided, Settings) and decided.leave and decided.leave.stand_in:
        stand_in = decided.leave.stand_in
        if not is_person(stand_in) or person(db, at.policy, stand_in).stranger:
            decided = {"stand_in": Slip.NOT_A_COLLEAGUE}
    if not isinstance(decided, Settings):
        return Reaction(errors={field: slip_words(slip) for field, slip in decided.items()})
    keep(db, at.person.id, decided, at.now)
    return NOTHING


def keep(db: Connection, who: str, decided: Settings, now: datetime) -> None:
    """Saves what somebody has decided, and lets it count for all that waits."""
    settings.save(db, who, decided)
    looks.ask_for_those_of(db, [who], now)
    nags.hurry(db, who, now)


def usual_hours(at: Moment) -> Calendar:
    """When this person works as long as they say nothing: as their team does, in their own zone."""
    return hours_of(at.person.id, at.person, at.policy, at.policy.teams[0].name)
