"""Faults: what Slack did not take, and since when. The log names each once; what people must mend is an incident."""

import logging
from collections.abc import Callable

from bot.clock import Clock
from bot.metrics import Metrics
from bot.slack import Trouble
from handlers import incidents, tokens
from playbooks.policy import Policy
from playbooks.sending import GONE, LOCKED_OUT, Family
from storage.database import Store

log = logging.getLogger("loopwell.faults")


class Faults:
    def __init__(self, store: Store, clock: Clock, metrics: Metrics, policy: Callable[[], Policy]) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._policy = policy
        self._known: set[tuple[str, Family]] = set()

    async def met(self, target: str, trouble: Trouble, *, posted: bool) -> None:
        """A message was not taken. Named when it begins, and not for each card that it meets. That a channel is gone is
        only proved by one that was to be `posted` by its name: an update may go to one that was replaced."""
        self._metrics.slack_troubles.labels(trouble.family.value).inc()
        said = str(trouble)
        if trouble.family in LOCKED_OUT:
            said = await self._store.write(tokens.met, trouble.error, self._clock.now()) or said
        known = (target, trouble.family) in self._known
        if not known:
            self._known.add((target, trouble.family))
            log.warning("%s does not take a message: %s", target, said)
        if trouble.family in GONE and posted:
            news = (self._policy(), target, trouble.family, trouble.error, self._clock.now())
            # one that `bot/mending.py` saw end, and that begins again, is another
            if await self._store.write(incidents.met, *news) and known:
                log.warning("%s does not take a message: %s", target, said)

    def over(self, target: str, *, plain: bool = False, posted: bool = True) -> None:
        """A message was taken. If it had to be a plain one, that Slack does not take our blocks is not over; and if it
        was not posted there anew, that the channel is gone is not over."""
        lasting = {Family.INVALID_CONTENT} if plain else set()
        if not posted:
            lasting |= GONE
        ended = {(where, family) for where, family in self._known if where == target and family not in lasting}
        self._known -= ended
        if ended and not any((target, family) in self._known for family in GONE):
            log.info("%s takes messages again", target)
