"""App Home: what one person has to do, and what their teams have."""

from handlers.lists import files_of
from handlers.moment import Moment
from handlers.reactions import View
from handlers.reports import report_for
from handlers.views.home import Desk, home
from playbooks.roles import Act, may
from storage import deliveries, settings
from storage.database import Connection


def draw_home(db: Connection, at: Moment) -> View:
    """The Home tab as it is now for this person."""
    if at.person.stranger:
        return home(Desk(at.person), at.now)
    manages = at.person.manages and may(at.person, Act.REPORT) is None
    cares = may(at.person, Act.SET_ASIDE) is None
    desk = Desk(
        person=at.person,
        mine=files_of(db, at, "mine"),
        team=files_of(db, at, "open"),
        report=report_for(db, at, "week") if manages else None,
        settings=settings.find(db, at.person.id),
        set_aside=sum(deliveries.count_set_aside(db).values()) if cares else 0,
    )
    return home(desk, at.now)
