"""App Home: what one person has to do, and what their teams have."""

from handlers.lists import files_of
from handlers.moment import Moment
from handlers.reactions import View
from handlers.reports import report_for
from handlers.views.home import Desk, home
from playbooks.roles import Act, may
from storage.database import Connection

MOST = 50


def draw_home(db: Connection, at: Moment) -> View:
    """The Home tab as it is now for this person."""
    if at.person.stranger:
        return home(Desk(at.person), at.now)
    mine = files_of(db, at, "mine")
    team = files_of(db, at, "open")
    manages = at.person.manages and may(at.person, Act.REPORT) is None
    desk = Desk(
        person=at.person,
        mine=mine[:MOST],
        mine_total=len(mine),
        team=team[:MOST],
        team_total=len(team),
        report=report_for(db, at, "week") if manages else None,
    )
    return home(desk, at.now)
