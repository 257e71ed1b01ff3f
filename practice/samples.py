"""The sample data of the demo: customers.csv and arrivals.toml, read once."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CUSTOMERS = HERE / "customers.csv"
ARRIVALS = HERE / "arrivals.toml"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line of the script: ``after`` practice seconds since the one before comes ``wish``, as the panel's JSON."""

    after: float
    wish: dict[str, Any]


@cache
def customers() -> tuple[dict[str, str], ...]:
    """The sample customers: email, name, account, touch, value, owner, language, external_id."""
    with CUSTOMERS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def arrivals() -> tuple[Arrival, ...]:
    """The script of the demo, each survey with what its customer's row says about name, account and language."""
    known = {row["email"]: row for row in customers()}
    script = tomllib.loads(ARRIVALS.read_text(encoding="utf-8"))["arrivals"]
    return tuple(_arrival(dict(line), known) for line in script)


def _arrival(line: dict[str, Any], known: dict[str, dict[str, str]]) -> Arrival:
    after = float(line.pop("after"))
    row = known[line["email"]]
    return Arrival(after, {**line, **{key: row[key] for key in ("name", "account", "language")}})
