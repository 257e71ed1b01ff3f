"""Commands: what `/loop` is asked."""

from handlers.language import _
from handlers.lists import on_case, on_list
from handlers.moment import Moment
from handlers.outreach import on_outreach
from handlers.reactions import Reaction, say
from handlers.reports import on_recovery, on_report
from handlers.set_aside import on_set_aside
from handlers.settings import ask_settings
from handlers.sharing import alone, read_share
from handlers.views.help import help_message, unknown_command
from handlers.views.list_keys import Search
from handlers.views.mrkdwn import cut
from handlers.views.sharing import Alone, for_all
from playbooks.names import LAST_NUMBER
from playbooks.periods import Word
from playbooks.roles import Act, may
from storage.database import Connection

LONGEST_NUMBER = 40
"""Digits of a number that no case has, as they are repeated."""
PERIODS: dict[str, Word] = {"": "week", "week": "week", "month": "month"}
LONG_PERIODS: dict[str, Word] = {**PERIODS, "": "month", "quarter": "quarter", "90d": "quarter"}
RECOVERY = "recovery"
FOR_ADMINS = {"set-aside"}


def on_command(db: Connection, at: Moment, text: str) -> Reaction:
    """Answers `/loop TEXT`. Only the person who asked sees it, unless the text ends with `share`; where that cannot be,
    the answer says why."""
    words = text.split()
    asked, shared = read_share(words[1:])
    first, rest = (words[0].casefold() if words else "help"), " ".join(asked)
    reaction = _answer(db, at, first, rest, shared=shared) or Reaction(message=unknown_command(text))
    if not shared or reaction.shared:
        return reaction
    return alone(reaction, Alone.ADMINS if first in FOR_ADMINS else Alone.NOTHING)


def _answer(db: Connection, at: Moment, first: str, rest: str, *, shared: bool) -> Reaction | None:
    """`first` is the first word, `rest` the others without `share`. None for a word that is no command."""
    match first:
        case "help":
            for_them = for_all(help_message()) if shared else None
            return Reaction(message=help_message(admin=may(at.person, Act.REHEARSE) is None), shared=for_them)
        case "mine" | "open":
            return on_list(db, at, "mine" if first == "mine" else "open", shared=shared)
        case "case":
            return _case(db, at, rest, shared=shared)
        case "find":
            return _find(db, at, rest, shared=shared)
        case "report":
            return _report(db, at, rest, shared=shared)
        case "settings":
            return ask_settings(db, at)
        case "set-aside":
            return on_set_aside(db, at)
        case _:
            return None


def rehearsal_of(text: str) -> str | None:
    """What `/loop rehearse` is asked for, if this is it: an answer that takes longer than the others."""
    words = text.split()
    return " ".join(words[1:]) if words and words[0].casefold() == "rehearse" else None


def _case(db: Connection, at: Moment, rest: str, *, shared: bool) -> Reaction:
    number = rest.removeprefix("#")
    if not (number.isascii() and number.isdecimal()):
        return say(_("Which case? Write its number, for example `/loop case 12`."))
    digits = number.lstrip("0") or "0"
    if len(digits) > len(str(LAST_NUMBER)) or int(digits) > LAST_NUMBER:
        return say(_("There is no case {id}.").format(id=cut(digits, LONGEST_NUMBER)))
    return on_case(db, at, int(digits), shared=shared)


def _find(db: Connection, at: Moment, rest: str, *, shared: bool) -> Reaction:
    if not rest:
        return say(_("What shall I look for? For example `/loop find nordlys`."))
    return on_list(db, at, Search(rest), shared=shared)


def _report(db: Connection, at: Moment, rest: str, *, shared: bool) -> Reaction:
    about, _space, when = rest.casefold().partition(" ")
    if about == "outreach":
        return on_outreach(db, at, when.strip(), shared=shared)
    if about == RECOVERY:
        return _recovery(db, at, when.strip(), shared=shared)
    word = PERIODS.get(rest.casefold())
    if word is None:
        known = _("I can report on the week or the month: `/loop report week` or `/loop report month`.")
        return say(known + " " + _("And on what came of the mails: `/loop report outreach`."))
    return on_report(db, at, word, shared=shared)


def _recovery(db: Connection, at: Moment, when: str, *, shared: bool) -> Reaction:
    word = LONG_PERIODS.get(when)
    if word is None:
        return say(_("I can report on recovery for the week, the month or the quarter: `/loop report recovery month`."))
    return on_recovery(db, at, word, shared=shared)
