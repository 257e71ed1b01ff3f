"""Mailings: one playbook to many. Whom to answer, three mails to look at, the word to send, and the word to stop."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import cards
from handlers.language import _
from handlers.lists import files_of
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, say
from handlers.views.list_keys import InStorm, ListKey, read_key
from handlers.views.mailing_lines import begun_words
from handlers.views.mailings import Preview, choose_modal, nobody_words, preview_modal
from playbooks.cards import CaseFile
from playbooks.letters import best_first, letter
from playbooks.mailings import may_stop, most_for
from playbooks.mails import MailKind
from playbooks.policy import Policy
from playbooks.recipients import Candidate, candidate_of, choose
from playbooks.replies import Playbook
from playbooks.roles import Person
from playbooks.storms import not_waiting
from storage import cases, contacts, mailings, mails, people, recipients, storm_cases, storms
from storage.database import Connection

LOOKED_AT = 2000  # cases of a list that are looked at, the most urgent ones
DRAFTS_FOR = timedelta(days=1)


def on_ask(db: Connection, at: Moment, written: str) -> Reaction:
    """ "Answer all" on a storm card, "Answer these" under a list: whom, and with which template."""
    key = read_key(written)
    if key is None:
        return NOTHING
    if at.post.way_for(MailKind.OUTREACH) is None:
        return say(_("No mail is set up here, so I cannot write to many at once. An admin can change that (SMTP_URL)."))
    files = _files(db, at, key)
    most = _most(at, files)
    selection = choose(_candidates(db, at.person, files, None), at.person.id, at.policy.mailings, most, at.now)
    chosen = {one.case.id for one in selection.chosen}
    library = best_first(at.library, [file for file in files if file.case.id in chosen])
    if not chosen or not library:
        return say(nobody_words(selection, at.policy.mailings, most))
    return Reaction(modal=choose_modal(key, selection, library, at.policy.mailings, most))


def on_choose(db: Connection, at: Moment, about: Mapping[str, Any], values: Mapping[str, str]) -> Reaction:
    """Template and customers were chosen: a draft is kept, so that what is sent is what was looked at."""
    key = read_key(str(about.get("list", "")))
    playbook = _playbook(at.library, values.get("playbook"))
    if key is None or playbook is None:
        return Reaction(errors={"playbook": _("This template is gone. Please choose another.")})
    only = {int(number) for number in values.get("only", "").split(",") if number.isdecimal()}
    files = [file for file in _files(db, at, key) if not only or file.case.id in only]
    rules, most = at.policy.mailings, _most(at, files)
    selection = choose(_candidates(db, at.person, files, playbook), at.person.id, rules, most, at.now)
    if not selection.chosen:
        return Reaction(errors={"playbook": nobody_words(selection, rules, most)})
    known = {file.case.id: file for file in files}
    chosen = [known[one.case.id] for one in selection.chosen]
    company, agent = at.policy.company.name, at.person.name
    letters = [letter(playbook, file, company, agent) for file in chosen]
    draft = _draft(db, at, playbook, _channel(db, at.policy, key, chosen), [file.case.id for file in chosen])
    return Reaction(modal=preview_modal(Preview(draft, playbook.title, selection, letters, agent, most), rules))


def on_send(db: Connection, at: Moment, about: Mapping[str, Any], values: Mapping[str, str]) -> Reaction:
    """Confirmed. A second click on the same draft sends nothing."""
    mailing = mailings.find(db, int(about["mailing"]))
    if mailing is None or mailing.by != at.person.id:
        return say(_("This draft is gone. Please begin again; nothing was sent."))
    mailings.begin(db, mailing.id, at.now)
    return say(begun_words(len(recipients.of_mailing(db, mailing.id)), mailing.channel))


def on_stop(db: Connection, at: Moment, mailing_id: int) -> Reaction:
    """Whatever was not handed to the mail server yet never will be."""
    mailing = mailings.find(db, mailing_id)
    if mailing is None:
        return NOTHING
    teams = {case.team for case in cases.get_many(db, recipients.of_mailing(db, mailing_id))}
    if not may_stop(at.person, mailing.by, teams):
        name = people.names(db, [mailing.by]).get(mailing.by, "")
        return say(_("Only {name}, a manager of the team or an admin can stop this.").format(name=name))
    if not mailings.stop(db, mailing_id, at.person.id, at.now):
        return say(_("Everything was on its way already."))
    recipients.stop(db, mailing_id)
    mails.stop_mailing(db, mailing_id)
    return NOTHING


def _files(db: Connection, at: Moment, key: ListKey) -> list[CaseFile]:
    """The cases of the list, most urgent first. A storm may be too large to be read whole."""
    if isinstance(key, InStorm):
        worst = storm_cases.worst(db, key.storm, LOOKED_AT, not_waiting(storm_cases.held(db, key.storm)))
        return cards.case_files(db, at.policy, cases.get_many(db, worst))
    return files_of(db, at, key)[:LOOKED_AT]


def _candidates(
    db: Connection, person: Person, files: Sequence[CaseFile], playbook: Playbook | None
) -> list[Candidate]:
    last = contacts.last_contacts(db, {file.customer.id for file in files})
    taken = recipients.under_way(db, [file.case.id for file in files])
    found = [candidate_of(file, person, playbook, last.get(file.customer.id)) for file in files]
    return [replace(one, elsewhere=one.case.id in taken) for one in found]


def _most(at: Moment, files: Iterable[CaseFile]) -> int:
    return most_for(at.person, {file.case.team for file in files}, at.policy.mailings)


def _draft(db: Connection, at: Moment, playbook: Playbook, channel: str, case_ids: Sequence[int]) -> int:
    """Keeps the draft, and drops those that somebody looked at yesterday and left."""
    left = mailings.drafts_before(db, at.now - DRAFTS_FOR)
    recipients.forget(db, left)
    mailings.forget(db, left)
    draft = mailings.draft(db, at.person.id, playbook.name, channel, at.now)
    recipients.add(db, draft, case_ids)
    return draft


def _channel(db: Connection, policy: Policy, key: ListKey, chosen: Sequence[CaseFile]) -> str:
    """Where the progress is shown: beside the storm card, or where most of the cases are."""
    storm = storms.find(db, key.storm) if isinstance(key, InStorm) else None
    if storm is not None:
        return storm.channel
    team, _n = Counter(file.case.team for file in chosen).most_common(1)[0]
    return policy.team(team).channel


def _playbook(library: Iterable[Playbook], name: str | None) -> Playbook | None:
    return next((one for one in library if one.name == name), None)
