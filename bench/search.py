"""Search: the highest rate that holds, by trying. One bad second of the disk must not decide it, so a rate holds or
fails by two of three tries of the same rate. Pure: it says what to try next, and is told what became of it.
"""

from dataclasses import dataclass, field

LOWEST = 5.0
MAJORITY = 2


@dataclass
class Search:
    """`rate` is what to try next, a second; None when the highest is `found`. It starts at the first `rate`, goes up or
    down by `step` until it is between two, and halves what is between until it is known as well as `fine`."""

    rate: float | None
    step: float
    fine: float
    held: int = 0
    failed: int = 0
    _low: float = field(default=0.0)
    _high: float = field(default=0.0)

    @property
    def found(self) -> float:
        """The highest rate that held; 0 when none has yet."""
        return self._low

    def tell(self, *, held: bool) -> None:
        """One more try of this rate held or failed."""
        assert self.rate is not None, "the search is over"
        self.held += held
        self.failed += not held
        if max(self.held, self.failed) < MAJORITY:
            return
        if self.held == MAJORITY:
            self._low = self.rate
        else:
            self._high = self.rate
        self.held = self.failed = 0
        self.rate = self._next()

    def _next(self) -> float | None:
        if not self._high:
            return self._low * self.step
        if not self._low:
            return self._high / self.step if self._high > LOWEST else None
        return (self._low + self._high) / 2 if self._high / self._low > self.fine else None
