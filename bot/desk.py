"""The desk: takes what a person did in Slack to its handler, in one transaction, and speaks the reaction."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from bot.clock import Clock
from bot.drafting import Drafting
from bot.people import People
from bot.replay import try_all
from bot.slack import Slack, Trouble
from bot.speaking import Press, Voice, shows_case
from handlers import lists, people, set_aside
from handlers.home import draw_home
from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import NOTHING, Reaction, say
from handlers.rehearsal import on_rehearse
from handlers.views.set_aside import read_button
from handlers.views.sharing import Alone
from playbooks import comment_language
from playbooks.mails import Post
from playbooks.policy import Policy
from playbooks.replies import Playbook
from playbooks.sending import Family
from playbooks.set_aside import Tally
from storage.cases import Outdated
from storage.database import Connection, Store, StoreUnavailable

log = logging.getLogger("loopwell.desk")

Handler = Callable[..., Reaction]
REHEARSING = 5.0  # seconds
PASSING = {Family.RATE_LIMITED, Family.TRANSIENT, Family.UNCERTAIN}
"""Failures of Slack that may be over in a minute."""
T = TypeVar("T")


class Desk:
    def __init__(
        self,
        store: Store,
        slack: Slack,
        clock: Clock,
        policy: Callable[[], Policy],
        library: tuple[Playbook, ...],
        post: Callable[[], Post] = Post,
        drafting: Drafting | None = None,
    ) -> None:
        self._slack = slack
        self._store = store
        self._clock = clock
        self._policy = policy
        self._library = library
        self._post = post
        self._drafting = drafting
        self._people = People(store, slack, clock)
        self._voice = Voice(slack)
        self._homes: set[str] = set()
        self._preparing: asyncio.Future[None] | None = None

    async def act(self, handler: Handler, user: str, *what: Any) -> Reaction:
        """Runs a handler that changes something. When this returns, the change is on disk."""
        self._prepare()
        try:
            await self._people.meet(user)
            try:
                return await self._store.write(self._within, handler, user, what)
            except Outdated:  # somebody was faster: decide again on what they left
                return await self._store.write(self._within, handler, user, what)
        except StoreUnavailable as error:
            log.error("an act of %s was not saved: %s", user, error)
            return say(_("I could not save that, so nothing has changed. Please try again in a minute."))

    async def meet(self, user: str) -> None:
        """Makes sure that we know who somebody is whom a person has named."""
        await self._people.meet(user)

    async def hear(self, user: str) -> bool:
        """Asks whether somebody may be disturbed now. False when Slack gives no answers now."""
        return await self._people.hear(user)

    async def person_changed(self, user: str) -> None:
        """Slack says that something about somebody is different now."""
        await self._people.changed(user)

    async def look(self, handler: Callable[..., T], user: str, *what: Any) -> T | Reaction:
        """Runs a handler that only reads."""
        self._prepare()
        try:
            await self._people.meet(user)
            return await self._store.read(self._within, handler, user, what)
        except StoreUnavailable as error:
            log.error("%s could not be shown what they asked for: %s", user, error)
            return say(_("I could not look that up just now. Please try again in a minute."))

    async def try_source(self, press: Press) -> Reaction:
        """Tries all of a source again that was set aside, each in a transaction of its own."""
        refused = await self.look(set_aside.ask_again_source, press.user, press.value)
        if refused != NOTHING:
            return refused
        tally = Tally()
        try:
            async for tried in try_all(self._store, self._policy(), read_button(press.value)[0]):
                tally = tally.with_one_more(tried)
        except StoreUnavailable as error:
            log.error("a replay of %s was not finished: %s", press.user, error)
            return say(_("I could not save all of that. What I read is kept; please try again in a minute."))
        return await self.look(set_aside.on_tried_source, press.user, press.value, tally)

    async def rehearse(self, user: str, words: str) -> Reaction:
        """Plays as much of the past as there is time for, beside everything else that goes on."""
        until = self._clock.ticks() + REHEARSING
        return await self.look(on_rehearse, user, words, lambda: self._clock.ticks() < until)

    async def draft(self, press: Press) -> None:
        """Puts an AI draft into the reply modal that was clicked."""
        if self._drafting is not None:
            await self._drafting.draft(press, self.look)

    async def answer(self, press: Press, reaction: Reaction, case_id: int | None = None) -> None:
        """Says the reaction to a click, and lets what the person is looking at follow what it changed.

        The card in the channel follows by delivery; a card in a modal and the Home tab are drawn anew here.
        """
        await self._voice.say(press, reaction)
        if reaction == NOTHING and case_id is not None and shows_case(press):
            drawn = await self.look(lists.on_open, press.user, case_id)
            await self._voice.say(press, Reaction(replace=drawn.modal))
        if reaction == NOTHING and case_id is not None and press.fleeting:
            drawn = await self.look(lists.on_case, press.user, case_id)
            if drawn.message:
                await self._voice.redraw(press, drawn.message)
        if case_id is not None:
            await self.home_follows(press.user)

    async def home_follows(self, user: str) -> None:
        """After an act: the person's Home tab is drawn anew if they have ever opened it."""
        if user in self._homes:
            await self.refresh_home(user)

    async def refresh_home(self, user: str) -> None:
        """Draws the person's Home tab anew."""
        self._homes.add(user)
        await self._people.meet(user)
        view = await self._store.read(lambda db: draw_home(db, self._moment(db, user)))
        try:
            await self._slack.publish_home(user, view)
        except Trouble as problem:
            log.warning("the Home tab of %s could not be drawn: %s", user, problem)

    async def why_alone(self, channel: str) -> Alone | None:
        """Why nothing of ours may be shown to a whole channel. None where it may: where we can see that nobody of
        another company reads along."""
        try:
            return Alone.OUTSIDE if await self._slack.is_shared_outside(channel) else None
        except Trouble as problem:
            log.info("not shared in %s: %s", channel, problem)
            return Alone.SILENT if problem.family in PASSING else Alone.UNSEEN

    async def refresh_people(self) -> None:
        await self._people.refresh(self._policy())

    def _prepare(self) -> None:
        """Whoever clicks may reply next, and that window has to open at once."""
        if self._preparing is None:
            self._preparing = asyncio.ensure_future(asyncio.to_thread(comment_language.prepare))

    def _moment(self, db: Connection, user: str) -> Moment:
        policy = self._policy()
        person = people.person(db, policy, user)
        drafts = self._drafting is not None
        return Moment(self._clock.now(), person, policy, self._library, self._post(), drafts)

    def _within(self, db: Connection, handler: Callable[..., T], user: str, what: tuple[Any, ...]) -> T:
        return handler(db, self._moment(db, user), *what)
