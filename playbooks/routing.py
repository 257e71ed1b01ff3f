"""Routing: which team an answer goes to, how it is told, and whether it opens a case. First match wins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from playbooks.acts import kind_for
from playbooks.cases import CaseKind
from playbooks.facts import Facts, Matched, same_language, same_text
from playbooks.mentions import mentioned
from playbooks.policy import Policy, Route, When
from playbooks.responses import Band

Deliver = Literal["card", "digest", "none"]


@dataclass(frozen=True)
class Routed:
    """Where an answer goes. `rule` counts the routes of the file from 1, and is None when none matched; `reason`
    is what held (empty for a route that asks nothing, and when none matched). `key` finds the route again in a file
    that was changed."""

    team: str
    deliver: Deliver
    rule: int | None = None
    reason: tuple[Matched, ...] = ()
    key: str | None = field(default=None, compare=False)


class Quiet(StrEnum):
    """Why an answer opens no case."""

    NOTHING_SAID = "nothing_said"
    PASSIVE = "passive"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True)
class Opened:
    """The answer opens a case of this kind, for this team."""

    kind: CaseKind
    team: str
    deliver: Deliver
    routed: Routed


@dataclass(frozen=True)
class NoCase:
    reason: Quiet
    routed: Routed


def route(policy: Policy, facts: Facts) -> Routed:
    """The first route all of whose conditions hold; where there is none, a card for the first team."""
    return _route(policy, facts)[0]


def opens_case(policy: Policy, facts: Facts) -> Opened | NoCase:
    """Whether an answer opens a case, of what kind, and for whom.

    Detractors and promoters do, and so do words without a score; a route that says `deliver = "none"` keeps them
    quiet. Passives do only when the route that they take names them in its `when.band`: somebody decided so.
    """
    routed, when = _route(policy, facts)
    if routed.deliver == "none":
        return NoCase(Quiet.NOT_DELIVERED, routed)
    if facts.band is Band.PASSIVE and Band.PASSIVE not in when.band:
        return NoCase(Quiet.PASSIVE, routed)
    if facts.band is None and not (facts.comment or "").strip():
        return NoCase(Quiet.NOTHING_SAID, routed)
    return Opened(kind_for(facts.band), routed.team, routed.deliver, routed)


def route_of(policy: Policy, key: str | None) -> Route | None:
    """The route that is known by this; None where the file has no such route any more."""
    return next((route for route in policy.routes if route.key == key), None) if key else None


def _worth(when: When, facts: Facts) -> str | None:
    enough = facts.value is not None and when.value_min is not None and facts.value >= when.value_min
    return str(facts.value) if enough else None


CONDITIONS: Mapping[str, Callable[[When, Facts], str | None]] = {
    "band": lambda when, facts: facts.band.value if facts.band and facts.band in when.band else None,
    "touch": lambda when, facts: facts.touch.value if facts.touch in when.touch else None,
    "touchpoint": lambda when, facts: same_text(when.touchpoint, facts.touchpoint),
    "source": lambda when, facts: same_text(when.source, facts.source),
    "language": lambda when, facts: same_language(when.language, facts.language),
    "account": lambda when, facts: same_text(when.account, facts.account),
    "value_min": _worth,
    "mentions": lambda when, facts: next(iter(mentioned(when.mentions, facts.comment)), None),
}
"""What `when` may ask: the value that satisfies it, or None."""


def match(when: When, facts: Facts) -> tuple[Matched, ...] | None:
    """What of the facts satisfies each condition that is given; None when one of them does not hold."""
    held = []
    for key in when.asked:
        satisfied = CONDITIONS[key](when, facts)
        if not satisfied:
            return None
        held.append(Matched(key, satisfied))
    return tuple(held)


def _route(policy: Policy, facts: Facts) -> tuple[Routed, When]:
    for number, rule in enumerate(policy.routes, start=1):
        reason = match(rule.when, facts)
        if reason is not None:
            return Routed(rule.team, rule.deliver, number, reason, rule.key), rule.when
    return Routed(policy.teams[0].name, "card"), When()
