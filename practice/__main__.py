"""`python -m practice`: the practice workspace as a program of its own, until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from practice.arrivals import arrive
from practice.server import PracticeServer, running
from practice.workspace import Config


def options(arguments: list[str]) -> argparse.Namespace:
    default = Config()
    parser = argparse.ArgumentParser(prog="python -m practice", description="A practice Slack workspace on loopback.")
    parser.add_argument("--port", type=int, default=8030)
    parser.add_argument("--mail-port", type=int, default=0, help="where the customers' mail server listens")
    parser.add_argument("--api-token", default=default.api_token, help="what opens the bot's /mail/inbound")
    parser.add_argument("--bot-url", help="where the bot takes signed HTTP deliveries, without /slack/events")
    parser.add_argument("--clock-url", help='where the bot takes {"seconds": n} when the clock is moved')
    parser.add_argument("--signing-secret", default=default.signing_secret)
    parser.add_argument("--bot-token", default=default.bot_token)
    parser.add_argument("--app-token", default=default.app_token)
    parser.add_argument("--speed", type=float, default=default.speed, help="practice seconds per real second")
    parser.add_argument("--scopes", help="the scopes granted to the bot, by comma; all by default")
    parser.add_argument("--arrivals", action="store_true", help="lets sample surveys arrive at --bot-url")
    return parser.parse_args(arguments)


def start_arrivals(server: PracticeServer, chosen: argparse.Namespace) -> asyncio.Task[None]:
    return asyncio.create_task(arrive(server.workspace.clock, chosen.bot_url))


async def serve(chosen: argparse.Namespace) -> None:
    config = Config(
        signing_secret=chosen.signing_secret,
        bot_token=chosen.bot_token,
        app_token=chosen.app_token,
        api_token=chosen.api_token,
        bot_url=chosen.bot_url,
        clock_url=chosen.clock_url,
        speed=chosen.speed,
    )
    if chosen.scopes:
        config.scopes = frozenset(chosen.scopes.split(","))
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with running(config, port=chosen.port, mail_port=chosen.mail_port) as server:
        sys.stdout.write(f"Practice workspace: {server.url}\n")
        sys.stdout.flush()
        stream = start_arrivals(server, chosen) if chosen.arrivals and chosen.bot_url else None
        await ended.wait()
        if stream:
            stream.cancel()


if __name__ == "__main__":
    try:
        asyncio.run(serve(options(sys.argv[1:])))
    except OSError as error:
        sys.exit(f"practice: {error.strerror or error}")
