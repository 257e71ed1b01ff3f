"""Library: reads the playbooks from their files, once, at start."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import playbooks
from playbooks.playbook_files import parse_playbook
from playbooks.replies import Playbook

SHIPPED = Path(playbooks.__file__).parent / "library"
ADDED = frozenset({"name", "articles", "check_in"})
"""What a file may hold to add to ours of the same name. One that holds more takes its place."""


def load_library(own: Path | None = None, shipped: Path = SHIPPED) -> tuple[Playbook, ...]:
    """The playbooks by name: those that come with Loopwell, and those of the folder `own`, where a file of the same
    name takes the place of ours, or adds help articles to it.
    Raises ValueError with a line for each mistake: file, key, what is wrong, the cure."""
    files = {path.name: path for path in sorted(shipped.glob("*.toml"))}
    mistakes: list[str] = []
    if own is not None:
        theirs = sorted(own.glob("*.toml"))
        if not own.is_dir():
            mistakes.append(
                f"PLAYBOOKS_DIR: {str(own)!r} is no folder that can be read. Name the one that holds *.toml."
            )
        elif not theirs:
            mistakes.append(f"PLAYBOOKS_DIR: there are no playbooks (*.toml) in {str(own)!r}. Add one, or unset it.")
        files |= {path.name: path for path in theirs}
    if not files and not mistakes:
        mistakes.append(f"{shipped}: there are no playbooks (*.toml) here")
    loaded: list[Playbook] = []
    for name in sorted(files):
        try:
            shown = name if files[name].parent == shipped else str(files[name])
            if files[name].parent == SHIPPED:
                loaded.append(_ours(files[name], shown))
            else:
                loaded.append(_load(files[name], shown, shipped / name))
        except ValueError as wrong:
            mistakes.append(str(wrong))
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return tuple(loaded)


def _load(path: Path, shown: str, ours: Path | None = None) -> Playbook:
    """The playbook of a file, which is called `shown` where something is wrong with it. `ours` is that of the same
    name, to which the file may only add."""
    data = _read(path, shown)
    if ours and data.keys() <= ADDED and ours.is_file():
        data = _read(ours, ours.name) | data
    return parse_playbook(shown, data)


def _read(path: Path, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as unreadable:
        raise ValueError(f"{shown}: cannot be read: {unreadable.strerror}. Check what it is.") from unreadable
    except UnicodeDecodeError as unreadable:
        raise ValueError(f"{shown}: cannot be read: it is not UTF-8 text. Save it as UTF-8.") from unreadable
    except (tomllib.TOMLDecodeError, RecursionError) as unreadable:
        cure = "Texts stand in quotes, long ones in triple quotes."
        raise ValueError(f"{shown}: cannot be read as TOML: {unreadable}. {cure}") from unreadable


_ours = cache(_load)
"""For playbooks that come with Loopwell, and so do not change while it runs."""
