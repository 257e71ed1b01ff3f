"""`loopwell customers import FILE.csv`: bad rows are reported by their line, good rows are kept."""

import asyncio
import csv
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

from bot.clock import Clock
from handlers import customers
from playbooks.customer_facts import told
from playbooks.customers import FACTS, Identity
from storage.database import Connection, Store

CHUNK = 200
BAR = 30


def read_rows(path: Path) -> Iterator[tuple[int, Identity | str]]:
    """Each row's line number with its facts, or with what is wrong with it. Raises ValueError for the whole file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:  # its guess of the quotes is left alone: it would be made from the first line only
            delimiter = csv.Sniffer().sniff(file.readline(), delimiters=",;\t").delimiter
        except csv.Error:
            delimiter = ","
        file.seek(0)
        records = _records(file.readlines(), delimiter)
        _line, columns = next(records, (1, []))
        if isinstance(columns, str) or not {"email", "external_id"} & set(columns):
            raise ValueError(f"{path}: the first line must name the columns; known are: {', '.join(FACTS)}.")
        for line, values in records:
            yield line, values if isinstance(values, str) else _row(columns, values)


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """The line on which each record begins, with its values, which may have several lines in quotes; or with what is
    wrong. A quote that is not closed spoils its own line, and not all that follow."""
    at = 0
    while at < len(lines):
        rest = map(lines.__getitem__, range(at, len(lines)))  # a slice would be copied, or passed, for each record
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        try:
            if values := next(reader):
                yield at + 1, values
            at += reader.line_num
        except csv.Error:
            yield at + 1, "a quotation mark is not closed, or stands where none may be."
            at += 1


def _row(columns: list[str], values: list[str]) -> Identity | str:
    if len(values) > len(columns):
        return "there are more values than columns."
    try:
        return told(dict(zip_longest(columns, values)))
    except ValueError as wrong:
        return str(wrong)


def import_file(store: Store, path: Path, clock: Clock, out: TextIO, errors: TextIO) -> int:
    """Adds or updates every customer of the file. 0: all rows were good, 1: some were not."""
    try:
        rows = list(read_rows(path))
    except UnicodeDecodeError:
        errors.write(f"{path} is not UTF-8 text: save it as UTF-8.\n")
        return 1
    except OSError as wrong:
        errors.write(f"{path} cannot be read: {wrong.strerror}.\n")
        return 1
    except (ValueError, csv.Error) as wrong:
        errors.write(f"{wrong}\n")
        return 1
    added, updated = asyncio.run(_keep(store, [row for _, row in rows if isinstance(row, Identity)], clock, out))
    bad = [(line, wrong) for line, wrong in rows if isinstance(wrong, str)]
    errors.writelines(f"{path}, line {line}: {wrong}\n" for line, wrong in bad)
    out.write(f"{added} added, {updated} updated, {len(bad)} not read.\n")
    return 1 if bad else 0


async def _keep(store: Store, rows: list[Identity], clock: Clock, out: TextIO) -> tuple[int, int]:
    added = 0
    for start in range(0, len(rows), CHUNK):
        added += await store.write(_keep_chunk, rows[start : start + CHUNK], clock)
        if out.isatty():
            done = min(start + CHUNK, len(rows))
            filled = "█" * (BAR * done // len(rows))
            out.write(f"\r{filled:░<{BAR}} {done} of {len(rows)}" + ("\n" if done == len(rows) else ""))
            out.flush()
    return added, len(rows) - added


def _keep_chunk(db: Connection, rows: list[Identity], clock: Clock) -> int:
    return sum(new for _customer, new in (customers.tell(db, row, clock.now()) for row in rows))
