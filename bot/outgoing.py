"""Outgoing: what is to be said next to a channel or person, and which rows remember what became of it.

Notices are few and short, so they go first. The storm card shows more customers than any other message, and a mailing's
message has the button that stops it. Then come the cards, the worst first, and then reminders; last the cards that
Slack shows already and that only follow other time limits.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from functools import partial

from bot.sending import Draw, Outgoing, Place, Refused, Taken
from handlers import cards as drawing
from handlers import incidents, mailing_messages, nag_messages, storms
from handlers.views.cards import bare_card, plain_card
from handlers.views.cards import card as card_message
from handlers.views.message import Message
from handlers.views.metadata import of_notice
from handlers.views.storms import storm_card
from playbooks.advice import with_advice
from playbooks.cards import CaseFile
from playbooks.policy import Policy
from playbooks.replies import Playbook
from playbooks.sending import Step, retry_wait, wait_by_age
from playbooks.storms import UPDATE_EVERY
from storage import cards, mailings, notices, waiting
from storage import nag_messages as nag_rows
from storage import storms as storm_rows
from storage.database import Connection
from storage.waiting import Kind


def next_message(
    db: Connection, policy: Policy, target: str, now: datetime, library: Sequence[Playbook] = ()
) -> Outgoing | None:
    """What is said next to this channel or person; None when nothing is due. Cards suggest playbooks of `library`."""
    return (
        _notice(db, target, now)
        or _storm(db, policy, target, now)
        or _mailing(db, policy, target, now, library)
        or _card(db, policy, target, now, library)
        or _nag(db, policy, target, now)
        or _card(db, policy, target, now, library, later=True)
    )


class Takes(Enum):
    """What is to be said next takes long to draw."""

    LONG = "long"


def quick_message(
    db: Connection, policy: Policy, target: str, now: datetime, library: Sequence[Playbook] = ()
) -> Outgoing | Takes | None:
    """As `next_message`, but where that would draw a list of perhaps thousands of customers, it only says so."""
    due = waiting.due(db, target, now)
    if Kind.NOTICE in due:
        return _notice(db, target, now)
    if Kind.STORM in due or Kind.MAILING in due:
        return Takes.LONG
    if Kind.CARD in due and (card := _card(db, policy, target, now, library)):
        return card
    if Kind.NAG in due:
        return Takes.LONG
    return _card(db, policy, target, now, library, later=True) if Kind.CARD in due else None


def _notice(db: Connection, target: str, now: datetime) -> Outgoing | None:
    notice = notices.oldest(db, target, now)
    if notice is None:
        return None
    thread = notices.thread_of(db, notice)

    def shown(db: Connection, taken: Taken) -> None:
        notices.sent(db, notice.id, taken.now)

    return Outgoing(
        name=f"the notice {notice.key}",
        target=target,
        ways=[lambda: Message(text=notice.words, metadata=of_notice(notice.id))],
        place=None,
        wait=wait_by_age(now - notice.made_at),
        taken=shown,
        failed=lambda db, refused: notices.failed(db, notice.id, refused.problem, refused.again_at),
        steps={
            Step.DROP: lambda db, refused: notices.sent(db, notice.id, refused.now, refused.problem),
            Step.MOVE: lambda db, refused: incidents.redirect(db, notice, refused.fallback, refused.now),
            Step.REPOST: lambda db, refused: _card_first(db, notice, refused),
        },
        below=(thread.channel, thread.ts) if thread else None,
    )


def _card_first(db: Connection, notice: notices.Notice, refused: Refused) -> None:
    """The card under which it was to stand is gone: that is posted again first."""
    assert notice.case_id is not None
    cards.post_anew(db, notice.case_id)
    notices.failed(db, notice.id, refused.problem, refused.again_at)


def _card(
    db: Connection, policy: Policy, target: str, now: datetime, library: Sequence[Playbook], *, later: bool = False
) -> Outgoing | None:
    drawn = drawing.draw(db, policy, target, now, later=later)
    if drawn is None:
        return None
    card, file = drawn

    def drawn_as(way: Callable[[CaseFile], Message]) -> Message:
        return way(with_advice(file, library))

    def shown(db: Connection, taken: Taken) -> None:
        assert taken.place is not None
        cards.shown(db, card.case_id, card.wanted, *taken.place)

    return Outgoing(
        name=f"the card of case {card.case_id}",
        target=target,
        ways=[partial(drawn_as, way) for way in (card_message, plain_card, bare_card)],
        place=_place(card.posted_in, card.ts),
        wait=retry_wait(card.attempts),
        taken=shown,
        failed=lambda db, refused: cards.failed(db, card.case_id, refused.problem, refused.again_at),
        steps={
            Step.REPOST: lambda db, _refused: cards.lost(db, card.case_id),
            Step.ANEW: lambda db, _refused: cards.lost(db, card.case_id),
            Step.MOVE: lambda db, refused: cards.move(db, card, refused.fallback),
            Step.HOME: lambda db, refused: cards.home(db, card, refused.problem, refused.again_at),
        },
        is_card=True,
        moved=card.moved_from is not None,
    )


def _storm(db: Connection, policy: Policy, target: str, now: datetime) -> Outgoing | None:
    drawn = storms.draw(db, policy, target, now)
    if drawn is None:
        return None
    storm = drawn.storm

    def shown(db: Connection, taken: Taken) -> None:
        assert taken.place is not None
        storm_rows.shown(db, storm, *taken.place, taken.now + UPDATE_EVERY)

    return Outgoing(
        name=f"the card of storm {storm.id}",
        target=target,
        ways=[partial(storm_card, drawn.view, plain=storm.plain)],
        place=_place(storm.posted_in, storm.ts),
        wait=retry_wait(storm.attempts),
        taken=shown,
        failed=lambda db, refused: storm_rows.failed(db, storm, refused.again_at),
        steps={
            Step.PLAIN: lambda db, _refused: storm_rows.simplify(db, storm),
            Step.REPOST: lambda db, _refused: storm_rows.lost(db, storm),
            Step.ANEW: lambda db, _refused: storm_rows.lost(db, storm),
            Step.MOVE: lambda db, refused: storm_rows.move(db, storm, refused.fallback, refused.now),
        },
        ends_plain=storm.plain,
    )


def _nag(db: Connection, policy: Policy, target: str, now: datetime) -> Outgoing | None:
    drawn = nag_messages.draw(db, policy, target, now)
    if drawn is None:
        return None
    message, content = drawn.message, drawn.content

    def shown(db: Connection, taken: Taken) -> None:
        nag_messages.shown(db, drawn, *(taken.place or (None, None)))

    return Outgoing(
        name=f"the reminder {message.id}",
        target=target,
        ways=_with_and_without_blocks(content) if content else (),
        place=_place(message.posted_in, message.ts),
        wait=retry_wait(message.attempts),
        taken=shown,
        failed=lambda db, refused: nag_rows.failed(db, message, refused.problem, refused.again_at),
        steps={
            Step.DROP: lambda db, refused: nag_rows.give_up(db, message, refused.problem),
            Step.MOVE: lambda db, refused: nag_rows.move(db, message, refused.fallback, refused.now),
        },
        fleeting=True,
    )


def _mailing(
    db: Connection, policy: Policy, target: str, now: datetime, library: Sequence[Playbook]
) -> Outgoing | None:
    drawn = mailing_messages.draw(db, policy, tuple(library), target, now)
    if drawn is None:
        return None
    mailing = drawn.mailing

    def taken(db: Connection, taken: Taken) -> None:
        assert taken.place is not None
        mailings.shown(db, mailing, *taken.place, taken.now + UPDATE_EVERY)

    return Outgoing(
        name=f"the message of mailing {mailing.id}",
        target=target,
        ways=[lambda: drawn.message],
        place=_place(mailing.posted_in, mailing.ts),
        wait=retry_wait(mailing.attempts),
        taken=taken,
        failed=lambda db, refused: mailings.failed(db, mailing, refused.again_at),
        steps={
            Step.PLAIN: lambda db, _refused: mailings.simplify(db, mailing),
            Step.REPOST: lambda db, _refused: mailings.lost(db, mailing),
            Step.ANEW: lambda db, refused: mailings.move(db, mailing, target, refused.now),
            Step.MOVE: lambda db, refused: mailings.move(db, mailing, refused.fallback, refused.now),
        },
        ends_plain=mailing.plain,
    )


def _place(posted_in: str | None, ts: str | None) -> Place | None:
    return None if posted_in is None or ts is None else (posted_in, ts)


def _with_and_without_blocks(draw: Draw) -> list[Draw]:
    """Words alone are better than nothing."""

    def bare() -> Message:
        return replace(draw(), blocks=())

    return [draw, bare]
