"""The bench's configuration as the policy that it becomes."""

import tomllib

from bench.loopwell import configuration
from bot.configuration import policy_of
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy


def policy(channels: int, per_second: float, burst: int) -> Policy:
    return policy_of(tomllib.loads(configuration(channels, per_second, burst)), {}, PROVIDERS, "bench")
