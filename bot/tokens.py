"""Tokens: asks Slack whether it knows ours, at the start and until it does; the log names each answer once."""

import logging
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

from bot.clock import Clock
from bot.slack import Slack, Trouble
from handlers import tokens
from playbooks.policy import Policy
from playbooks.sending import LOCKED_OUT
from storage.database import Connection, Store, StoreUnavailable

log = logging.getLogger("loopwell.tokens")

P = ParamSpec("P")


class Tokens:
    """`learn` is called as soon as Slack knows us: who is in which team can be asked then."""

    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        policy: Callable[[], Policy],
        learn: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._slack = slack
        self._clock = clock
        self._policy = policy
        self._learn = learn
        self._heard = False
        self._app_owed = False
        self._named: dict[str, str] = {}

    async def meet(self) -> None:
        """Asks Slack who we are."""
        try:
            me = await self._slack.who_am_i()
        except Trouble as trouble:
            if trouble.family in LOCKED_OUT:
                self._heard = await self._save("bot", tokens.refused, trouble.error, self._clock.now())
            else:  # surveys are taken and kept meanwhile, so this is no reason to be unready
                self._heard = False
                self._name("bot", f"Slack does not answer: {trouble.error}. What comes in is kept, and I try on.")
        else:
            log.info("speaking as %s in %s", me.get("user"), me.get("team"))
            self._heard = await self._save("bot", tokens.known, self._policy(), self._clock.now())
            await self._learn()

    async def look(self) -> None:
        """Asks again, if Slack did not know us or did not answer; and saves what could not be saved before."""
        if self._app_owed:
            await self.app_known()
        if not self._heard or await self._store.read(tokens.to_be_asked):
            await self.meet()

    async def app_refused(self, trouble: Trouble) -> None:
        """Slack opens no connection for the app token."""
        self._app_owed = False
        await self._save("app", tokens.app_refused, self._policy(), trouble.error, self._clock.now())

    async def app_known(self) -> bool:
        """It opened one, or none is needed any more. Whether that could be saved."""
        saved = await self._save("app", tokens.app_known, self._clock.now())
        self._app_owed = not saved
        return saved

    async def _save(
        self, which: str, work: Callable[Concatenate[Connection, P], str], *what: P.args, **more: P.kwargs
    ) -> bool:
        """Whether it could be saved. A database that takes nothing must not end a start, or the hearing."""
        try:
            said = await self._store.write(work, *what, **more)
        except StoreUnavailable as error:
            log.error("what Slack says of our tokens was not saved: %s", error)
            return False
        self._name(which, said)
        return True

    def _name(self, which: str, said: str) -> None:
        if said and self._named.get(which) != said:
            log.error("%s", said)
        self._named[which] = said
