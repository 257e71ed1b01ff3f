"""The policy: what `loopwell.toml` decides, as values. Reading the file is the business of `bot/configuration.py`."""

from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from playbooks.bands import complete_bands, thresholds_of
from playbooks.clocks import WorkingHours, parse_duration, parse_hours
from playbooks.customers import Touch
from playbooks.days_off import Holidays, country_alone, workless_year
from playbooks.hours import USUAL_HOURS, parse_stay
from playbooks.names import (
    Channel,
    HookAddress,
    Language,
    Person,
    Section,
    Text,
    Unfit,
    UserId,
    Zone,
)
from playbooks.responses import USUAL_THRESHOLDS, Band, Metric, Thresholds
from playbooks.sources import Source

Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Stay = Annotated[timedelta, BeforeValidator(parse_stay)]
Count = Annotated[int, Field(strict=True, gt=0, le=10_000)]


def listed(value: Any) -> Any:
    """A single text stands for a list of one: `touch = "high"`."""
    return [value] if isinstance(value, str) else value


class Company(Section):
    """Who we are. `fallback_channel` gets the cards whose own channel is gone; `admins` are ids or "@group"."""

    name: Text
    timezone: Zone = "UTC"
    fallback_channel: Channel | None = None
    admins: tuple[Person, ...] = ()

    @property
    def told_of_trouble(self) -> tuple[str, ...]:
        """Who hears of trouble: the admins by direct message; where only groups are named, the fallback channel."""
        people = tuple(admin for admin in self.admins if not admin.startswith("@"))
        return people or ((self.fallback_channel,) if self.fallback_channel else ())


class Assign(StrEnum):
    """How a new case finds its owner: somebody claims it, each gets one in turn, or who has the fewest gets it."""

    CLAIM = "claim"
    ROUND_ROBIN = "round_robin"
    LEAST_OPEN = "least_open"


class Team(Section):
    """Who works on cases, where, and when. No `timezone`: the company's. `rotation`: who gets cases in turn, also those
    whose owner is not there; where it names nobody, `members` are assigned to and managers are asked. `languages` are
    those that the team reads, the one into which others are translated first; without any nothing is translated."""

    name: Text
    channel: Channel
    managers: tuple[Person, ...] = ()
    members: tuple[Person, ...] = ()
    timezone: Zone | None = None
    hours: Annotated[WorkingHours | None, BeforeValidator(parse_hours)] = None
    holidays: Annotated[Holidays | None, BeforeValidator(country_alone)] = None
    assign: Assign = Assign.CLAIM
    rotation: tuple[UserId, ...] = ()
    languages: tuple[Language, ...] = ()

    @model_validator(mode="after")
    def _somebody_can_be_chosen(self) -> Self:
        if self.assign is not Assign.CLAIM and not (self.members or self.rotation):
            what = f'has assign = "{self.assign.value}" but names nobody who could be chosen'
            raise Unfit(what, 'Add members = ["@support-agents"], or rotation = ["U0ANA", "U0BEN"].')
        if len(set(self.rotation)) < len(self.rotation):
            raise Unfit("names somebody twice in its rotation", "Name each person once.")
        return self

    @model_validator(mode="after")
    def _there_is_work(self) -> Self:
        hours = self.hours or USUAL_HOURS
        if self.holidays and (year := workless_year(hours, self.holidays)):
            what = f"never works in {year}: its holidays take every one of its working days"
            raise Unfit(what, "Name fewer dates under holidays, or more days under hours.")
        return self


class When(Section):
    """What a route asks of a case; everything that is given must hold, any value of a list will do."""

    band: Annotated[tuple[Band, ...], BeforeValidator(listed)] = ()
    touch: Annotated[tuple[Touch, ...], BeforeValidator(listed)] = ()
    touchpoint: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()
    source: Annotated[tuple[str, ...], BeforeValidator(listed)] = ()
    language: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()
    account: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()
    value_min: Annotated[int, Field(strict=True, ge=0)] | None = None
    mentions: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The conditions that are given, kept because every answer is held against those of many routes. A
        `model_copy` would keep them too: make a new one instead."""
        return tuple(name for name, value in self if value not in ((), None))


class Limits(Section):
    """Business time for each of the three clocks."""

    claim: Duration
    contact: Duration
    close: Duration


class RouteLimits(Section):
    """The limits that a route sets; what it leaves out is as for every customer of that touch."""

    claim: Duration | None = None
    contact: Duration | None = None
    close: Duration | None = None


class Route(Section):
    """Where a case goes and how loudly: a card now, a line in the daily digest, or nothing."""

    team: str
    when: When = When()
    deliver: Literal["card", "digest", "none"] = "card"
    limits: RouteLimits = RouteLimits()

    @cached_property
    def key(self) -> str:
        """What a route is known by: its team and what it asks for, wherever it stands in the file, whatever its
        limits. Kept, as `asked` is."""
        return sha256(f"{self.team}\n{self.when.model_dump_json()}".encode()).hexdigest()[:16]


USUAL_LIMITS = {
    Touch.HIGH: Limits(claim=timedelta(hours=1), contact=timedelta(hours=4), close=timedelta(hours=40)),
    Touch.LOW: Limits(claim=timedelta(hours=8), contact=timedelta(hours=16), close=timedelta(hours=80)),
}


def complete_limits(value: Any) -> Any:
    """What the file leaves out of the limits keeps its usual value."""
    if not isinstance(value, dict):
        return value
    given = {
        touch: {**dict(USUAL_LIMITS[touch]), **limits} if isinstance(limits, dict) and touch in USUAL_LIMITS else limits
        for touch, limits in value.items()
    }
    return {**USUAL_LIMITS, **given}


class Nags(Section):
    """How often one person may be reminded."""

    per_person_per_day: Count = 6


class Pace(Section):
    """How fast Slack may be spoken to in one channel: `per_second` messages, `burst` at once.

    `when_unsure`: whether to post again after a lost answer where the channel's history may not be read, so that we
    cannot look if the card is there. "post" may show a card twice, "wait" may show it late.

    `keep_raw`: how long the raw bodies of accepted deliveries are kept, by the calendar (a day is 24 hours). What is
    set aside is kept until it is read."""

    per_second: Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)] = 1.0
    burst: Count = 3
    storm_after: Duration = timedelta(seconds=30)
    when_unsure: Literal["post", "wait"] = "post"
    keep_raw: Stay = timedelta(days=30)


class Mailings(Section):
    """One mail to many: `per_minute` of them, none to a customer whom somebody contacted within `again_after` (by the
    calendar), and at most `most_by_agent` at once by somebody who does not lead the team."""

    per_minute: Annotated[int, Field(strict=True, gt=0, le=600)] = 60
    again_after: Stay = timedelta(days=14)
    most_by_agent: Count = 20


class Mails(Section):
    """Mail that comes in: by which way, and the secret that proves who brings it. Without one, a generic sender uses
    LOOPWELL_API_TOKEN, and the others bring nothing."""

    inbound: Literal["generic", "postmark", "mailgun"] = "generic"
    inbound_secret: str | None = Field(default=None, repr=False)


class Replies(Section):
    """How replies leave, where not by our own mail: `webhook` is the address of a helpdesk that sends them, and
    `secret` signs what it gets."""

    webhook: HookAddress | None = None
    secret: str | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _a_webhook_is_signed(self) -> Self:
        if self.webhook and not self.secret:
            raise Unfit("has a webhook without a secret", 'Add secret = { env = "REPLIES_SECRET" }.')
        return self


class Drafts(Section):
    """What AI may cost: drafts, translations and summaries together, in tokens per calendar month (UTC)."""

    monthly_tokens: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000_000)] = 2_000_000


class Policy(Section):
    """Everything that was decided, checked and complete."""

    company: Company
    sources: tuple[Source, ...] = ()
    teams: Annotated[tuple[Team, ...], Field(min_length=1)]
    routes: tuple[Route, ...] = ()
    limits: Annotated[dict[Touch, Limits], BeforeValidator(complete_limits)] = Field(
        default_factory=lambda: dict(USUAL_LIMITS)
    )
    nags: Nags = Nags()
    mail: Mails = Mails()
    replies: Replies = Replies()
    delivery: Pace = Pace()
    drafts: Drafts = Drafts()
    mailings: Mailings = Mailings()
    bands: Annotated[
        dict[Metric, Annotated[Thresholds, BeforeValidator(thresholds_of)]], BeforeValidator(complete_bands)
    ] = Field(default_factory=lambda: dict(USUAL_THRESHOLDS))

    def team(self, name: str) -> Team:
        """The team of that name; the first team where it is gone from the file (its cases must go somewhere)."""
        for team in self.teams:
            if team.name == name:
                return team
        return self.teams[0]

    def source(self, name: str) -> Source | None:
        for source in self.sources:
            if source.name == name:
                return source
        return None
