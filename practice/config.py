"""How the bot and the workspace reach each other, and what the workspace allows."""

from __future__ import annotations

from dataclasses import dataclass, field

from practice.pace import PaceRules
from practice.scopes import EVERY_SCOPE


@dataclass
class Config:
    """How the bot reaches the workspace and the workspace the bot; all of it may be changed while it runs."""

    signing_secret: str = "practice-signing-secret"  # noqa: S105 - opens nothing but this server
    bot_token: str = "xoxb-practice"  # noqa: S105
    app_token: str = "xapp-practice"  # noqa: S105
    bot_url: str | None = None
    clock_url: str | None = None
    #: What opens the bot's `/mail/inbound`, to which customers' answers go.
    api_token: str = "practice-api-token"  # noqa: S105
    speed: float = 1.0
    #: Unix seconds at which the clock starts; None is the real time.
    start: float | None = None
    #: Real seconds that the bot has to acknowledge a request from Slack.
    ack_timeout: float = 3.0
    #: Real seconds that a click gives the bot to open a window.
    trigger_life: float = 3.0
    scopes: frozenset[str] = EVERY_SCOPE
    pace: PaceRules = field(default_factory=PaceRules)
    #: Block types that this workspace does not know yet (Slack rolls new ones out in phases).
    unknown_blocks: frozenset[str] = frozenset()
