"""Late: Slack does what it was asked after the bot has given up waiting for its answer."""

import random
from pathlib import Path

import aiohttp
import pytest

from practice.server import PracticeServer
from tests.chaos.deeds import Deeds
from tests.chaos.ending import waiting, wrongs
from tests.chaos.ground import ground
from tests.chaos.traffic import Writer, send
from tests.workspace import Slack


@pytest.mark.parametrize("late", [1.2, 2.5])
async def test_a_post_that_lands_after_we_gave_up_is_not_said_twice(
    tmp_path: Path, slack_server: PracticeServer, late: float
) -> None:
    async with (
        ground(tmp_path / "disk", "sqlite") as place,
        Slack(slack_server.url) as slack,
        aiohttp.ClientSession() as session,
    ):
        deeds = Deeds(place, slack_server, slack, "http", random.Random(1))
        await deeds.start()
        await slack.fault("stall", method="chat.postMessage", seconds=late, times=1)
        letter = next(one for one in Writer(random.Random(1)).burst(20) if one.response)
        assert await send(session, deeds.bot.url, letter, deeds.ledger) == 202
        while waiting(place):
            await slack_server.workspace.next_note(0.2)
        await deeds.end()
        assert wrongs(place, slack_server, deeds.ledger) == []
