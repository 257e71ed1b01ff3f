"""The documentation under test: what it names exists, what exists is named, and what it shows works."""

import argparse
import ast
import inspect
import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from bot import clicks, commands, listeners
from bot.clock import Clock
from bot.configuration import policy_of
from bot.customer_import import read_rows
from bot.desk import Handler
from bot.house import House
from bot.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES
from bot.settings import VARIABLES, Settings
from bot.web import new_app
from handlers.surveys import PROVIDERS
from handlers.surveys.generic import FIELDS
from playbooks.customer_facts import told
from playbooks.customers import FACTS, Identity, Touch
from playbooks.days_off import Holidays
from playbooks.hours import parse_duration
from playbooks.policy import (
    USUAL_LIMITS,
    Company,
    Drafts,
    Limits,
    Mailings,
    Mails,
    Nags,
    Pace,
    Policy,
    Replies,
    Route,
    RouteLimits,
    Team,
    When,
)
from playbooks.responses import Metric
from playbooks.sources import HmacHeader, Source
from storage.database import Store

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "playbooks", "storage")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "practice" / "README.md"])
WALK = "docs/architecture.md"

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _part(text: str, heading: str) -> str:
    """What stands under a heading, up to the next heading of the same or a higher rank."""
    level = heading.partition(" ")[0]
    _before, found, rest = f"\n{text}".partition(f"\n{heading}\n")
    assert found, f"there is no heading {heading!r}"
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def _own(text: str) -> str:
    """What stands directly under a heading, without what its subheadings hold."""
    return re.split(r"^#+ ", text, maxsplit=1, flags=re.MULTILINE)[0]


def _rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {
        number for number, line in enumerate(lines) if number + 1 < len(lines) and set(lines[number + 1]) <= set("|- :")
    }
    kept = [line for number, line in enumerate(lines) if number not in heads and not set(line) <= set("|- :")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def _code(cell: str) -> str:
    """The cell's text without its backticks."""
    return cell.removeprefix("`").removesuffix("`")


def _blocks(text: str, language: str) -> list[str]:
    """The code blocks of a language, also those that stand indented in a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", text, re.DOTALL | re.MULTILINE)
    return ["\n".join(line.removeprefix(indent) for line in block.splitlines()) for indent, block in found]


# What is named exists.


@cache
def _names(path: Path) -> set[str]:
    """What a module defines: functions, classes, values, and `Class.method`."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
            found |= {f"{node.name}.{one.name}" for one in inner}
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def _spoken(text: str) -> list[str]:
    """Everything in backticks, outside code blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE))


@every_page
def test_every_file_and_function_that_a_page_names_exists(page: Path) -> None:
    wrong = []
    for name in _spoken(page.read_text("utf-8")):
        found = re.fullmatch(r"((?:bot|handlers|playbooks|storage|practice|tests|docs)/[\w./-]*)(?::([\w.]+))?", name)
        if not found or found[1].endswith(("NAME/", "NAME.py", "NAME.toml")):
            continue
        path = ROOT / found[1]
        if not path.exists() or (found[2] and found[2] not in _names(path)):
            wrong.append(name)
    assert not wrong


def test_the_walk_names_functions_of_every_floor() -> None:
    walk = _part(_text(WALK), "## The walk of one response")
    named = {name.partition("/")[0] for name in _spoken(walk) if ":" in name}
    assert named == set(FLOORS)


@every_page
def test_functions_that_a_page_names_alone_exist(page: Path) -> None:
    known = set().union(*(_names(path) for floor in (*FLOORS, "practice") for path in (ROOT / floor).rglob("*.py")))
    known |= {name.rpartition(".")[2] for name in known}
    called = {name[:-2] for name in _spoken(page.read_text("utf-8")) if re.fullmatch(r"[\w.]+\(\)", name)}
    assert called - known - {"_", "ngettext", "ack"} == set()


def test_every_module_of_the_floors_is_in_the_map() -> None:
    mapped = {_code(row[0]) for row in _rows(_part(_text(WALK), "## The map"))}
    modules = {str(path.relative_to(ROOT)) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    folders = tuple(name for name in mapped if name.endswith("/"))
    missing = {name for name in modules - mapped if not name.startswith(folders) and not name.endswith("__init__.py")}
    assert not missing
    assert {name for name in mapped if not (ROOT / name).exists()} == set()


def test_the_table_of_clicks_is_what_the_listeners_do() -> None:
    lists: list[tuple[str, Mapping[str, Handler]]] = [
        ("button", {**dict(listeners.ACTS), **dict(listeners.LOOKS), **dict(listeners.MAILS)}),
        ("more", clicks.MORE),
        ("list", dict(listeners.LISTS)),
        ("modal", {**dict(listeners.SUBMISSIONS), **dict(listeners.MAILINGS)}),
    ]
    done = {(kind, name): _place(handler) for kind, handlers in lists for name, handler in handlers.items()}
    rows = _rows(_part(_text(WALK), "### What answers which click"))
    assert {(row[0], _code(row[1])): _code(row[3]) for row in rows} == done


def _place(handler: Any) -> str:
    return f"{Path(inspect.getfile(handler)).relative_to(ROOT)}:{handler.__name__}"


def test_every_folder_of_tests_is_in_the_table_of_tests() -> None:
    shown = {_code(row[0]) for row in _rows(_part(_text(WALK), "## The tests"))}
    assert shown == {f"tests/{path.name}/" for path in (ROOT / "tests").iterdir() if any(path.glob("**/*.py"))}


def test_every_scope_and_event_has_its_reason() -> None:
    for heading, asked in (("## Scopes", (*SCOPES, *OPTIONAL_SCOPES)), ("## Events", EVENTS)):
        assert {_code(row[0]) for row in _rows(_part(_text("docs/slack.md"), heading))} == set(asked)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    wanted = {
        re.split(r"[<>=]", one)[0] for one in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    assert {row[0] for row in _rows(_text("docs/adr/0005-dependencies.md"))} == wanted


def test_every_decision_is_in_the_list_of_decisions() -> None:
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", _text("docs/adr/README.md")))
    assert listed == {path.name for path in (ROOT / "docs" / "adr").glob("0*.md")}


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_every_provider_has_its_sections(provider: str) -> None:
    for name in ("README.md", "docs/providers.md"):
        assert re.search(rf"^##+ {provider}\b", _text(name), re.MULTILINE | re.IGNORECASE), name


# Links lead somewhere.


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"\bsrc(?:set)?=\"([^\"]+)\"", text)
    broken = []
    for link in links:
        if link.startswith(("http://", "https://")):
            continue
        file, _hash, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert not broken


def test_pictures_are_light_to_load() -> None:
    assert {path.name for path in (ROOT / "docs" / "pictures").glob("*.png") if path.stat().st_size > 300_000} == set()


# What is shown works.


def _subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = (action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {name: sub for choices in found for name, sub in choices.items()}


@every_page
def test_commands_that_are_shown_can_be_run(page: Path) -> None:
    for line in (line for block in _blocks(page.read_text("utf-8"), "sh") for line in block.splitlines()):
        words = shlex.split(line, comments=True) if line.startswith(("loopwell ", "make ")) else []
        if words[:1] == ["loopwell"]:
            commands._parser().parse_args(words[1:])
        if words[:1] == ["make"]:
            assert words[1] in _targets(), line


@every_page
def test_commands_that_are_named_exist(page: Path) -> None:
    known = _subcommands(commands._parser())
    for name in _spoken(page.read_text("utf-8")):
        match name.split():
            case ["loopwell", command, *_rest]:
                assert command in known
            case ["make", target, *_rest]:
                assert target in _targets()


def _targets() -> list[str]:
    return re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE)


def test_who_waits_for_the_first_set_up_is_told_for_how_long() -> None:
    """Minutes of silence look like a program that hangs."""
    (told,) = [line for line in _text("Makefile").splitlines() if "echo" in line and "Setting up" in line]
    assert "minute" in told


def test_the_table_of_commands_is_complete() -> None:
    shown = {_code(row[0]).split()[1] for row in _rows(_part(_text("README.md"), "## Commands"))}
    assert shown == set(_subcommands(commands._parser()))


async def test_the_table_of_routes_is_complete(tmp_path: Path) -> None:
    policy = Policy.model_validate(BASE)
    store = Store(f"sqlite:///{tmp_path}/docs.db")
    house = House(Settings(slack_bot_token="xoxb-docs"), policy, Clock(), store)
    try:
        served = {
            (route.method, route.resource.canonical) for route in new_app(house).router.routes() if route.resource
        }
    finally:
        await house.end()
        store.close()
    aside = {("GET", "/surveys/{source}"), ("OPTIONS", "/surveys/{source}")}  # named in the text of the HEAD row
    implied = {("HEAD", path) for method, path in served if method == "GET" and path != "/surveys/{source}"}
    rows = _rows(_part(_text("README.md"), "## HTTP"))
    assert {tuple(_code(row[0]).split()) for row in rows} == served - aside - implied


class AllSet(dict[str, str]):
    """An environment in which every variable is set."""

    def get(self, name: str, default: Any = None) -> str:
        return "whsec_bG9vcHdlbGwtZG9jcy1rZXktMDEyMzQ1Njc4OWFiY2Q="


BASE: Mapping[str, Any] = {
    "company": {"name": "Acme"},
    "teams": [{"name": "support", "channel": "#customer-feedback"}],
}


def _toml_blocks() -> Iterator[Any]:
    for page in PAGES:
        for number, block in enumerate(_blocks(page.read_text("utf-8"), "toml"), 1):
            yield pytest.param(block, id=f"{page.relative_to(ROOT)}-{number}")


@pytest.mark.parametrize("block", list(_toml_blocks()))
def test_configuration_that_is_shown_loads(block: str) -> None:
    policy_of({**BASE, **tomllib.loads(block)}, AllSet(), PROVIDERS, "shown.toml")


def test_the_customers_that_are_shown_are_read(tmp_path: Path) -> None:
    readme = _text("README.md")
    (block,) = _blocks(readme, "csv")
    (tmp_path / "customers.csv").write_text(block, "utf-8")
    assert [type(row) for _line, row in read_rows(tmp_path / "customers.csv")] == [Identity]
    (body,) = re.findall(r"-d '(\{.*\})'", readme)
    assert told(json.loads(body)).account == "Nordlys Shipping"
    about = _part(readme, "## Tell Loopwell who your customers are")
    assert [fact for fact in FACTS if fact not in about] == []


# The configuration reference is complete.

SECTIONS: dict[str, type[BaseModel]] = {
    "## `[company]`": Company,
    "## `[[sources]]`": Source,
    "### `signature = { ... }`": HmacHeader,
    "## `[[teams]]`": Team,
    "### `holidays = { ... }`": Holidays,
    "## `[[routes]]`": Route,
    "### `[routes.limits]`": RouteLimits,
    "### `when = { ... }`": When,
    "## `[limits.high]`, `[limits.low]`": Limits,
    "## `[nags]`": Nags,
    "## `[mailings]`": Mailings,
    "## `[mail]`": Mails,
    "## `[replies]`": Replies,
    "## `[delivery]`": Pace,
    "## `[drafts]`": Drafts,
}
PLAIN = (str, int, float, bool)


def _table(heading: str) -> dict[str, list[str]]:
    return {_code(row[0]): row[1:] for row in _rows(_own(_part(_text("docs/configuration.md"), heading)))}


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_is_documented_with_its_default(heading: str) -> None:
    rows, fields = _table(heading), SECTIONS[heading].model_fields
    assert set(rows) == set(fields)
    if SECTIONS[heading] is not Limits:
        assert {name: _default(rows[name][0], field) for name, field in fields.items()} == {
            name: _real(field) for name, field in fields.items()
        }


def _real(field: FieldInfo) -> Any:
    """A default that can be written down; "required", or None for those that are lists, tables or nothing."""
    if field.is_required():
        return "required"
    return field.default if isinstance(field.default, (*PLAIN, timedelta)) else None


def _default(written: str, field: FieldInfo) -> Any:
    if written in ("required", "none", "any", "anything", "as for the touch"):
        return "required" if written == "required" else None
    value: Any = tomllib.loads(f"value = {_code(written)}")["value"]
    if not isinstance(field.default, timedelta):
        return value
    # the field's own reader knows whether a day is one of work or of 24 hours
    reader: Any = next(one.func for one in field.metadata if isinstance(one, BeforeValidator))
    return reader(value)


def test_limits_are_documented_as_they_are() -> None:
    rows = _table("## `[limits.high]`, `[limits.low]`")
    for column, touch in enumerate((Touch.HIGH, Touch.LOW)):
        written = {name: parse_duration(_code(row[column]).strip('"')) for name, row in rows.items()}
        assert written == dict(USUAL_LIMITS[touch])


def test_bands_are_documented_as_they_are() -> None:
    rows = _table("## `[bands]`")
    assert list(rows) == [metric.value for metric in Metric]
    written = {name: tomllib.loads(f"bands = {_code(row[0])}")["bands"] for name, row in rows.items()}
    assert Policy.model_validate({**BASE, "bands": written}).bands == Policy.model_validate(BASE).bands


def test_every_table_of_the_file_is_documented() -> None:
    headings = " ".join(re.findall(r"^## (.*)$", _text("docs/configuration.md"), re.MULTILINE))
    assert set(re.findall(r"\[+(\w+)[.\w]*\]+", headings)) == set(Policy.model_fields)


def test_every_variable_is_documented_with_its_default() -> None:
    rows = _table("## Environment variables")
    assert set(rows) == set(VARIABLES)
    settings = Settings()
    real = {name: getattr(settings, variable.field) for name, variable in VARIABLES.items()}
    written = {name: None if row[0] == "none" else _code(row[0]) for name, row in rows.items()}
    assert written == {name: None if value is None else str(value) for name, value in real.items()}


def test_what_a_generic_source_may_say_is_documented() -> None:
    rows = _rows(_part(_text("docs/providers.md"), "## Generic: your own system"))
    assert {_code(row[0]) for row in rows} == set(FIELDS)
