"""Set aside: what could not be read is kept and told once for each cause; admins see it and try it again."""

import hashlib

from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, View, say
from handlers.replay import try_again
from handlers.views.refusals import refusal
from handlers.views.set_aside import (
    SHOWN,
    Aside,
    aside_list,
    aside_modal,
    body_modal,
    came_of_it,
    gone,
    notice,
    read_button,
    tally_words,
)
from playbooks.cases import Refused
from playbooks.policy import Policy
from playbooks.roles import Act, may
from playbooks.set_aside import Glimpse, Tally, cause
from storage import deliveries, notices, set_aside
from storage.database import Connection
from storage.deliveries import NewDelivery

MOST_CAUSES = 5


def keep(db: Connection, policy: Policy, junk: NewDelivery) -> bool:
    """Keeps what could not be read and tells the admins, once a day for each source and cause. False when this very
    delivery is known. A body can put its own words into a reason, so after a few causes a day no more are told: the
    count on App Home goes on."""
    if not deliveries.remember(db, junk):
        return False
    reason = junk.reason or ""
    kind = hashlib.sha256(cause(reason).encode("utf-8", "replace")).hexdigest()[:16]
    today = f"set-aside:{junk.source}:{junk.received_at.date().isoformat()}"
    for admin in _told(policy):
        key = f"{today}:{admin}:{kind}"
        if notices.said(db, key) or notices.count_said(db, f"{today}:{admin}:") >= MOST_CAUSES:
            continue
        notices.say_once(db, key, admin, notice(junk.source, reason), junk.received_at)
    return True


def _told(policy: Policy) -> list[str]:
    """Who hears of trouble: the admins by direct message; where only groups are named, the fallback channel."""
    people = [admin for admin in policy.company.admins if not admin.startswith("@")]
    if people or policy.company.fallback_channel is None:
        return people
    return [policy.company.fallback_channel]


def refused(at: Moment) -> Reaction | None:
    """The polite no for those who may not see what customers sent; None for those who may."""
    why = may(at.person, Act.SET_ASIDE)
    return say(refusal(Refused(why), {})) if why else None


def on_set_aside(db: Connection, at: Moment) -> Reaction:
    """`/loop set-aside`."""
    return refused(at) or Reaction(message=aside_list(_page(db, 1)))


def on_show_list(db: Connection, at: Moment, written: str) -> Reaction:
    """The list in a modal, from App Home and from the answer to the command."""
    return refused(at) or Reaction(modal=_modal(db, 1))


def on_page(db: Connection, at: Moment, written: str) -> Reaction:
    """Another page of the list in the modal."""
    return refused(at) or Reaction(replace=_modal(db, read_button(written)[1]))


def on_show(db: Connection, at: Moment, written: str) -> Reaction:
    """The whole body of one."""
    if no := refused(at):
        return no
    kept = set_aside.find(db, _number(written))
    if kept is None:
        return say(gone())
    whole = Glimpse(kept.id, kept.source, kept.received_at, kept.reason or "", kept.body, len(kept.body))
    return Reaction(modal=body_modal(whole))


def on_again(db: Connection, at: Moment, written: str) -> Reaction:
    """ "Try again": the answer says what came of it; in a modal the list follows."""
    if no := refused(at):
        return no
    tried = try_again(db, at.policy, _number(written))
    words = gone() if tried is None else came_of_it(tried)
    return Reaction(message=say(words).message, replace=_modal(db, read_button(written)[1], words))


def ask_again_source(db: Connection, at: Moment, written: str) -> Reaction:
    """Whether this person may try all of a source again."""
    return refused(at) or NOTHING


def on_tried_source(db: Connection, at: Moment, written: str, tally: Tally) -> Reaction:
    """All of a source were tried again, each in a transaction of its own."""
    source, page = read_button(written)
    words = tally_words(source, tally)
    return Reaction(message=say(words).message, replace=_modal(db, page, words))


def _number(written: str) -> int:
    number = read_button(written)[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def _modal(db: Connection, page: int, said: str = "") -> View:
    return aside_modal(_page(db, page), said)


def _page(db: Connection, page: int) -> Aside:
    counts = deliveries.count_set_aside(db)
    pages = max(1, -(-sum(counts.values()) // SHOWN))
    page = min(page, pages)
    return Aside(set_aside.glimpses(db, (page - 1) * SHOWN, SHOWN), counts, page)
