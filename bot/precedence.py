"""Precedence: whoever waits for an answer goes first; a card is drawn when nobody does, or after a moment.

Surveys and cards share one processor core. A survey tool waits for its answer, and Slack waits for nothing: without
this an answer would stand behind the drawing of ten cards.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 0.1
"""Seconds that one message lets surveys go first. In a flood that never ends ten messages a second still go out: what
Slack takes in ten channels. Ten storm cards drawn in quick succession would keep surveys waiting for theirs."""


class Precedence:
    """Used in one event loop. `patience`: seconds."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._surveys = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._turn = asyncio.Lock()

    @contextmanager
    def survey(self) -> Iterator[None]:
        """A survey is being judged and stored until the block ends."""
        self._surveys += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._surveys -= 1
            if not self._surveys:
                self._calm.set()

    async def after_surveys(self) -> None:
        """Returns when no survey waits for its answer, or after a moment; one caller after the other."""
        async with self._turn:
            await asyncio.sleep(0)  # what stands in the sockets is read
            if self._surveys:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._patience):
                        await self._calm.wait()
