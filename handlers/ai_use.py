"""AI use: a call to the model is counted before it is made, and settled when it is over."""

from dataclasses import dataclass
from datetime import datetime

from handlers.views.drafts import budget_is_used_up
from playbooks.ai_use import cost, month_of
from playbooks.policy import Policy
from storage import ai_use, notices
from storage.database import Connection


@dataclass(frozen=True)
class Use:
    """What a call cost, or was reserved for it until that is known. `tokens` are None where the server did not say."""

    month: str
    reserved: int
    tokens: int | None = None
    failed: bool = False

    @property
    def cost(self) -> int:
        return cost(self.tokens, self.reserved)


def reserve(db: Connection, policy: Policy, most: int, now: datetime) -> Use | None:
    """Room for a call that costs at most so many tokens. None when the month's budget has none: then the admins hear
    of it, once a month."""
    month = month_of(now)
    if ai_use.reserve(db, month, most, policy.drafts.monthly_tokens, now):
        return Use(month, most)
    for target in policy.company.told_of_trouble:
        words = budget_is_used_up(month, policy.drafts.monthly_tokens)
        notices.say_once(db, f"ai-budget:{month}:{target}", target, words, now)
    return None


def settle(db: Connection, use: Use) -> None:
    """The call is over."""
    ai_use.settle(db, use.month, use.reserved, use.cost, failed=use.failed)
