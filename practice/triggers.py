"""Trigger ids: a click gives the bot three seconds to open one modal."""

from __future__ import annotations

from practice.workspace import Workspace


class Triggers:
    """Remembers each trigger's person and age. Age is counted in `Clock.elapsed()`: a fast demo does not shorten it."""

    def __init__(self, workspace: Workspace) -> None:
        self._clock = workspace.clock
        self._config = workspace.config
        self._made: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()
        self._number = 0

    def new(self, person: str) -> str:
        self._number += 1
        trigger = f"{self._number}.{self._number * 7919}.practice{self._number:08x}"
        self._made[trigger] = (person, self._clock.elapsed())
        return trigger

    def exchange(self, trigger: str) -> tuple[str, str | None]:
        """The person and no error, or Slack's error name."""
        if trigger not in self._made:
            return "", "invalid_trigger_id"
        if trigger in self._used:
            return "", "exchanged_trigger_id"
        person, made = self._made[trigger]
        if self._clock.elapsed() - made >= self._config.trigger_life:
            return "", "expired_trigger_id"
        self._used.add(trigger)
        return person, None
