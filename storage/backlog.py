"""The backlog: what Slack does not show as it is, whether on a card of its own or on the card of a storm.

Each answer is put together from two looks, so it is asked within one transaction (`Store.read`): between the two, a
storm may have gathered what waited.
"""

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.cards import OPENED, OUT_OF_DATE, cards
from storage.storms import storms

# the cases of a storm share its card: nobody sees them before that is in Slack. Then its list has those, too, that join
UNSEEN_STORMS = select(storms.c.id).where(storms.c.wanted > storms.c.shown, storms.c.ts.is_(None))
HIDDEN = (cards.c.storm_id.in_(UNSEEN_STORMS), ~cards.c.alone, cards.c.ts.is_(None))

COUNT = select(func.count()).select_from(cards)
OLDEST = select(func.min(OPENED))
COUNTS = (COUNT.where(OUT_OF_DATE), COUNT.where(*HIDDEN))
OLDESTS = (OLDEST.where(OUT_OF_DATE, cards.c.ts.is_(None)), OLDEST.where(*HIDDEN))


def count(db: Connection) -> int:
    """How many cards are out of date, and how many cases are in storms whose card is not in Slack."""
    return sum(db.execute(look).scalar_one() for look in COUNTS)


def since(db: Connection) -> datetime | None:
    """When the oldest case was opened that Slack does not show at all, neither by itself nor in a storm."""
    oldest = [db.execute(look).scalar_one() for look in OLDESTS]
    return min((at for at in oldest if at), default=None)
