"""Lists: mine, open, found, and the cases behind a report's figure."""

from handlers import cards
from handlers.cases import done, look_up
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, View, say
from handlers.reports import cases_behind
from handlers.sharing import answer
from handlers.views.cards import card
from handlers.views.case_modal import card_modal
from handlers.views.list_keys import Behind, InStorm, ListKey, Reminded, Search, read_key, read_page
from handlers.views.list_titles import title_for_all
from handlers.views.lists import PAGE, SHOWN, case_list, list_modal
from handlers.views.refusals import refusal
from handlers.views.sharing import for_all
from handlers.views.show_all import show_all_modal
from playbooks.advice import with_advice
from playbooks.cards import CaseFile
from playbooks.cases import Case, Refused
from playbooks.roles import Act, CaseOf, may
from playbooks.urgency import urgency
from storage import cases, customers, nags, people, responses, storm_cases
from storage.database import Connection

MOST_FOUND = 200


def on_list(db: Connection, at: Moment, key: ListKey, *, shared: bool = False) -> Reaction:
    """The answer to `/loop mine`, `open` and `find`."""
    files = files_of(db, at, key)
    shown, total = files[:SHOWN], len(files)
    own = case_list(key, shown, total, at.now, at.person.id)
    if not (shared and files):
        return Reaction(message=own)
    teams = at.person.teams | at.person.manages
    heading = title_for_all(key, at.person, kept=any(file.case.team not in teams for file in files))
    return Reaction(message=own, shared=for_all(case_list(key, shown, total, at.now, heading=heading)))


def on_more(db: Connection, at: Moment, written: str) -> Reaction:
    """ "Show all" and "Show these": the list in a modal."""
    key = read_key(written)
    if key is None:
        return NOTHING
    return _refused(at, key) or Reaction(modal=_modal(db, at, key, 1))


def on_page(db: Connection, at: Moment, written: str) -> Reaction:
    """Another page of the list in the modal."""
    asked = read_page(written)
    if asked is None:
        return NOTHING
    return _refused(at, asked[0]) or Reaction(replace=_modal(db, at, *asked))


def _refused(at: Moment, key: ListKey) -> Reaction | None:
    """The polite no for those who may not look behind a report's figures; None for all else."""
    why = may(at.person, Act.REPORT) if isinstance(key, Behind) else None
    return say(refusal(Refused(why), {})) if why else None


def on_case(db: Connection, at: Moment, case_id: int, *, shared: bool = False) -> Reaction:
    """`/loop case 12`: the card, wherever one is."""
    file = look_up(db, at, case_id, Act.LOOK)
    if file is None:
        return say(_("There is no case {id}.").format(id=case_id))
    if not isinstance(file, CaseFile):
        return done(db, file)
    return answer(card(with_advice(file, at.library)), shared=shared)


def on_open(db: Connection, at: Moment, case_id: int) -> Reaction:
    """ "Open" in a list: the card in a modal, with its buttons."""
    file = look_up(db, at, case_id, Act.LOOK)
    if not isinstance(file, CaseFile):
        return done(db, file)
    return Reaction(modal=card_modal(with_advice(file, at.library)))


def on_show_all(db: Connection, at: Moment, case_id: int) -> Reaction:
    """Everything that was cut from the card, and the case's history."""
    file = look_up(db, at, case_id, Act.LOOK)
    return Reaction(modal=show_all_modal(file)) if isinstance(file, CaseFile) else done(db, file)


def files_of(db: Connection, at: Moment, key: ListKey) -> list[CaseFile]:
    """All cases of a list that this person may see, in the order in which they are shown."""
    files = cards.case_files(db, at.policy, _chosen(db, at, key))
    seen = [file for file in files if may(at.person, Act.LOOK, CaseOf(file.case, file.customer.owner)) is None]
    if key in ("mine", "open") or isinstance(key, Reminded):
        seen.sort(key=lambda file: urgency(file, at.now))
    return seen


def _chosen(db: Connection, at: Moment, key: ListKey) -> list[Case]:
    match key:
        case Search(text):
            return _found(db, text)
        case InStorm(storm):
            return [case for case, _owner in storm_cases.of_storm(db, storm)]
        case Reminded(message):
            return cases.get_many(db, nags.case_ids(db, message))
        case Behind():
            return cases.get_many(db, cases_behind(db, at, key))
        case "mine":
            return cases.owned_by(db, at.person.id)
        case _:
            of_teams = cases.open_in(db, at.person.teams | at.person.manages)
            return list(dict.fromkeys([*of_teams, *cases.kept_for(db, at.person.id)]))


def _found(db: Connection, text: str) -> list[Case]:
    """By customer and by what they wrote, newest first."""
    by_customer = cases.of_customers(db, customers.search(db, text, MOST_FOUND), MOST_FOUND)
    ids = {case.id for case in by_customer} | set(responses.search(db, text, MOST_FOUND))
    return cases.get_many(db, sorted(ids, reverse=True)[:MOST_FOUND])


def _page(db: Connection, at: Moment, key: ListKey, page: int, size: int) -> tuple[list[CaseFile], int]:
    """One page of a list and how many cases there are in all. A storm may be too large to be read whole."""
    if isinstance(key, InStorm):
        held = storm_cases.of_storm(db, key.storm)
        seen = [case for case, owner in held if may(at.person, Act.LOOK, CaseOf(case, owner)) is None]
        return cards.case_files(db, at.policy, seen[(page - 1) * size : page * size]), len(seen)
    files = files_of(db, at, key)
    return files[(page - 1) * size : page * size], len(files)


def _modal(db: Connection, at: Moment, key: ListKey, page: int) -> View:
    files, total = _page(db, at, key, page, PAGE)
    owner = key.owner if isinstance(key, Behind) else None
    name = people.names(db, [owner]).get(owner) if owner else None
    return list_modal(key, files, total, page, at.now, at.person.id, name)
