"""Replay: set-aside deliveries are read again, one transaction each, beside a bot at work."""

import asyncio
from collections.abc import AsyncIterator
from typing import TextIO

from bot.settings import Settings
from handlers.replay import look, settle
from playbooks.policy import Policy
from playbooks.set_aside import Came, Tally, Tried
from storage import set_aside
from storage.database import Store, StoreUnavailable

TOGETHER = 25


async def try_all(store: Store, policy: Policy, source: str | None) -> AsyncIterator[Tried]:
    """Tries all of a source again, or all there is, oldest first. Raises StoreUnavailable."""
    after = 0
    while ids := await store.read(set_aside.ids, source, after, TOGETHER):
        for tried in await _try(store, policy, ids):
            yield tried
        after = ids[-1]


async def _try(store: Store, policy: Policy, ids: list[int]) -> list[Tried]:
    """The reading, which may take long, holds up nobody; only what came of it is written, in this order."""
    looked = await asyncio.gather(*(store.read(look, policy, one) for one in ids))
    return await asyncio.gather(*(store.write(settle, policy, *found) for found in looked if found))


async def replay(
    settings: Settings, policy: Policy, number: int | None, source: str | None, out: TextIO, err: TextIO
) -> int:
    """`loopwell replay`: one line each and a summary. 1 when something could not be read."""
    store = Store(settings.database_url)
    tally = Tally()
    try:
        if number is not None:
            found = await _try(store, policy, [number])
            if not found:
                err.write(f"There is no delivery {number}.\n")
                return 1
            out.write(_line(found[0]))
            tally = tally.with_one_more(found[0])
        else:
            async for tried in try_all(store, policy, source):
                out.write(_line(tried))
                tally = tally.with_one_more(tried)
    except StoreUnavailable as error:
        err.write(f"{error}\n")
        return 1
    finally:
        store.close()
    if number is None and not tally.read and not tally.unreadable:
        out.write(f"Nothing {f'from {source} ' if source else ''}is set aside.\n")
    else:
        out.write(f"{tally.read} read, {tally.unreadable} still not readable.\n")
    return 1 if tally.unreadable else 0


def _line(tried: Tried) -> str:
    cases = ", ".join(f"case {case}" for case in tried.cases)
    said = {
        Came.READ: f"read: {cases or 'it needs no case'}",
        Came.TWICE: f"read: it had come in a second time ({cases or 'it needs no case'})",
        Came.NO_ANSWER: f"read: there is no answer in it ({tried.reason})",
        Came.ALREADY: "had been read already",
        Came.UNREADABLE: f"still not readable: {' '.join(tried.reason.split())}",
    }[tried.came]
    return f"{tried.delivery}  {tried.source}  {tried.received_at:%Y-%m-%d %H:%M} UTC  {said}\n"
