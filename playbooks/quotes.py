"""Quotes: what a customer wrote, without the mail of ours that their program put below it. Pure.

Mail programs say in every language what follows ("On Monday Ana wrote:"), so the words are of little help. Their shape
is: a line of somebody's address or a date that ends in a colon, right above lines with ">"; a line of dashes with
words in it; or several lines of "Name: value" with an address among them. Where nothing is sure, nothing is cut:
too much is better than an answer that is lost.

Anybody may write a mail, and it is read while others wait: the time it takes grows with its length and no faster, so
no expression here may try again what it has tried.
"""

import re

QUOTED = re.compile(r"^\s*>")
SAYS_WHO = re.compile(r"(@|\d{1,4}[./-]\d|\b\d{1,2}:\d{2}\b|<[^<>]+>|[\u06f0-\u06f9]{2})")
UNSEEN = " \t\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069*_"
DASHES = "-–—_"
DASHED = range(4, 63)
"""Characters of the words between two rows of dashes."""
RULE = re.compile(r"^\s*_{10,}\s*$")
HEAD = re.compile(r"^[\s*\u200e\u200f]*[^\W\d][^:\n]{0,24}?[\s*]*[:：]\s*\S")
SIGNATURE = re.compile(r"^-- ?$")
TWO_LINES = 2
HEADS = 3
LONGEST_LINE = 400
"""Characters of a line that may say whose words follow."""


def answer_of(text: str) -> str:
    """What is new in a mail. If all of it seems to be quoted, all of it is taken for new."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    quoted = _quoted_end(lines)
    end = next((place for place in range(len(lines)) if _quotes_from(lines, place, quoted)), len(lines))
    kept = lines[:end]
    if end == len(lines):  # answered between the lines of ours: the quotations are needed to understand it
        kept = _without_quoted_end(lines)
    if sign := next((place for place, line in enumerate(kept) if SIGNATURE.match(line)), None):
        kept = kept[:sign]
    new = "\n".join(kept).strip()
    return new or text.strip()


def _quoted_end(lines: list[str]) -> range:
    """The places from which on there are only quoted and empty lines, up to the last quoted one."""
    first = len(lines)
    while first and (not lines[first - 1].strip() or QUOTED.match(lines[first - 1])):
        first -= 1
    last = next((place for place in reversed(range(first, len(lines))) if QUOTED.match(lines[place])), first - 1)
    return range(first, last + 1)


def _quotes_from(lines: list[str], place: int, quoted: range) -> bool:
    """Whether all from this line on is the mail that is answered."""
    line = lines[place]
    if not line.strip() or len(line) > LONGEST_LINE:
        return False
    if _dashed(line) or (RULE.match(line) and _heads(lines, place + 1)) or _heads(lines, place):
        return True
    return _introduces(lines, place, quoted)


def _dashed(line: str) -> bool:
    """Words between two rows of dashes, "----- Original message -----"."""
    whole = line.strip()
    words = whole.lstrip(DASHES)
    left, right = len(whole) - len(words), len(words) - len(words.rstrip(DASHES))
    words = words.rstrip(DASHES).strip()
    return min(left, right) >= HEADS and len(words) in DASHED and "@" not in words


def _introduces(lines: list[str], place: int, quoted: range) -> bool:
    """ "On ... Ana <ana@...> wrote:", on one line or two, and then nothing but quoted lines."""
    if not SAYS_WHO.search(lines[place]):
        return False
    for length in (1, TWO_LINES):
        said = lines[place : place + length]
        if place + length in quoted and said[-1].strip() and _ends_in_colon(" ".join(said)):
            return True
    return False


def _ends_in_colon(line: str) -> bool:
    """Whether it ends in a colon, as far as a reader sees it."""
    return line.rstrip().rstrip(UNSEEN).endswith((":", "："))


def _heads(lines: list[str], place: int) -> bool:
    """Three lines or more of "Name: value" in a row, one of them with an address: the head of a mail."""
    block = []
    for line in lines[place : place + 8]:
        if not HEAD.match(line):
            break
        block.append(line)
    return len(block) >= HEADS and any("@" in line for line in block)


def _without_quoted_end(lines: list[str]) -> list[str]:
    """Without the quoted lines at the very end, and without the line that introduces them, if it ends in a colon."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or QUOTED.match(lines[end - 1])):
        end -= 1
    if end < len(lines) and any(QUOTED.match(line) for line in lines[end:]) and end:
        introduced = _ends_in_colon(lines[end - 1]) and SAYS_WHO.search(lines[end - 1])
        return lines[: end - 1] if introduced else lines[:end]
    return lines
