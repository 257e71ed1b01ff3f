"""The fixtures of `tests/loop.py`, and the practice Slack of the crash tests for a bot in a process of its own."""

from tests.crashes.conftest import slack_server
from tests.loop import ai, api_token, loop, pace, rules, transport

__all__ = ["ai", "api_token", "loop", "pace", "rules", "slack_server", "transport"]
