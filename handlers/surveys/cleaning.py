"""Cleaning: the one door through which every text from outside comes in."""

import re
import unicodedata

# C0 and C1 control characters, without tab and newline.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_MOST_MARKS = 30


def clean(text: str) -> str:
    """The same text, storable anywhere: no NUL, no lone surrogate, no control characters but tab and newline,
    in NFC. Never shortened."""
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROLS.sub("", text)
    return text if _piles_up_marks(text) else unicodedata.normalize("NFC", text)


def _piles_up_marks(text: str) -> bool:
    """Whether accents are piled on one letter past Unicode's stream-safe limit (UAX 15, section 13).

    Sorting such a pile takes time by the square of its height: half a minute of standstill for a comment that
    fits well into the largest body. No language writes so; it is kept as it came.
    """
    if text.isascii():
        return False
    height = 0
    for character in text:
        height = height + 1 if unicodedata.combining(character) else 0
        if height > _MOST_MARKS:
            return True
    return False
