"""Library: reads the playbooks from their files, once, at start."""

import tomllib
from functools import cache
from pathlib import Path

import playbooks
from playbooks.playbook_files import parse_playbook
from playbooks.replies import Playbook

SHIPPED = Path(playbooks.__file__).parent / "library"


def load_library(own: Path | None = None, shipped: Path = SHIPPED) -> tuple[Playbook, ...]:
    """The playbooks by name: those that come with Loopwell, and those of the folder `own`, where a file of the same
    name takes the place of ours. Raises ValueError with a line for each mistake: file, key, what is wrong, the cure."""
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
            read = _ours if files[name].parent == SHIPPED else _load
            loaded.append(read(files[name], name if files[name].parent == shipped else str(files[name])))
        except ValueError as wrong:
            mistakes.append(str(wrong))
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return tuple(loaded)


def _load(path: Path, shown: str) -> Playbook:
    """The playbook of a file, which is called `shown` where something is wrong with it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as unreadable:
        raise ValueError(f"{shown}: cannot be read: {unreadable.strerror}. Check what it is.") from unreadable
    except UnicodeDecodeError as unreadable:
        raise ValueError(f"{shown}: cannot be read: it is not UTF-8 text. Save it as UTF-8.") from unreadable
    except (tomllib.TOMLDecodeError, RecursionError) as unreadable:
        cure = "Texts stand in quotes, long ones in triple quotes."
        raise ValueError(f"{shown}: cannot be read as TOML: {unreadable}. {cure}") from unreadable
    return parse_playbook(shown, data)


_ours = cache(_load)
"""For playbooks that come with Loopwell, and so do not change while it runs."""
