"""`loopwell customers import`: good rows are kept, bad ones are named by their line, whatever a spreadsheet wrote."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.customer_import import CHUNK, import_file, read_rows
from playbooks.customers import Customer, Identity, Touch
from storage import customers
from storage.database import Connection, Store
from tests.databases import Database

OWN = Path(__file__).parents[2] / "practice" / "customers.csv"


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = Store(database.url)
    yield opened
    opened.close()


class Import:
    """A file that was imported: the exit code and what a person read."""

    def __init__(self, store: Store, folder: Path, content: str | bytes) -> None:
        self.path = folder / "customers.csv"
        self.path.write_bytes(content.encode() if isinstance(content, str) else content)
        out, errors = io.StringIO(), io.StringIO()
        self.code = import_file(store, self.path, Clock(), out, errors)
        self.out, self.errors = out.getvalue(), errors.getvalue()


def everybody(db: Connection) -> dict[str | None, Customer]:
    return {one.email: one for one in customers.get_many(db, range(1, 2000)).values()}


GOOD = "email,name,touch,value\nkari@nordlys.example,Kari,high,48000\ntom@baker.example,Tom,,\n"


def test_every_row_of_a_good_file_is_kept_and_again_is_no_second_one(store: Store, tmp_path: Path) -> None:
    first = Import(store, tmp_path, GOOD)
    assert (first.code, first.out, first.errors) == (0, "2 added, 0 updated, 0 not read.\n", "")
    again = Import(store, tmp_path, GOOD.replace("48000", "50000"))
    assert (again.code, again.out) == (0, "0 added, 2 updated, 0 not read.\n")


def test_bad_rows_are_named_by_line_and_good_ones_kept(store: Store, tmp_path: Path) -> None:
    rows = (
        "kari@nordlys.example,high\nno address,low\n\ntom@baker.example,middling\na@b.example,low,extra\nz@y.example,\n"
    )
    done = Import(store, tmp_path, "email,touch\n" + rows)
    assert done.code == 1
    assert done.out == "2 added, 0 updated, 3 not read.\n"
    lines = done.errors.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{done.path}, line {number}" for number in (3, 5, 6)]
    assert "is not an e-mail address" in lines[0]
    assert 'must be "high" or "low"' in lines[1]
    assert "more values than columns" in lines[2]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_as_spreadsheets_write_them(tmp_path: Path, separator: str, mark: str, end: str) -> None:
    path = tmp_path / "customers.csv"
    rows = ["email,name,account", 'kari@nordlys.example,"Kari ""K"" Nordmann",Nordlys']
    path.write_bytes((mark + end.join(rows).replace(",", separator) + end).encode())
    assert list(read_rows(path)) == [
        (2, Identity(email="kari@nordlys.example", name='Kari "K" Nordmann', account="Nordlys"))
    ]


def test_a_separator_inside_quotes_is_part_of_the_name(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text('"email","name"\n"kari@nordlys.example","Nordmann, Kari"\n')
    assert list(read_rows(path)) == [(2, Identity(email="kari@nordlys.example", name="Nordmann, Kari"))]


def test_a_quote_that_is_not_closed_spoils_its_own_line_and_not_those_after_it(tmp_path: Path) -> None:
    """Of a file of thousands one customer would be kept, under the name of all the others."""
    path = tmp_path / "customers.csv"
    good = [f"c{n}@many.example,Customer {n}" for n in range(50)]
    path.write_text(
        "\n".join(["email,name", 'a@many.example,"Unclosed', *good, 'b@many.example,"B" C', 'c@many.example,"'])
    )
    rows = list(read_rows(path))
    assert [line for line, row in rows if isinstance(row, str)] == [2, 53, 54]
    assert [row.email for _, row in rows if isinstance(row, Identity)] == [f"c{n}@many.example" for n in range(50)]


def test_a_value_of_two_lines_in_quotes_is_one_value(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text('email,name\n\na@many.example,"Anna\nBerg"\nb@many.example,Ben\n')
    assert [line for line, _ in read_rows(path)] == [3, 5]


def test_one_column_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("email\nkari@nordlys.example\n")
    assert list(read_rows(path)) == [(2, Identity(email="kari@nordlys.example"))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the first line must name the columns"),
        (b"kari@nordlys.example,Kari\n", "the first line must name the columns"),
        ("email,name\nkari@nordlys.example,Kåri\n".encode("latin-1"), "is not UTF-8 text: save it as UTF-8"),
        (b"PK\x03\x04\xff\xfe\x00", "is not UTF-8 text"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(
    store: Store, tmp_path: Path, content: bytes, words: str
) -> None:
    done = Import(store, tmp_path, content)
    assert (done.code, done.out) == (1, "")
    assert words in done.errors
    assert done.errors.count("\n") == 1
    assert str(done.path) in done.errors


def test_a_file_that_is_not_there_is_said(store: Store, tmp_path: Path) -> None:
    errors = io.StringIO()
    assert import_file(store, tmp_path / "gone.csv", Clock(), io.StringIO(), errors) == 1
    assert "gone.csv" in errors.getvalue()


def test_a_file_of_many_chunks_is_kept_whole(store: Store, tmp_path: Path) -> None:
    number = 2 * CHUNK + 7
    rows = "".join(f"c{n}@many.example,{n}\n" for n in range(number))
    done = Import(store, tmp_path, "email,value\n" + rows)
    assert (done.code, done.out) == (0, f"{number} added, 0 updated, 0 not read.\n")


def test_the_customers_of_the_demo_can_all_be_read() -> None:
    rows = [row for _, row in read_rows(OWN)]
    assert rows
    assert not [row for row in rows if isinstance(row, str)]


def test_the_file_overrules_and_an_empty_cell_says_nothing(store: Store, tmp_path: Path) -> None:
    Import(store, tmp_path, GOOD)
    Import(store, tmp_path, "email,name,touch\nKARI@nordlys.example,,low\n")
    kari = asyncio.run(store.read(everybody))["KARI@nordlys.example"]
    assert (kari.name, kari.touch, kari.value) == ("Kari", Touch.LOW, 48000)
