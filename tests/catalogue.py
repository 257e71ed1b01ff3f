"""The catalogue of words that people read: `handlers/locale/loopwell.pot`, gathered from the code for translators.

`python -m tests.catalogue` writes it; with `--check` it only says whether it is in step with the code.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FILE = ROOT / "handlers" / "locale" / "loopwell.pot"
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def gather() -> Catalog:
    """Every message in the code, in the order of the files, without line numbers (they change too often)."""
    catalog = Catalog(project="loopwell", header_comment="# The words that people read in Slack, in mail and on pages.")
    found = extract_from_dir(
        ROOT / "handlers", [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for file, _line, message, comments, context in found:
        catalog.add(message, locations=[(f"handlers/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def main(arguments: list[str]) -> int:
    catalog = gather()
    if arguments == ["--check"]:
        known = ids(read_po(io.BytesIO(FILE.read_bytes()))) if FILE.exists() else set()
        if known == ids(catalog):
            return 0
        sys.stderr.write(f"{FILE.relative_to(ROOT)} is not in step with the code: run `make catalogue`.\n")
        return 1
    with FILE.open("wb") as out:
        write_po(out, catalog, width=120, omit_header=True, include_lineno=False, sort_by_file=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
