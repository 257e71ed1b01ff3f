"""Replies: what is said to the customer, from one of the three playbooks that fit best."""

from collections.abc import Mapping

from handlers.cases import change, done, look_up, open_modal
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, View
from handlers.views.choices import template_option
from handlers.views.drafts import offer
from handlers.views.reply_modal import reply_modal
from playbooks.cards import CaseFile
from playbooks.cases import Case, Changed, Refused, What, contact
from playbooks.facts import facts_of
from playbooks.replies import Choice, choose, fill, say_in
from playbooks.roles import Act
from playbooks.wording import fields_of
from storage.database import Connection

TEXT = "text:"


def ask_reply(db: Connection, at: Moment, case_id: int) -> Reaction:
    """Opens the reply modal with the playbook that fits best."""
    return open_modal(db, at, case_id, Act.REPLY, lambda file: _modal(at, file, None))


def on_template(db: Connection, at: Moment, case_id: int, template: str) -> Reaction:
    """Another playbook was chosen: the modal shows its words."""
    file = look_up(db, at, case_id, Act.REPLY)
    return Reaction(replace=_modal(at, file, template)) if isinstance(file, CaseFile) else NOTHING


def on_reply(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """The reply was sent: the customer has heard from us. The words go into the case's history."""
    block, text = next(((block, text) for block, text in values.items() if block.startswith(TEXT)), (TEXT, ""))

    def decide(case: Case) -> Changed | Refused:
        return contact(case, at.person.id, at.now, What.REPLIED, text, {"playbook": block.removeprefix(TEXT)})

    return done(db, change(db, at, case_id, Act.REPLY, decide), block)


def _modal(at: Moment, file: CaseFile, template: str | None) -> View:
    choices = _choices(at, file)
    chosen = next((one for one in choices if one.playbook.name == template), choices[0])
    newest = file.responses[-1] if file.responses else None
    language = file.customer.language or (newest.language if newest else None)
    _language, words = say_in(chosen.playbook, language)
    filled = fill(words, fields_of(file.customer, newest, at.policy.company.name, at.person.name))
    options = [template_option(choice) for choice in choices]
    drawn = reply_modal(file, options, chosen.playbook.name, filled.subject, filled.text)
    return offer(drawn) if at.drafts else drawn


def _choices(at: Moment, file: CaseFile) -> tuple[Choice, ...]:
    """The three that fit the newest answer in which the customer said something, or else the newest at all."""
    said = [answer for answer in file.responses if answer.comment] or list(file.responses)
    return choose(at.library, facts_of(said[-1], file.customer, file.case.kind))
