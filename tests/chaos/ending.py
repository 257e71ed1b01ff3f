"""The ending: what must be true after any chaos, once it is over and the bot has caught up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Engine

from bot.configuration import read_policy
from bot.library import load_library
from handlers.cards import case_files
from handlers.surveys import PROVIDERS
from handlers.views.cards import card, plain_card
from handlers.views.message import Message as Drawn
from playbooks.advice import with_advice
from playbooks.cards import CaseFile
from practice.company import Message
from practice.server import PracticeServer
from storage import cases
from storage.database import open_engine
from tests.chaos.ground import Ground
from tests.chaos.traffic import Ledger, Letter
from tests.workspace.visible import text_of

WAITING = """
    SELECT (SELECT count(*) FROM cards WHERE wanted > shown AND alone)
         + (SELECT count(*) FROM notices WHERE sent_at IS NULL)
         + (SELECT count(*) FROM storms WHERE wanted > shown)
         + (SELECT count(*) FROM nag_messages WHERE wanted > shown)
"""


def waiting(ground: Ground) -> int:
    """How many messages the bot still owes to Slack."""
    return int(ground.database.ask(WAITING)[0])


def wrongs(ground: Ground, server: PracticeServer, ledger: Ledger) -> list[str]:
    """Everything that is not as it must be, a sentence each. The bot has ended."""
    return [
        *_damaged(ground),
        *_lost(ground, ledger),
        *_outdated(ground, ledger),
        *_cards(ground, server),
        *_storms(ground, server),
        *_notices(ground, server),
        *_reminders(ground, server),
    ]


def _damaged(ground: Ground) -> Iterator[str]:
    if not ground.database.sound():
        yield "the database is damaged"


def _lost(ground: Ground, ledger: Ledger) -> Iterator[str]:
    """Whatever got a 2xx is in the database, accepted or set aside."""
    kept = set(ground.database.ask("SELECT body FROM deliveries"))
    for letter in ledger.promised:
        if letter.body not in kept:
            yield f"LOST: {letter.body!r} was answered with 2xx and is not in the database"
    unfit = [letter.body for letter in ledger.promised if not letter.signed]
    if unfit:
        yield f"taken without a signature: {unfit}"
    codes = Counter(code for letter, code in ledger.answers if code not in (*letter.expected, 0, 503))
    if codes:
        yield f"answers that nobody may get: {dict(codes)}"
    if ledger.open:
        yield f"never taken: {[letter.body for letter in ledger.open]}"


def _outdated(ground: Ground, ledger: Ledger) -> Iterator[str]:
    """Of each answer the newest words are kept, in whatever order its deliveries came."""
    newest: dict[str, Letter] = {}
    for letter in ledger.promised:
        if letter.response and letter.happened:
            before = newest.get(letter.response)
            if before is None or before.happened is None or before.happened < letter.happened:
                newest[letter.response] = letter
    kept: dict[str, str | None] = dict(ground.database.rows("SELECT external_id, comment FROM responses"))
    for name, letter in newest.items():
        if name not in kept:
            yield f"LOST: the answer {name} is not in the database"
        elif (kept[name] or "") != letter.comment.strip():
            yield f"the answer {name} says {kept[name]!r}, not {letter.comment!r}"
    orphans = ground.database.ask("SELECT external_id FROM responses WHERE case_id IS NULL AND score < 7")
    if orphans:
        yield f"unhappy answers without a case: {orphans}"


def _posted(server: PracticeServer, kind: str, field: str) -> dict[int, list[Message]]:
    found: dict[int, list[Message]] = {}
    for conversation in server.workspace.conversations.values():
        for message in conversation.messages:
            if message.metadata and message.metadata["event_type"] == kind:
                found.setdefault(message.metadata["event_payload"][field], []).append(message)
    return found


def _cards(ground: Ground, server: PracticeServer) -> Iterator[str]:
    """Each case has one card in Slack, or none where a storm card shows it. It shows all that the database knows; that
    of a closed case shows how it ended (later answers of the customer belong to another case, and are not written onto
    old cards)."""
    shown = _posted(server, "loopwell_case", "case")
    wanted = _drawn(ground)
    if strange := set(shown) - set(wanted):
        yield f"cards of cases that there are not: {strange}"
    in_storms = set(ground.database.ask("SELECT case_id FROM cards WHERE NOT alone AND storm_id IS NOT NULL"))
    for case_id in in_storms & set(shown):
        yield f"case {case_id} has a card of its own besides the storm card"
    for case_id, drawings in wanted.items():
        if case_id in in_storms:
            continue
        messages = shown.get(case_id, [])
        if len(messages) != 1:
            yield f"case {case_id} has {len(messages)} cards in Slack: {[one.ts for one in messages]}"
        elif not any(_same(messages[0], drawing) for drawing in drawings):
            yield f"the card of case {case_id} is old: it shows {messages[0].text!r}, not {drawings[0].text!r}"


def _same(message: Message, drawing: Drawn) -> bool:
    if "; closed by " in drawing.text:
        return message.text.splitlines()[-1] == drawing.text.splitlines()[-1]
    return (message.text, text_of(message.blocks, {})) == (
        drawing.text,
        text_of([dict(block) for block in drawing.blocks], {}),
    )


def _drawn(ground: Ground) -> dict[int, tuple[Drawn, ...]]:
    """What the card of each case should show, rich and plain, by what stands in the database now. Whether it says that
    a limit has passed depends on the moment at which it was drawn: both are right."""
    engine: Engine = open_engine(ground.database.url)
    policy = read_policy(ground.folder / "loopwell.toml", {}, PROVIDERS)
    try:
        with engine.connect() as db:
            ids = [row[0] for row in db.exec_driver_sql("SELECT id FROM cases").all()]
            library = load_library()
            files = [with_advice(file, library) for file in case_files(db, policy, cases.get_many(db, ids))]
    finally:
        engine.dispose()
    return {
        file.case.id: tuple(way(seen) for seen in _in_time_and_late(file) for way in (card, plain_card))
        for file in files
    }


def _in_time_and_late(file: CaseFile) -> tuple[CaseFile, CaseFile]:
    return file, replace(file, late=True)


def _storms(ground: Ground, server: PracticeServer) -> Iterator[str]:
    """Each storm has one card in Slack, which counts all of its cases."""
    shown = _posted(server, "loopwell_storm", "storm")
    held = "SELECT storm_id, count(*) FROM cards WHERE storm_id IS NOT NULL GROUP BY storm_id"
    for number, count in ground.database.rows(held):
        messages = shown.get(number, [])
        if len(messages) != 1:
            yield f"storm {number} has {len(messages)} cards in Slack"
        elif f"{count} answer" not in messages[0].text:
            yield f"the card of storm {number} does not count {count} answers: {messages[0].text!r}"


def _reminders(ground: Ground, server: PracticeServer) -> Iterator[str]:
    """No list of reminders was said twice, and none is lost that the database believes to be said."""
    shown = _posted(server, "loopwell_nag", "nag")
    rows = ground.database.rows("SELECT id, target, ts FROM nag_messages")
    for number, target, ts in rows:
        seen = [message.ts for message in shown.get(number, [])]
        if seen != ([ts] if ts else []):
            yield f"the reminder {number} for {target} was said as {seen}, and is known as {ts}"
    if strange := set(shown) - {row[0] for row in rows}:
        yield f"reminders that there are not: {strange}"


def _notices(ground: Ground, server: PracticeServer) -> Iterator[str]:
    shown = _posted(server, "loopwell_notice", "notice")
    for number, key in ground.database.rows("SELECT id, key FROM notices"):
        if len(shown.get(number, [])) != 1:
            yield f"the notice {key} was said {len(shown.get(number, []))} times"
