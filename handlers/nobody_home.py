"""Nobody home: a case finds somebody when its owner, or the account manager for whom it waits, is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import cards
from handlers.absence import Absences, absences
from handlers.assignment import assigned, choose
from handlers.language import _
from playbooks.absence import Away
from playbooks.acts import release
from playbooks.assignment import Chosen
from playbooks.cases import Absence, Case, Changed, Given, Refused
from playbooks.customers import Customer
from playbooks.giving import give, keep, owner_away, owner_back, to_team
from playbooks.nags import is_person
from playbooks.nobody_home import Because, Needs, account_manager, look_for
from playbooks.policy import Assign, Policy
from storage import cases
from storage.database import Connection


@dataclass(frozen=True)
class Watch:
    """A look at many cases: under which policy, when, and who is away of those whom they need."""

    db: Connection
    policy: Policy
    now: datetime
    absences: Absences

    def away(self, person: str | None) -> Away | None:
        return self.absences.away.get(person) if person else None

    def needed(self, case: Case, customer: Customer) -> Away | None:
        """Whether who should act is away: the owner or, while nobody has the case, the account manager. A customer
        list may name anybody as that: somebody who does not work here is not there."""
        if case.owner or customer.owner in self.absences.colleagues:
            return self.away(case.owner or customer.owner)
        return Away(Absence.GONE)

    def unknown(self, case: Case, customer: Customer) -> bool:
        """Whether the case might wait for an account manager of whom Slack has told us nothing yet."""
        manager = account_manager(case, customer)
        return manager is not None and manager not in self.absences.known


def settle(watch: Watch, case: Case, customer: Customer, leaders: Sequence[str]) -> Case:
    """The case as it is once somebody is found for it, saved. `leaders` are those who can be asked.

    Raises Outdated when somebody acted on it this very moment.
    """
    absent = watch.needed(case, customer)
    answer = look_for(case, customer, watch.policy, absent, watch.now)
    match answer.needs:
        case Needs.KEEPING if customer.owner:
            return _save(watch, keep(case, customer.owner, watch.now), customer)
        case Needs.TEAM:
            left = _save(watch, to_team(case, watch.now, _why(answer.because)), customer)
            given = assigned(watch.db, watch.policy, left, watch.now)
            if given is not left:
                cards.want_card(watch.db, watch.policy, given, customer)
            return given
        case Needs.WELCOME:
            return _save(watch, owner_back(case, watch.now), customer)
        case Needs.TAKING_OVER if absent:
            changed = _taken_over(watch, case, absent, leaders)
            return _save(watch, changed, customer) if isinstance(changed, Changed) else case
    return case


def passed_on(watch: Watch, case: Case) -> Changed | Refused:
    """Its owner has been silent too long: the next of the team's rotation gets it, or the channel has it again."""
    if heir := _next_in_rotation(watch, case):
        return give(case, heir, watch.now, Given.TURN, instead=case.owner)
    return release(case, None, watch.now, _("nobody got in touch within the limit"))


def _taken_over(watch: Watch, case: Case, absent: Away, leaders: Sequence[str]) -> Changed | Refused | None:
    """By the stand-in, by the next of the rotation, by whom a manager says, or by whoever claims it."""
    if heir := _stand_in(watch, case, absent):
        return give(case, heir, watch.now, Given.STAND_IN, instead=case.owner)
    if heir := _next_in_rotation(watch, case):
        return give(case, heir, watch.now, Given.TURN, instead=case.owner)
    if not [leader for leader in leaders if leader != case.owner]:
        return release(case, None, watch.now, _("who had it is not there"))
    if (case.away, case.away_until) == (absent.why, absent.until):
        return None
    return owner_away(case, watch.now, absent.why, absent.until)


def _stand_in(watch: Watch, case: Case, absent: Away) -> str | None:
    """Whom the owner named for the time; not if they are away themselves."""
    person = absent.stand_in
    if person is None or not is_person(person) or person == case.owner:
        return None
    found = absences(watch.db, watch.policy, [person], watch.now)
    return person if person in found.colleagues and person not in found.away else None


def _next_in_rotation(watch: Watch, case: Case) -> str | None:
    team = watch.policy.team(case.team)
    if not team.rotation or not case.owner:
        return None
    chosen = choose(watch.db, watch.policy, team, watch.now, Assign.ROUND_ROBIN, without={case.owner})
    return chosen.person if isinstance(chosen, Chosen) else None


def _save(watch: Watch, changed: Changed, customer: Customer) -> Case:
    """A case of a storm stays on the storm card: the bot is not somebody who acts on one of them, and what it does, it
    may do to hundreds at once."""
    saved = cases.save(watch.db, changed)
    cards.want_card(watch.db, watch.policy, saved, customer)
    return saved


def _why(because: Because) -> str:
    if because is Because.NOT_IN_TIME:
        return _("the account manager has not had the time")
    return _("the account manager is not there")
