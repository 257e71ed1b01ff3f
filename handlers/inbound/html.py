"""HTML: the words of a mail that came without a plain text. What it quotes is marked with ">", as in plain text.

Anybody may write a mail. The standard library's parser needs minutes for a tag that never ends, and everybody waits
meanwhile; so it gets whole tags only, without comments and attributes.
"""

import re
from html.parser import HTMLParser

BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "hr"})
UNSEEN = frozenset({"script", "style", "head", "title", "template"})
DEEPEST = 50
DECLARATION = re.compile(r"<[!?][^<>]*>")
TAG = re.compile(r"""<(/?[a-zA-Z][a-zA-Z0-9]*)(?![a-zA-Z0-9])(?>"[^"]*"|'[^']*'|[^'"<>])*+>""")
NO_TAG = re.compile(r"<(?!/?[a-zA-Z][a-zA-Z0-9]*>)")


def words_of(html: str) -> str:
    """The text that a reader would see."""
    reader = _Reader()
    reader.feed(_whole_tags(html))
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.said).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _whole_tags(html: str) -> str:
    """The same without comments and attributes; a "<" that begins no tag is a sign like any other."""
    first, *others = html.split("<!--")
    without = first + "".join(part.partition("-->")[2] for part in others)
    return NO_TAG.sub("&lt;", TAG.sub(r"<\1>", DECLARATION.sub("", without)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "body":  # many a mail opens its head and never closes it
            self._unseen = 0
        if tag == "blockquote":
            self._quoted = min(self._quoted + 1, DEEPEST)
        if tag in BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if tag in BREAKS and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(" ".join(data.split("\n")))

    def _break(self) -> None:
        self.said.append("\n" + "> " * self._quoted)
