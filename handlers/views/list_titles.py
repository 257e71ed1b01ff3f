"""What a list of cases is called, and what is said where it is empty."""

from datetime import UTC, datetime

from handlers.language import _
from handlers.views.list_keys import Behind, InStorm, ListKey, Reminded, Search
from handlers.views.mrkdwn import literal, when
from handlers.views.people import NAME
from playbooks.reports import Figure

SEARCH = 60


def title(key: ListKey, owner_name: str | None = None) -> str:
    """The heading of a list, in mrkdwn. `owner_name` is whose cases it holds, as it came, where others read it."""
    match key:
        case Search(text):
            return _("Cases that match “{text}”").format(text=literal(text, SEARCH))
        case InStorm():
            return _("Answers that came in a rush")
        case Reminded():
            return _("Cases that wait")
        case Behind():
            return _figure_title(key, literal(owner_name or "", NAME) or _("somebody"))
        case "mine" if owner_name:
            return _("Open cases of {name}").format(name=literal(owner_name, NAME))
        case "mine":
            return _("Your cases")
        case _:
            return _("Open cases")


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
            return _("There are no cases here any more. `/loop report` shows where things stand now.")
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
