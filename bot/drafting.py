"""Drafting: a click on "Draft with AI", from the first sign that it was heard to the draft in the modal."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.asking import Asking
from bot.slack import Slack, Trouble
from bot.speaking import Press, case_id_of
from handlers.ai_use import settle
from handlers.drafts import on_draft
from handlers.reactions import Reaction
from handlers.views.drafts import drafted, drafted_from, drafting, no_draft, undrafted
from playbooks.drafts import Asked, Draft, examine
from playbooks.prompts import Unusable, Why
from storage.database import Store, StoreUnavailable

log = logging.getLogger("loopwell.drafts")

Look = Callable[..., Awaitable[Asked | Reaction]]
View = Mapping[str, Any]


class Drafting:
    """Nothing here is sent to a customer, and nothing of a case is changed."""

    def __init__(self, store: Store, slack: Slack, asking: Asking) -> None:
        self._store = store
        self._slack = slack
        self._asking = asking

    async def draft(self, press: Press, look: Look) -> None:
        """Puts a draft into the modal that was clicked. Whoever has closed it meanwhile, or has chosen another
        template, is left alone: Slack's hash of the view says so."""
        view = press.view
        drafted_of = drafted_from(view) if view else None
        if view is None or drafted_of is None:
            return
        try:
            hash_ = await self._slack.update_view(str(view["id"]), str(view["hash"]), drafting(view))
            shown = await self._shown(press, view, drafted_of, look)
            await self._slack.update_view(str(view["id"]), hash_, shown)
        except Trouble as problem:
            log.info("a draft for %s was not shown: %s", press.user, problem)

    async def _shown(self, press: Press, view: View, of: tuple[str, str | None], look: Look) -> View:
        asked = await look(on_draft, press.user, case_id_of(view), *of)
        if isinstance(asked, Reaction):
            return _refused(view, asked)
        made = await self._made(asked)
        return drafted(view, made) if isinstance(made, Draft) else undrafted(view, no_draft(made.why))

    async def _made(self, asked: Asked) -> Draft | Unusable:
        try:
            said = await self._asking.ask(asked.prompt)
            made = examine(said.answer, asked) if isinstance(said.answer, str) else said.answer
            if said.use:
                await self._store.write(settle, replace(said.use, failed=isinstance(made, Unusable)))
        except StoreUnavailable as error:
            log.error("a draft could not be counted, so there is none: %s", error)
            return Unusable(Why.AWAY, "the database")
        self._asking.count("draft", made, said.use)
        return made


def _refused(view: View, reaction: Reaction) -> View:
    """The person may not reply to this case any more, or the template is gone: the sentence says so."""
    return undrafted(view, reaction.message.text if reaction.message else no_draft(Why.REFUSED))
