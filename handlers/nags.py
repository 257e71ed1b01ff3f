"""Nags: looks at the cases whose time has come, and brings what is due for one person into one message.

Three steps that a tick takes, each of which may be taken twice, late, or by two processes: `look` asks the ladder,
`speak` gathers what was asked for while its recipient works, and delivery shows it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers import cards, people
from handlers.absence import absences
from handlers.nobody_home import Watch, passed_on, settle
from playbooks.absence import NOTHING_SAID, away_since
from playbooks.attention import Ear, How, Later, day_began, hours_of, next_working_moment, speak
from playbooks.cases import Case, CaseState, Changed, Event, What
from playbooks.clocks import Calendar
from playbooks.customers import Customer
from playbooks.daily import DAILY
from playbooks.duties import next_due
from playbooks.nags import Nag, Release, Said, decide, everybody_who_leads, is_moot, is_person, leaders_of
from playbooks.nobody_home import account_manager
from playbooks.policy import Policy
from storage import cards as card_rows
from storage import cases, customers, looks, nag_messages, nags, settings
from storage import people as known
from storage.database import Connection

LONGEST_WAIT = timedelta(days=1)
"""Every open case is looked at once a day, whatever was decided, so that a new policy counts for it."""
DAYS_KEPT = timedelta(days=7)
"""So long it is kept that a case was a line in somebody's list of a day."""
UNKNOWN_WAIT = timedelta(minutes=10)

Hours = Callable[[str, str], Calendar]


@dataclass(frozen=True)
class Round:
    """One look at many cases: under which policy, when, and when each recipient works; `since` is from when on the look
    at each was due, which is not later than the next moment at which there was something to say. What is to be said,
    whose clock has run out, and when the next looks are due, is gathered, so that it is saved at one stroke."""

    db: Connection
    policy: Policy
    now: datetime
    hours: Hours
    watch: Watch
    since: Mapping[int, datetime]
    ran_out: list[int] = field(default_factory=list)
    asks: list[nags.Ask] = field(default_factory=list)
    next_looks: list[tuple[Case, datetime]] = field(default_factory=list)


def look(db: Connection, policy: Policy, now: datetime, limit: int) -> int:
    """Looks at no more than `limit` cases whose time has come; at how many. Less than `limit`: that was all."""
    due = looks.due(db, now, limit)
    owners = customers.get_many(db, {case.customer_id for case in due})
    groups = known.groups(db)

    def members(group: str) -> frozenset[str]:
        return groups.get(group, frozenset())

    concerned = {case.owner for case in due} | {customer.owner for customer in owners.values()}
    found = absences(db, policy, {*filter(None, concerned), *everybody_who_leads(policy, members)}, now)
    ids = [case.id for case in due]
    watch = Watch(db, policy, now, found)
    at = Round(db, policy, now, _remembered_hours(db, policy), watch, looks.due_at(db, ids))
    said = nags.said_of(db, ids)
    for case in due:
        leaders = leaders_of(case, policy, members, found.away)
        _look_at(at, case, owners[case.customer_id], leaders, said.get(case.id, set()))
    nags.ask(db, at.asks, now)
    card_rows.follow(db, at.ran_out)  # with other cards that have time: thousands may be due on a Monday morning
    still = {one.case_id for one in at.asks if one.said.rung in DAILY.values()}
    nags.forget_days(db, still, now - DAYS_KEPT)
    looks.plan(db, at.next_looks)
    return len(due)


def _look_at(at: Round, case: Case, customer: Customer, leaders: Sequence[str], said: set[Said]) -> None:
    """Asks the ladder until it says to wait, and remembers until when."""
    if any(is_moot(one, case.owner or "", case) for one in said):
        nags.news_of(at.db, case.id)
    try:
        case = settle(at.watch, case, customer, leaders)
    except cases.Outdated:  # somebody acted on it this very moment: the next look sees what they did
        return
    since = away_since(cases.events_of(at.db, [case.id]).get(case.id, [])) if case.away else None
    while isinstance(answer := decide(case, customer, leaders, at.policy, said, at.now, since), Nag):
        said.add(answer.said)
        for target in answer.to:
            due_at = next_working_moment(at.now, at.hours(target, case.team))
            at.asks.append(nags.Ask(case.id, answer.said, target, due_at))
    if isinstance(answer, Release):
        _give_back(at, case, customer)
    else:
        due = next_due(case, customer.touch, at.policy)
        if due and at.since.get(case.id, at.now) <= due.at <= at.now:
            at.ran_out.append(case.id)
        whom = case.owner or customer.owner or ""
        latest = at.now + (UNKNOWN_WAIT if at.watch.unknown(case, customer) else LONGEST_WAIT)
        runs_out = due.at if due and due.at > at.now else None
        moments = (answer.until, runs_out, at.watch.absences.changes.get(whom), latest)
        at.next_looks.append((case, min(moment for moment in moments if moment)))


def _give_back(at: Round, case: Case, customer: Customer) -> None:
    """Nobody got in touch: the next of the rotation has it, or it is in the channel again, for somebody who has the
    time. The card says why; a case of a storm stays on the storm card, or five hundred that were claimed as a set would
    be five hundred cards at once."""
    changed = passed_on(at.watch, case)
    if isinstance(changed, Changed):
        with suppress(cases.Outdated):  # somebody acted on it this very moment: the next look sees what they did
            saved = cases.save(at.db, changed)
            cards.want_card(at.db, at.policy, saved, customer)


def _remembered_hours(db: Connection, policy: Policy) -> Hours:
    """The hours of each recipient, asked for once."""
    found: dict[tuple[str, str], Calendar] = {}

    def hours(target: str, team: str) -> Calendar:
        if (target, team) not in found:
            found[target, team] = _hours(db, policy, target, team)
        return found[target, team]

    return hours


def _hours(db: Connection, policy: Policy, target: str, team: str) -> Calendar:
    if not is_person(target):
        return hours_of(target, None, policy, team)
    return hours_of(target, people.person(db, policy, target), policy, team, settings.find(db, target))


def to_meet(db: Connection, now: datetime, limit: int) -> list[str]:
    """The account managers for whom cases might wait that are looked at now, and of whom we know nothing."""
    due = [case for case in looks.due(db, now, limit) if case.state is CaseState.OPEN]
    owners = customers.get_many(db, {case.customer_id for case in due})
    managers = {account_manager(case, owners[case.customer_id]) for case in due} - {None}
    return sorted(set(filter(None, managers)) - known.find_all(db, filter(None, managers)).keys())


def to_be_told(db: Connection, now: datetime, limit: int) -> list[str]:
    """The people to whom something is due to be said."""
    return [target for target in nags.waiting(db, now, limit) if is_person(target)]


def speak_up(db: Connection, policy: Policy, now: datetime, limit: int) -> int:
    """Says what is due to no more than `limit` recipients; to how many."""
    targets = nags.waiting(db, now, limit)
    for target in targets:
        _speak_to(db, policy, target, now)
    return len(targets)


def _speak_to(db: Connection, policy: Policy, target: str, now: datetime) -> None:
    """All that is due for them becomes one message, in their working hours."""
    due = nags.due_for(db, target, now)
    nags.moot(db, [one.id for one in due if is_moot(one.said, target, one.case)])
    left = [one for one in due if not is_moot(one.said, target, one.case)]
    if not left:
        return
    if is_person(target) and people.person(db, policy, target).stranger:
        _spare(db, target, left, now)
        return
    hours = _hours(db, policy, target, left[0].case.team)
    today = nag_messages.since(db, target, day_began(now, hours))
    limit = settings.find(db, target).limit(policy.nags.per_person_per_day)
    how = speak(now, hours, len(today), limit, _ear(db, policy, target, left, now))
    if isinstance(how, Later):
        nags.postpone(db, target, how.at)
        return
    message = nag_messages.begin(db, target, now) if how is How.AFRESH else None
    if not _say_in(db, message or today[-1], target, now):
        return
    to = {"to": target} if is_person(target) else {"channel": target}
    news = [one for one in left if one.said.rung not in DAILY.values()]  # a history of a hundred days tells nothing
    happened = [Event(now, None, What.REMINDED, details={**to, "rung": one.said.rung.value}) for one in news]
    cases.record_all(db, [(one.case.id, event) for one, event in zip(news, happened, strict=True)])


def _ear(db: Connection, policy: Policy, target: str, due: Sequence[nags.Asked], now: datetime) -> Ear:
    """How somebody can be reached; a channel always can."""
    if not is_person(target):
        return Ear()
    slack = known.find(db, target)
    away = absences(db, policy, [target], now).away.get(target)
    return Ear(slack.word if slack else NOTHING_SAID, away, min(one.made_at for one in due))


def _spare(db: Connection, target: str, due: Sequence[nags.Asked], now: datetime) -> None:
    """Customers are the business of those who work here. Slack may yet say that this is one of them."""
    if known.find(db, target) is None:
        nags.postpone(db, target, now + UNKNOWN_WAIT)
    else:
        nags.moot(db, [one.id for one in due])


def _say_in(db: Connection, message: int, target: str, now: datetime) -> bool:
    """False when somebody else was faster; a message that was begun for it is forgotten."""
    if nags.say_in(db, message, target, now):
        nag_messages.want(db, message)
        return True
    if not nags.in_message(db, message):
        nag_messages.forget(db, message)
    return False
