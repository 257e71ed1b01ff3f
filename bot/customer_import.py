"""`loopwell customers import FILE.csv`: bad rows are reported by their line, good rows are kept."""

import asyncio
import csv
from collections.abc import Iterator
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
        reader = csv.DictReader(file, delimiter=delimiter)
        columns = reader.fieldnames or ()
        if not {"email", "external_id"} & set(columns):
            raise ValueError(f"{path}: the first line must name the columns; known are: {', '.join(FACTS)}.")
        for row in reader:
            if None in row:
                yield reader.line_num, "there are more values than columns."
                continue
            try:
                yield reader.line_num, told(row)
            except ValueError as wrong:
                yield reader.line_num, str(wrong)


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
