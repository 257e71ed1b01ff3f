"""The bot under measurement: the real thing, as `loopwell run` starts it, with a configuration made for the bench."""

import argparse
import asyncio
import logging

from bench.machine import RECEIVER_CORE, pin
from bench.surveys import SECRET, channel_name, source_name
from bot.configuration import policy_of
from bot.migrating import prepare
from bot.running import Parts, serve
from bot.settings import Settings
from handlers.surveys import PROVIDERS
from playbooks.policy import Policy

API_TOKEN = "bench-api-token-of-thirty-two-letters"


def policy(channels: int, per_second: float, burst: int) -> Policy:
    """One source, one team and one route for each channel."""
    numbers = range(channels)
    data = {
        "company": {"name": "Bench", "fallback_channel": "#admins"},
        "teams": [{"name": f"team-{n}", "channel": channel_name(n)} for n in numbers],
        "routes": [{"team": f"team-{n}", "when": {"source": source_name(n)}} for n in numbers],
        "sources": [{"name": source_name(n), "provider": "delighted", "secret": SECRET} for n in numbers],
        "delivery": {"per_second": per_second, "burst": burst},
    }
    return policy_of(data, {}, PROVIDERS, "bench")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--slack", required=True)
    parser.add_argument("--channels", type=int, default=10)
    parser.add_argument("--per-second", type=float, default=1.0)
    parser.add_argument("--burst", type=int, default=3)
    chosen = parser.parse_args()
    pin(RECEIVER_CORE)
    logging.basicConfig(level=logging.WARNING)
    settings = Settings(
        slack_bot_token="xoxb-bench",
        slack_signing_secret="bench-signing-secret",
        slack_api_url=chosen.slack,
        api_token=API_TOKEN,
        database_url=f"sqlite:///{chosen.database}",
        port=chosen.port,
    )
    made = policy(chosen.channels, chosen.per_second, chosen.burst)
    prepare(settings)
    asyncio.run(serve(settings, Parts(), made, lambda: made))


if __name__ == "__main__":
    main()
