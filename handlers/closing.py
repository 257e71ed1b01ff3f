"""Closing: the loop is closed with an outcome and its cause, or the case was none."""

from collections.abc import Mapping
from dataclasses import replace

from handlers import cards
from handlers.cases import change, done, open_modal
from handlers.moment import Moment
from handlers.reactions import Reaction
from handlers.views.modals import close_modal, not_a_case_modal
from playbooks.acts import close
from playbooks.cards import CaseFile
from playbooks.cases import Case, Changed, Outcome, Refusal, Refused
from playbooks.roles import Act
from storage import customers
from storage.database import Connection

FIELD = {Refusal.NO_WELL: "well", Refusal.NO_EVIDENCE: "outcome"}


def ask_close(db: Connection, at: Moment, case_id: int) -> Reaction:
    return open_modal(db, at, case_id, Act.CLOSE, close_modal)


def on_close(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """Closes with evidence; what is missing is said at the field where it is missing."""

    def decide(case: Case) -> Changed | Refused:
        outcome = Outcome(values["outcome"])
        return close(case, at.person.id, at.now, outcome, values.get("well"), values.get("note"))

    answer = change(db, at, case_id, Act.CLOSE, decide)
    if isinstance(answer, CaseFile) and answer.case.outcome is Outcome.NO_CONTACT:
        _leave_in_peace(db, at, answer)
    field = FIELD.get(answer.reason, "outcome") if isinstance(answer, Refused) else "outcome"
    return done(db, answer, field)


def _leave_in_peace(db: Connection, at: Moment, file: CaseFile) -> None:
    """Their wish outlives the case: no mail of ours reaches them later, by a mailing or by another case."""
    silent = replace(file.customer, do_not_contact=True)
    customers.save(db, silent)
    cards.want_card(db, at.policy, file.case, silent)


def ask_not_a_case(db: Connection, at: Moment, case_id: int) -> Reaction:
    return open_modal(db, at, case_id, Act.NOT_A_CASE, not_a_case_modal)


def on_not_a_case(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """Closes as a false alarm, with the reason."""

    def decide(case: Case) -> Changed | Refused:
        return close(case, at.person.id, at.now, Outcome.FALSE_ALARM, None, values.get("why"))

    return done(db, change(db, at, case_id, Act.NOT_A_CASE, decide), "why")
