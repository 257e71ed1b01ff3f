"""The command line. Errors go to standard error, one sentence each. 0: done, 1: something is wrong, 2: wrong usage.

Each command loads what it needs when it is given: all together take seconds, and a bot that starts again is in a hurry.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.problems import Broken, Failed
from playbooks.periods import MOST_DAYS, USUAL_DAYS, days_of
from storage.unavailable import StoreUnavailable


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        return _carry_out(chosen)
    except Broken as broken:
        sys.stderr.writelines(f"{problem}\n" for problem in broken.problems)
    except (Failed, OSError) as failed:
        sys.stderr.write(f"{failed}\n")
    except StoreUnavailable as unavailable:
        sys.stderr.write(f"DATABASE_URL: {unavailable}.\n")
    finally:
        gc.enable()  # where a start ended early
    return 1


def _carry_out(chosen: argparse.Namespace) -> int:
    match chosen.command:
        case "run" | "web" | "worker":
            gc.disable()  # until `serve`: what a start loads stays, and looking through it takes a sixth of the start
            from bot.running import run  # noqa: PLC0415 see the top of this file

            return run(chosen.command)
        case "demo":
            gc.disable()  # until its address is printed, for the same reason
            from bot.demo import demo  # noqa: PLC0415

            return demo(chosen.port, chosen.speed)
        case "check":
            from bot.check import check_all  # noqa: PLC0415

            return check_all(sys.stdout, sys.stderr)
        case "migrate":
            from bot.migrating import migrate_alone  # noqa: PLC0415

            return migrate_alone(sys.stdout)
        case _:
            from bot.errands import errand  # noqa: PLC0415

            return errand(chosen)


def _days(text: str) -> int:
    days = days_of(text)
    if not text or days is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")
    return days


def _number(text: str) -> int:
    """The number of a delivery, which a database can hold."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a delivery, such as 12")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("loopwell", description="Closes the loop with customers, inside Slack.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="the bot, all in one process")
    commands.add_parser("web", help="the half that listens; needs PostgreSQL")
    commands.add_parser("worker", help="the half that delivers; needs PostgreSQL")
    trial = commands.add_parser("demo", help="the whole product on this machine, with a practice Slack workspace")
    trial.add_argument("--port", type=int, default=8030, help="where to open the page (default 8030)")
    trial.add_argument("--speed", type=float, default=1.0, help="practice minutes a minute (default 1)")
    commands.add_parser("check", help="validates configuration and playbooks, offline")
    commands.add_parser("manifest", help="prints the Slack app manifest")
    commands.add_parser("migrate", help="brings the database schema up to date")
    commands.add_parser("sources", help="lists sources, their webhook addresses and when each last delivered")
    again = commands.add_parser("replay", help="reads deliveries again that were set aside")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("--id", type=_number, metavar="N", help="one delivery, by its number in `/loop set-aside`")
    which.add_argument("--source", metavar="NAME", help="all of one source")
    which.add_argument("--all", action="store_true", help="all there are")
    past = commands.add_parser("rehearse", help="plays past answers through the rules of today; only reads")
    past.add_argument("--days", type=_days, default=USUAL_DAYS, metavar="N", help=f"how many (default {USUAL_DAYS})")
    past.add_argument("--nobody-acts", action="store_true", help="as if nobody had claimed, answered or closed")
    past.add_argument("--by-day", action="store_true", help="each day of each team and person too, week by week")
    past.add_argument("--config", type=Path, metavar="FILE.toml", help="rules to try beside those in force")
    people = commands.add_parser("customers", help="customers from a file")
    acts = people.add_subparsers(dest="act", required=True, metavar="ACT")
    bring = acts.add_parser("import", help="adds or updates customers from a CSV file")
    bring.add_argument("file", type=Path, metavar="FILE.csv")
    return parser
