"""The bot under measurement: `loopwell run`, with a configuration made for the bench."""

import argparse
import json
import os
import sys
from pathlib import Path

from bench.machine import RECEIVER_CORE, pin
from bench.surveys import SECRET, channel_name, source_name
from bot.commands import main as loopwell

API_TOKEN = "bench-api-token-of-thirty-two-letters"


def configuration(channels: int, per_second: float, burst: int) -> str:
    """One source, one team and one route for each channel, as TOML."""
    lines = ["[company]", 'name = "Bench"', 'fallback_channel = "#admins"']
    lines += ["[delivery]", f"per_second = {per_second}", f"burst = {burst}"]
    for n in range(channels):
        source, channel = json.dumps(source_name(n)), json.dumps(channel_name(n))
        lines += ["[[teams]]", f'name = "team-{n}"', f"channel = {channel}"]
        lines += ["[[sources]]", f"name = {source}", 'provider = "delighted"', f"secret = {json.dumps(SECRET)}"]
        lines += ["[[routes]]", f'team = "team-{n}"', f"when = {{ source = {source} }}"]
    return "\n".join(lines)


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
    file = Path(f"{chosen.database}.toml")
    file.write_text(configuration(chosen.channels, chosen.per_second, chosen.burst), encoding="utf-8")
    os.environ |= {  # noqa: TID251 as whoever starts the bot does
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "bench-signing-secret",
        "SLACK_API_URL": chosen.slack,
        "LOOPWELL_API_TOKEN": API_TOKEN,
        "DATABASE_URL": f"sqlite:///{chosen.database}",
        "LOOPWELL_CONFIG": str(file),
        "PORT": str(chosen.port),
        "LOG_LEVEL": "WARNING",
    }
    sys.exit(loopwell(["run"]))


if __name__ == "__main__":
    main()
