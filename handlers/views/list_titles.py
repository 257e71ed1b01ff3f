"""What a list of cases is called, and what is said where it is empty."""

from datetime import UTC, datetime

from handlers.language import _, ngettext
from handlers.views.list_keys import Behind, InStorm, ListKey, Reminded, Search
from handlers.views.mrkdwn import literal, when
from handlers.views.people import NAME
from playbooks.reports import Figure
from playbooks.roles import Person

SEARCH = 60
TEAMS = 5  # that a heading names


def title(key: ListKey, owner_name: str | None = None) -> str:
    """The heading of a list, in mrkdwn. `owner_name` is who holds the cases behind a report's figure, as it came."""
    match key:
        case Search(text):
            return _("Cases that match “{text}”").format(text=literal(text, SEARCH))
        case InStorm():
            return _("Answers that came in a rush")
        case Reminded():
            return _("Cases that wait")
        case Behind():
            return _figure_title(key, literal(owner_name or "", NAME) or _("somebody"))
        case "mine":
            return _("Your cases")
        case _:
            return _("Open cases")


def title_for_all(key: ListKey, asked: Person, *, kept: bool) -> str:
    """The heading where a channel reads what this person asked for: it says whose cases these are. `kept` says that
    cases of other teams are among them, which wait for this person as the customer's account manager."""
    name = literal(asked.name, NAME) or _("somebody")
    if key == "mine":
        return _("Open cases of {name}").format(name=name)
    if key != "open":
        return _("{title}, among those that {name} may see").format(title=title(key), name=name)
    teams = _("all teams") if asked.admin else _teams(asked)
    if not kept:
        return _("Open cases of {teams}").format(teams=teams)
    if not teams:
        return _("Open cases kept for {name}").format(name=name)
    return _("Open cases of {teams}, and those kept for {name}").format(teams=teams, name=name)


def _teams(asked: Person) -> str:
    """ "key-accounts and support"."""
    names = [literal(name, NAME) for name in sorted(asked.teams | asked.manages)]
    if len(names) > TEAMS:
        more = len(names) - TEAMS + 1
        names[TEAMS - 1 :] = [ngettext("{n} more team", "{n} more teams", more).format(n=more)]
    if len(names) < 2:
        return "".join(names)
    return _("{several} and {last}").format(several=", ".join(names[:-1]), last=names[-1])


def short_title(key: ListKey) -> str:
    """The title of the modal: plain text, at most 24 characters."""
    if key == "mine":
        return _("Your cases")
    return _("Cases found") if isinstance(key, Search) else _("Cases")


def nothing(key: ListKey) -> str:
    """What an empty list says, with the next step."""
    match key:
        case Search(text):
            return _(
                "I found no case for “{text}”. Try part of a name, a company or an e-mail address;"
                " `/loop open` shows what is open now."
            ).format(text=literal(text, SEARCH))
        case Reminded():
            return _("None of these waits any more. `/loop mine` shows what you have.")
        case Behind():
            return _(
                "There are no cases here that you can see: they are gone, or belong to teams that you do not manage."
                " `/loop report` shows where things stand now."
            )
        case InStorm():
            return _("There are no cases here that you can see. `/loop open` shows what your teams have.")
        case "mine":
            return _("You have no open cases. `/loop open` shows what your teams have, if you would like to take one.")
        case _:
            return _("Your teams have no open cases. The next one will appear in your team's channel.")


def _figure_title(key: Behind, owner: str) -> str:
    if key.figure is Figure.HELD:
        return _("Open cases of {name}").format(name=owner)
    if key.figure is Figure.OPEN:
        return _("Cases still open")
    if key.figure is Figure.UNCLAIMED:
        return _("Open cases that nobody has claimed")
    titles = {
        Figure.OPENED: _("Cases opened in the {days} up to {when}"),
        Figure.CLAIMED: _("Cases claimed in the {days} up to {when}"),
        Figure.CONTACTED: _("Cases whose customer was first contacted in the {days} up to {when}"),
        Figure.CLOSED: _("Cases closed in the {days} up to {when}"),
        Figure.ASKED: _("Cases whose customer was asked if it is solved, in the {days} up to {when}"),
        Figure.SAID_YES: _("Cases whose customer, asked in the {days} up to {when}, says that it is solved"),
        Figure.SAID_NO: _("Cases whose customer, asked in the {days} up to {when}, says that it is not solved"),
        Figure.SILENT: _("Cases whose customer was asked in the {days} up to {when} and has not answered"),
    }
    days = {"week": _("7 days"), "month": _("30 days"), "quarter": _("90 days")}[key.word]
    return titles[key.figure].format(days=days, when=when(datetime.fromtimestamp(key.end, UTC)))
