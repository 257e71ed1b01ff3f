"""Steps: the checklist of a case's playbook, ticked off on the card."""

from handlers.cards import want_card
from handlers.cases import done, look_up
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction
from handlers.views.steps import Ticks
from playbooks.advice import tick
from playbooks.cards import CaseFile
from playbooks.cases import Refusal, Refused
from playbooks.roles import Act
from storage import cases
from storage.database import Connection


def on_steps(db: Connection, at: Moment, case_id: int, ticks: Ticks) -> Reaction:
    """Boxes were ticked or unticked: who did so goes into the case's history. Nobody is told; the card shows it."""
    file = look_up(db, at, case_id, Act.REPLY)
    if not isinstance(file, CaseFile):
        return done(db, file)
    if not file.case.is_open:
        return done(db, Refused(Refusal.CLOSED))
    playbook = next((one for one in at.library if one.name == ticks.playbook), None)
    events = tick(file, playbook, at.person.id, ticks.ticked, ticks.seen, at.now) if playbook else ()
    cases.record_all(db, [(case_id, event) for event in events])
    if events:
        want_card(db, at.policy, file.case, file.customer)
    return NOTHING
