"""The pen: writes what others wrote in the room there is, and remembers whether something had to be cut."""

from handlers.views.mrkdwn import POP_ISOLATE, clean, cut, literal

ALL = 1500


class Pen:
    """Draws a case once. A `thorough` pen has room for everything but whole comments."""

    def __init__(self, *, thorough: bool = False) -> None:
        self.thorough = thorough
        self.has_cut = False

    def say(self, text: str, limit: int) -> str:
        """`text` on one line, escaped, for mrkdwn."""
        room = ALL if self.thorough else limit
        said = literal(text, room)
        if said.rstrip(POP_ISOLATE).endswith("…"):  # else it is whole
            self.has_cut |= said != literal(text, len(text) * 12 + 2)
        return said

    def comment(self, text: str, limit: int, lines: int) -> str:
        """A comment in so many characters and lines, as it came: not escaped."""
        whole = clean(text).strip()
        first = whole.split("\n", lines)
        shorter = whole if len(first) <= lines else "\n".join(first[:lines]).rstrip() + "…"
        shown = cut(shorter, limit)
        self.has_cut |= shown != whole
        return shown

    def leave_out(self) -> None:
        """Something was left out altogether."""
        self.has_cut = True
