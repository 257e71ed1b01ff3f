"""A card in use: one person acts on one case, by its button and the modal that it opens."""

from dataclasses import dataclass

from bench.attention.people import CHANNELS, Act, Task, Worker
from bench.attention.seen import Eyes, has_button
from bench.attention.together import Press, shown
from practice.company import Message
from practice.workspace import Workspace


@dataclass
class Alone:
    """`press` is what a person does in Slack: the route, the person, and what they told it."""

    workspace: Workspace
    press: Press
    eyes: Eyes

    async def do(self, worker: Worker, act: Act, task: Task) -> None:
        """By the card in the channel; for a case that a storm card holds, by `/loop case`."""
        place, message = self.eyes.cards.get(task.id) or await self._ask_for(worker, task)
        block = next((block for block in message.blocks if has_button(block, act)), None)
        if block is None:  # somebody was faster
            return
        told = {"channel": place, "ts": message.ts, "block_id": block["block_id"], "action_id": act.value}
        await self.press("click", worker, **told, value=str(task.id))
        if act is not Act.CLAIM:
            await self._fill_in(worker, act)
        self.eyes.asked.pop((task.id, worker.id), None)

    async def _ask_for(self, worker: Worker, task: Task) -> tuple[str, Message]:
        place = self.workspace.conversation(CHANNELS[worker.team])
        assert place is not None
        place.ephemeral = [one for one in place.ephemeral if one.only_for != worker.id]
        await self.press("command", worker, channel=place.id, text=f"/loop case {task.id}")
        await shown(lambda: any(one.only_for == worker.id for one in place.ephemeral))
        return place.id, next(one for one in place.ephemeral if one.only_for == worker.id)

    async def _fill_in(self, worker: Worker, act: Act) -> None:
        if not await shown(lambda: self.workspace.modals.get(worker.id)):  # they try again another time
            return
        view = self.workspace.views[self.workspace.modals[worker.id][-1]]
        values: dict[str, dict[str, str]] = {}
        for block in view.payload["blocks"]:
            if block["block_id"].startswith("text:"):
                values[block["block_id"]] = {"text": "Thank you for telling us. Here is what we do about it."}
        if act is Act.CLOSE:
            values["outcome"] = {"outcome": "solved"}
            if any(block["block_id"] == "well" for block in view.payload["blocks"]):
                values["well"] = {"well": "one-off"}
        answer = await self.press("view/submit", worker, view_id=view.id, values=values)
        if not answer["ok"] or self.workspace.modals.get(worker.id):
            self.workspace.modals.pop(worker.id, None)
