"""The blocks that came with tables, agents and cards (2025 and 2026). Where sources differ, the smaller limit holds."""

from __future__ import annotations

from typing import Any

from practice.block_kit.composition import BLOCK_ID, any_text, plain_text
from practice.block_kit.elements import BUTTON, IMAGE
from practice.block_kit.rich_text import RICH_TEXT
from practice.block_kit.shapes import (
    Check,
    Problems,
    anything,
    boolean,
    integer,
    items,
    number,
    one_of,
    record,
    report,
    string,
    tagged,
)

_KIND = {"type": anything}
_ID = {"block_id": BLOCK_ID}
_RAW: dict[str, Check] = {
    "raw_text": record({**_KIND, "text": string(20_000)}),
    "raw_number": record({**_KIND, "value": number}, {"text": string(255)}),
}
_CELL = tagged({**_RAW, "rich_text": RICH_TEXT})
_DATA_TABLE_CHARACTERS = 20_000


def _equal_rows(block: Any, at: str, problems: Problems) -> None:
    if len({len(row) for row in block["rows"]}) > 1:
        report(problems, "all rows must have the same number of cells", f"{at}/rows")


def _plain_header(block: Any, at: str, problems: Problems) -> None:
    for index, cell in enumerate(block["rows"][0]):
        if cell["type"] == "rich_text":
            report(problems, "unsupported type: rich_text", f"{at}/rows/0/{index}/type")


def _not_too_much(block: Any, at: str, problems: Problems) -> None:
    size = sum(len(str(cell.get("text", cell.get("value", "")))) for row in block["rows"] for cell in row)
    if size > _DATA_TABLE_CHARACTERS:
        report(problems, f"must be less than {_DATA_TABLE_CHARACTERS + 1} characters", f"{at}/rows")


def _chart(value: Any, at: str, problems: Problems) -> None:
    tagged({"pie": _PIE, "bar": _AXES, "area": _AXES, "line": _AXES})(value, at, problems)


_POINT = record({"label": string(20), "value": number})
_PIE = record({**_KIND, "segments": items(_POINT, 6)})
_SERIES = record({"name": string(20), "data": items(_POINT, 20)})
_AXIS = record({"categories": items(string(20), 20)}, {"x_label": string(50), "y_label": string(50)})
_AXES = record({**_KIND, "series": items(_SERIES, 6), "axis_config": _AXIS})

_CARD = record(
    _KIND,
    {
        **_ID,
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "actions": items(BUTTON, 3),
    },
)
_TASK = record(
    {**_KIND, "task_id": string(255), "title": string(255)},
    {
        **_ID,
        "status": one_of("pending", "in_progress", "complete", "error"),
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": items(anything, 50),
    },
)
_COLUMN_SETTINGS = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(value: Any, at: str, problems: Problems) -> None:
    """Settings of one table column; null leaves that column as it is."""
    if value is not None:
        _COLUMN_SETTINGS(value, at, problems)


NEWER: dict[str, Check] = {
    "table": record({**_KIND, "rows": items(items(_CELL, 20), 100)}, {**_ID, "column_settings": items(_column, 20)}),
    "data_table": record(
        {**_KIND, "caption": string(255), "rows": items(items(_CELL, 20), 101, 1)},
        {**_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
        _equal_rows,
        _plain_header,
        _not_too_much,
    ),
    "data_visualization": record({**_KIND, "title": string(50), "chart": _chart}, _ID),
    "card": _CARD,
    "carousel": record({**_KIND, "elements": items(tagged({"card": _CARD}), 10)}, _ID),
    "container": record(
        {**_KIND, "child_blocks": items(anything, 10)},  # `surfaces` checks the children as blocks
        {
            **_ID,
            "title": plain_text(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": IMAGE,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
    ),
    "alert": record(
        {**_KIND, "text": any_text(200)},
        {**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "task_card": _TASK,
    "plan": record({**_KIND, "title": string(255)}, {**_ID, "tasks": items(_TASK, 50)}),
}
