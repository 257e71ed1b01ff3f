"""The fixtures of `tests/loop.py` for the races; a practice Slack that says yes to everything for the crashes."""

from collections.abc import AsyncIterator

import pytest

from practice.config import Config
from practice.pace import PaceRules
from practice.server import PracticeServer, running
from tests.loop import ai, api_token, loop, pace, rules, transport

__all__ = ["ai", "api_token", "loop", "pace", "rules", "transport"]


@pytest.fixture
async def slack_server() -> AsyncIterator[PracticeServer]:
    async with running(Config(pace=PaceRules(enabled=False), ack_timeout=60, trigger_life=60)) as server:
        yield server
