"""Rich text: the block that composed messages are made of, and the cells of tables."""

from __future__ import annotations

from practice.block_kit.composition import BLOCK_ID, URL
from practice.block_kit.shapes import (
    Check,
    anything,
    boolean,
    integer,
    items,
    one_of,
    record,
    string,
    tagged,
)

_KIND = {"type": anything}
_STYLE = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "highlight", "client_highlight", "unlink", "underline"), boolean
    ),
)
_STYLED = {"style": _STYLE}

_INLINE: dict[str, Check] = {
    "text": record({**_KIND, "text": string(12_000)}, _STYLED),
    "link": record({**_KIND, "url": URL}, {"text": string(12_000), "unsafe": boolean, **_STYLED}),
    "emoji": record({**_KIND, "name": string(255)}, {"unicode": string(255), "skin_tone": integer(1, 6), **_STYLED}),
    "user": record({**_KIND, "user_id": string(255)}, _STYLED),
    "usergroup": record({**_KIND, "usergroup_id": string(255)}, _STYLED),
    "channel": record({**_KIND, "channel_id": string(255)}, _STYLED),
    "broadcast": record({**_KIND, "range": one_of("here", "channel", "everyone")}, _STYLED),
    "color": record({**_KIND, "value": string(255)}, _STYLED),
    "date": record(
        {**_KIND, "timestamp": integer(0, 9_999_999_999), "format": string(255)},
        {"url": URL, "fallback": string(255), **_STYLED},
    ),
}
_INLINES = items(tagged(_INLINE), 1000, 0)
_BORDER = {"border": integer(0, 1)}
_SECTION = record({**_KIND, "elements": _INLINES})

_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_preformatted": record({**_KIND, "elements": _INLINES}, {**_BORDER, "language": string(255)}),
    "rich_text_quote": record({**_KIND, "elements": _INLINES}, _BORDER),
    "rich_text_list": record(
        {
            **_KIND,
            "style": one_of("bullet", "ordered"),
            "elements": items(tagged({"rich_text_section": _SECTION}), 1000),
        },
        {"indent": integer(0, 8), "offset": integer(0, 10_000), **_BORDER},
    ),
}

RICH_TEXT = record({**_KIND, "elements": items(tagged(_PARTS), 1000)}, {"block_id": BLOCK_ID})
