"""Drafts: what a model is asked for, when somebody who is about to reply wants a draft."""

from handlers.cases import done, look_up
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from playbooks.cards import CaseFile
from playbooks.drafts import Asked, Wanted, ask
from playbooks.roles import Act
from storage.database import Connection


def on_draft(db: Connection, at: Moment, case_id: int, template: str, language: str | None) -> Asked | Reaction:
    """The prompt for a draft from the playbook whose words the modal shows; or why this person gets none."""
    file = look_up(db, at, case_id, Act.REPLY)
    if not isinstance(file, CaseFile):
        return done(db, file)
    playbook = next((one for one in at.library if one.name == template), None)
    if playbook is None:
        return say(_("This template is not there any more. Please choose another one."))
    said = [answer for answer in file.responses if answer.comment] or list(file.responses)
    newest = said[-1] if said else None
    return ask(Wanted(playbook, file.customer, newest, at.policy.company.name, at.person.name, language))
