"""Replies: what is said to the customer, from one of the three playbooks that fit best, and how it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.cases import change, done, look_up, open_modal
from handlers.language import _
from handlers.mails import queue, why_no_mail
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, View
from handlers.views.choices import template_option
from handlers.views.drafts import offer
from handlers.views.mails import no_mail
from handlers.views.modals import close_modal
from handlers.views.reply_modal import reply_modal
from handlers.views.reply_parts import AS_ME, CLOSE, Writing, preview
from playbooks.acts import contact
from playbooks.advice import answer_for, choices_for
from playbooks.cards import CaseFile
from playbooks.cases import MAIL, Case, Changed, Refused, What
from playbooks.comment_language import answer_in
from playbooks.mails import SILENT, MailKind, NoMail, Outgoing, Way
from playbooks.replies import Choice, Playbook, Say, fill, say_in
from playbooks.roles import Act
from playbooks.wording import fields_of
from storage import people
from storage.database import Connection

TEXT, SUBJECT = "text", "subject"
OWN_WORDS = Playbook("own_words", "Your own words", {"en": Say("", "")})
"""An empty page, where a company's own playbooks have taken the place of all of ours that would fit."""


@dataclass(frozen=True)
class Draft:
    """What was typed, and for which playbook, language and version of the case. `block` is the field of the words."""

    block: str
    playbook: str
    language: str
    version: str
    subject: str
    text: str
    also: frozenset[str]


def draft_of(values: Mapping[str, str]) -> Draft:
    """Reads the modal's fields; what was left empty is an empty text."""
    block = next((block for block in values if block.startswith(f"{TEXT}:")), "")
    subject_block = next((block for block in values if block.startswith(f"{SUBJECT}:")), "")
    _field, playbook, language, version = (*(block or subject_block).split(":"), "", "", "", "")[:4]
    return Draft(
        block=block or f"{TEXT}:{playbook}:{language}:{version}",
        playbook=playbook,
        language=language or "en",
        version=version,
        subject=values.get(subject_block, ""),
        text=values.get(block, ""),
        also=frozenset(values.get("also", "").split(",")),
    )


def ask_reply(db: Connection, at: Moment, case_id: int) -> Reaction:
    """Opens the reply modal with the playbook that fits best."""
    return open_modal(db, at, case_id, Act.REPLY, lambda file: _modal(db, at, file, None, None))


def on_template(db: Connection, at: Moment, case_id: int, template: str) -> Reaction:
    """Another playbook was chosen: the modal shows its words."""
    file = look_up(db, at, case_id, Act.REPLY)
    return Reaction(replace=_modal(db, at, file, template, None)) if isinstance(file, CaseFile) else NOTHING


def on_language(db: Connection, at: Moment, case_id: int, chosen: str) -> Reaction:
    """Another language was chosen (`playbook:language`): the same playbook in its words."""
    file = look_up(db, at, case_id, Act.REPLY)
    template, _colon, language = chosen.partition(":")
    return Reaction(replace=_modal(db, at, file, template, language)) if isinstance(file, CaseFile) else NOTHING


def on_preview(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """The mail as the customer will see it, with what is typed just now."""
    file = look_up(db, at, case_id, Act.REPLY)
    if not isinstance(file, CaseFile):
        return done(db, file)
    draft = draft_of(values)
    sender = f"{sender_name(at)} <{at.post.address}>" if at.post.address else sender_name(at)
    return Reaction(modal=preview(file, sender, draft.subject, draft.text, draft.language))


def on_reply(db: Connection, at: Moment, case_id: int, values: Mapping[str, str]) -> Reaction:
    """The reply is on its way, or was sent another way: the customer hears from us. Its words stay in the history."""
    draft = draft_of(values)
    file = look_up(db, at, case_id, Act.REPLY)
    if not isinstance(file, CaseFile):
        return done(db, file, draft.block)
    details = {"playbook": draft.playbook}
    way_out = _way_out(db, at, file)
    if way_out in SILENT:
        return Reaction(errors={draft.block: no_mail(way_out)})
    if way_out is None:
        asked = _contact(at, file.case, draft, details)
        if isinstance(asked, Refused):
            return done(db, asked, draft.block)
        queued = queue(db, at.post, _outgoing(db, at, file, draft), at.now)
        if isinstance(queued, NoMail):
            return Reaction(errors={draft.block: no_mail(queued)})
        if not queued.is_new:
            return Reaction(errors={draft.block: _("This was sent already. Close this window and look at the card.")})
        details[MAIL] = queued.mail.message_id
    answer = change(db, at, case_id, Act.REPLY, lambda case: _contact(at, case, draft, details))
    if isinstance(answer, CaseFile) and CLOSE in draft.also:
        return Reaction(replace=close_modal(answer))
    return done(db, answer, draft.block)


def sender_name(at: Moment) -> str:
    """Whom the customer sees the mail come from."""
    name = at.person.name.strip()
    company = at.policy.company.name
    return _("{name} from {company}").format(name=name, company=company) if name else company


def _contact(at: Moment, case: Case, draft: Draft, details: Mapping[str, str]) -> Changed | Refused:
    return contact(case, at.person.id, at.now, What.REPLIED, draft.text, details)


def _outgoing(db: Connection, at: Moment, file: CaseFile, draft: Draft) -> Outgoing:
    """One reply of one person to one version of the case: sent in twice, it is still one."""
    return Outgoing(
        key=f"reply:{file.case.id}:{draft.version}:{at.person.id}",
        kind=MailKind.REPLY,
        case_id=file.case.id,
        customer_id=file.customer.id,
        subject=draft.subject,
        text=draft.text,
        language=draft.language,
        from_name=sender_name(at),
        reply_to=_own_address(db, at) if AS_ME in draft.also else None,
        playbook=draft.playbook or None,
    )


def _own_address(db: Connection, at: Moment) -> str | None:
    known = people.find(db, at.person.id)
    return known.email if known else None


def _way_out(db: Connection, at: Moment, file: CaseFile) -> NoMail | None:
    way = at.post.way_for(MailKind.REPLY)
    return why_no_mail(db, file.customer, MailKind.REPLY, way)


def _modal(db: Connection, at: Moment, file: CaseFile, template: str | None, language: str | None) -> View:
    choices = _choices(at, file)
    chosen = next((one for one in choices if one.playbook.name == template), choices[0])
    wanted = language or answer_in(file.customer, file.responses)
    spoken, words = say_in(chosen.playbook, wanted)
    filled = fill(words, fields_of(file.customer, answer_for(file), at.policy.company.name, at.person.name))
    writing = Writing(
        no_mail=_way_out(db, at, file),
        languages=tuple(chosen.playbook.say),
        language=spoken,
        wanted=wanted if wanted and not _same(wanted, spoken) else None,
        own_address=_own_address(db, at),
        helpdesk=at.post.way_for(MailKind.REPLY) is Way.WEBHOOK,
    )
    options = [template_option(choice) for choice in choices]
    drawn = reply_modal(file, options, chosen.playbook.name, filled.subject, filled.text, writing)
    return offer(drawn) if at.drafts and writing.no_mail not in SILENT else drawn


def _same(wanted: str, spoken: str) -> bool:
    """Whether the words are in the language that was wanted, in its general form at least."""
    return wanted.replace("_", "-").split("-")[0].casefold() == spoken.replace("_", "-").split("-")[0].casefold()


def _choices(at: Moment, file: CaseFile) -> tuple[Choice, ...]:
    return choices_for(file, at.library) or (Choice(OWN_WORDS, ()),)
