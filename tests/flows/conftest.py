"""Flows run in the whole loop: see tests/loop.py."""

from tests.loop import ai, api_token, loop, pace, rules, transport

__all__ = ["ai", "api_token", "loop", "pace", "rules", "transport"]
