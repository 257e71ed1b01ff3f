"""Closing: the loop is closed with an outcome and its cause, or the case was none."""

from collections.abc import Mapping

from handlers.cases import change, done, open_modal
from handlers.moment import Moment
from handlers.reactions import Reaction
from handlers.views.modals import close_modal, not_a_case_modal
from playbooks.cases import Case, Changed, Outcome, Refusal, Refused, close
from playbooks.roles import Act
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
    field = FIELD.get(answer.reason, "outcome") if isinstance(answer, Refused) else "outcome"
    return done(db, answer, field)


def ask_not_a_case(db: Connection, at: Moment, case_id: int) -> Reaction:
    return open_modal(db, at, case_id, Act.NOT_A_CASE, not_a_case_modal)


def on_not_a_case(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """Closes as a false alarm, with the reason."""

    def decide(case: Case) -> Changed | Refused:
        return close(case, at.person.id, at.now, Outcome.FALSE_ALARM, None, values.get("why"))

    return done(db, change(db, at, case_id, Act.NOT_A_CASE, decide), "why")
