"""Cases: what people do with them. Each act loads, asks a rule, saves, and lets the card follow."""

from collections.abc import Callable, Mapping

from handlers import cards, check_in_plans
from handlers.language import _
from handlers.moment import Moment
from handlers.people import person
from handlers.reactions import NOTHING, Reaction, View, say
from handlers.views.handing_over import handed_over
from handlers.views.modals import hand_over_modal, log_call_modal
from handlers.views.refusals import refusal
from playbooks.acts import claim, contact, hand_over, release
from playbooks.cards import CaseFile
from playbooks.cases import Case, Changed, Refusal, Refused, What
from playbooks.roles import Act, CaseOf, may
from storage import cards as card_rows
from storage import cases, notices, people
from storage.database import Connection

Decide = Callable[[Case], Changed | Refused]


def look_up(db: Connection, at: Moment, case_id: int, act: Act) -> CaseFile | Refused | None:
    """The case, if this person may do this to it; why not, if they may not; None if there is no such case."""
    file = cards.case_file(db, at.policy, case_id, at.now)
    if file is None:
        return None
    refused = may(at.person, act, CaseOf(file.case, file.customer.owner))
    return Refused(refused, file.case.owner) if refused else file


def change(db: Connection, at: Moment, case_id: int, act: Act, decide: Decide) -> CaseFile | Refused | None:
    """Does an act: asks whether this person may, then the rule; saves the case, its event and the card's news."""
    file = look_up(db, at, case_id, act)
    if not isinstance(file, CaseFile):
        return file
    decided = decide(file.case)
    if isinstance(decided, Refused):
        return decided
    saved = cases.save(db, decided)
    cards.want_card(db, at.policy, saved, file.customer)
    card_rows.set_apart(db, saved.id)
    if decided.event.what is What.CLOSED:
        check_in_plans.plan(db, at, saved, file)
    return cards.case_file(db, at.policy, case_id, at.now)


def done(db: Connection, answer: CaseFile | Refused | None, block: str | None = None) -> Reaction:
    """Nothing more to say when it worked: the card follows. A refusal goes to the person who clicked, in words; after
    a modal it stands at the field `block`, and what was typed stays."""
    if isinstance(answer, CaseFile):
        return NOTHING
    words = _("There is no such case.") if answer is None else refusal(answer, people.names(db, [answer.owner]))
    return say(words) if block is None else Reaction(errors={block: words})


def open_modal(db: Connection, at: Moment, case_id: int, act: Act, view: Callable[[CaseFile], View]) -> Reaction:
    """Opens the modal of an act, unless the person may not do it or the case is closed."""
    file = look_up(db, at, case_id, act)
    if isinstance(file, CaseFile) and not file.case.is_open and act is not Act.LOOK:
        file = Refused(Refusal.CLOSED)
    return Reaction(modal=view(file)) if isinstance(file, CaseFile) else done(db, file)


def on_claim(db: Connection, at: Moment, case_id: int) -> Reaction:
    """The first click wins; who comes second is told who has it."""
    return done(db, change(db, at, case_id, Act.CLAIM, lambda case: claim(case, at.person.id, at.now)))


def on_release(db: Connection, at: Moment, case_id: int) -> Reaction:
    """Back to the channel."""
    return done(db, change(db, at, case_id, Act.RELEASE, lambda case: release(case, at.person.id, at.now)))


def ask_hand_over(db: Connection, at: Moment, case_id: int) -> Reaction:
    return open_modal(db, at, case_id, Act.HAND_OVER, hand_over_modal)


def on_give(db: Connection, at: Moment, value: str) -> Reaction:
    """One click in a reminder gives the case to somebody; not if it has left the hands that the button stood beside,
    or somebody has claimed it that nobody had."""
    number, owner, to = value.split(":")
    return on_hand_over(db, at, int(number), {"to": to}, owner)


def on_hand_over(
    db: Connection, at: Moment, case_id: int, values: Mapping[str, str], instead_of: str | None = None
) -> Reaction:
    """Another person has it now: the card shows it, and they are told, once. `instead_of` names who must have it
    still; empty: nobody."""
    to = person(db, at.policy, values.get("to", ""))

    def decide(case: Case) -> Changed | Refused:
        if instead_of not in (None, case.owner or ""):
            return Refused(Refusal.ALREADY_CLAIMED if case.owner else Refusal.OUTDATED, case.owner)
        if to.stranger:
            return Refused(Refusal.NOT_A_COLLEAGUE)
        return hand_over(case, at.person.id, to.id, at.now, values.get("why"))

    answer = change(db, at, case_id, Act.HAND_OVER, decide)
    if isinstance(answer, CaseFile) and to.id != at.person.id:
        key = f"handed-over:{case_id}:{answer.case.version}"
        notices.say_once(db, key, to.id, handed_over(answer, at.person.name, values.get("why")), at.now)
    return done(db, answer, "to" if instead_of is None else None)


def ask_log_call(db: Connection, at: Moment, case_id: int) -> Reaction:
    return open_modal(db, at, case_id, Act.LOG_CALL, log_call_modal)


def on_log_call(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """The customer heard from us by telephone: that is a contact."""

    def decide(case: Case) -> Changed | Refused:
        return contact(case, at.person.id, at.now, What.CALL_LOGGED, values.get("why", ""))

    return done(db, change(db, at, case_id, Act.LOG_CALL, decide), "why")
