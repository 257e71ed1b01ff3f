"""Library: reads the playbooks from their files, once, at start."""

import tomllib
from pathlib import Path

import playbooks
from playbooks.playbook_files import parse_playbook
from playbooks.replies import Playbook

OWN_LIBRARY = Path(playbooks.__file__).parent / "library"


def load_library(directory: Path = OWN_LIBRARY) -> tuple[Playbook, ...]:
    """The playbooks of a folder, by name. Raises ValueError with a line for each mistake: file, key, what is wrong."""
    loaded: list[Playbook] = []
    mistakes: list[str] = []
    for path in sorted(directory.glob("*.toml")):
        try:
            loaded.append(_load(path))
        except ValueError as wrong:
            mistakes.append(str(wrong))
    if not loaded and not mistakes:
        mistakes.append(f"{directory}: there are no playbooks (*.toml) here")
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return tuple(loaded)


def _load(path: Path) -> Playbook:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        raise ValueError(f"{path.name}: cannot be read: {unreadable}") from unreadable
    return parse_playbook(path.name, data)
