"""Mentions: which of many words and phrases stand in a comment, in any of our languages, quickly.

The words of a list are kept by their first word, so that a comment costs as much as it is long, not as the lists are.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

ANY_ENDING = "*"
SHORTEST_STEM, LONGEST_STEM = 3, 10
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0652]")
_PILE = re.compile(r"([^\w\s]{50})[^\w\s]+")  # so many signs in a row name nothing, and accents are slow to sort
_LIKE = str.maketrans(
    {"’": "'", "ł": "l", "ø": "o", "đ": "d", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "\u200c": " ", "\u200d": None}
)
_WORD = re.compile(r"\w+")
_OPEN = re.compile(rf"\w{{{SHORTEST_STEM}}}\*$")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """One form for texts that read the same: no case and no accents (many leave them out), straight apostrophes,
    Persian letters for Arabic ones."""
    low = text if text.isascii() else _PILE.sub(r"\1", text)
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", low)).casefold()
    return unicodedata.normalize("NFC", plain).translate(_LIKE)


def mentioned(words: Iterable[str], comment: str | None) -> tuple[str, ...]:
    """Those of `words` that stand in the comment as whole words or phrases, whatever their case and accents, in their
    order. Where a word ends with "*", any ending will do, and what the comment says is given instead."""
    return listed(tuple(words)).said_in(comment)


@dataclass(frozen=True)
class Listed:
    """A list of words, ready to be looked for: their places by their first word, by the first letters of it, and of
    those without any. Who looks for them in many comments keeps it."""

    words: tuple[str, ...]
    first: Mapping[str, list[int]]
    stem: Mapping[str, list[int]]
    always: tuple[int, ...]

    def said_in(self, comment: str | None) -> tuple[str, ...]:
        """As `mentioned`."""
        if not comment:
            return ()
        text, heard = _heard(comment)
        stems = _stems(comment)
        if self.first.keys().isdisjoint(heard) and self.stem.keys().isdisjoint(stems) and not self.always:
            return ()  # as from most lists
        by_first = [place for word in self.first.keys() & heard for place in self.first[word]]
        by_stem = [place for stem in self.stem.keys() & stems for place in self.stem[stem]]
        said: dict[str, None] = {}
        for place in sorted({*by_first, *by_stem, *self.always}):
            word = self.words[place]
            if found := _pattern(word).search(text):
                said[" ".join(found[0].split()) if word.endswith(ANY_ENDING) else word] = None
        return tuple(said)


@lru_cache(maxsize=512)
def listed(words: tuple[str, ...]) -> Listed:
    first: dict[str, list[int]] = {}
    stem: dict[str, list[int]] = {}
    always: list[int] = []
    for place, word in enumerate(words):
        if not word.strip():
            continue
        text = folded(word).strip()
        begin = _WORD.match(text)
        open_end = begin is not None and text[begin.end() :] == ANY_ENDING and begin.end() >= SHORTEST_STEM
        if begin is None:
            always.append(place)
        elif open_end:
            stem.setdefault(begin[0][:LONGEST_STEM], []).append(place)
        else:
            first.setdefault(begin[0], []).append(place)
    return Listed(words, first, stem, tuple(always))


@lru_cache(maxsize=4)
def _heard(comment: str) -> tuple[str, frozenset[str]]:
    """A comment as it is compared, and its words."""
    text = folded(comment)
    return text, frozenset(_WORD.findall(text))


@lru_cache(maxsize=4)
def _stems(comment: str) -> frozenset[str]:
    """Every beginning that the words of a comment could be recognised by."""
    _text, words = _heard(comment)
    longest = ((word, min(len(word), LONGEST_STEM)) for word in words)
    return frozenset(word[:n] for word, most in longest for n in range(SHORTEST_STEM, most + 1))


@lru_cache(maxsize=8192)
def _pattern(word: str) -> re.Pattern[str]:
    """A word or phrase with nothing that belongs to a word on either side; between its words any space."""
    text = folded(word).strip()
    any_ending = _OPEN.search(text) is not None
    phrase = r"\s+".join(re.escape(part) for part in (text[:-1] if any_ending else text).split())
    ending = r"\w*" if any_ending else ""
    return re.compile(rf"(?<!\w){phrase}{ending}(?!\w)")
