"""Small builders of Block Kit shapes for the tests of Slack's limits."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, **more: Any) -> list[Json]:
    return [{"text": plain("o"), "value": f"v{n}", **more} for n in range(count)]


def select(count: int = 1, **more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(count), **more}


def text_input(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "t", **more}
    return {"type": "input", "block_id": "i", "label": plain("Note"), "element": element}


def confirm(**more: Any) -> Json:
    return {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No"), **more}


def table(rows: int, columns: int, **more: Any) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "data_table", "caption": "c", "rows": [[cell] * columns for _ in range(rows)], **more}


def chart(segments: int) -> Json:
    points = [{"label": str(n), "value": n} for n in range(segments)]
    return {"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": points}}
