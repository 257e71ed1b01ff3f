"""AI use: what a month may cost is a limit, also for calls at the same moment."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from storage import ai_use
from tests.storage.conftest import forgotten

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_calls_go_through_only_as_long_as_all_fit(engine: Engine) -> None:
    """The third would overrun the budget if the first two cost all that they may; a cheap answer makes room."""
    with forgotten(engine) as db:
        reserved = [ai_use.reserve(db, "2026-03", 400, 1000, NOW) for _call in range(3)]
        assert reserved == [True, True, False]
        assert ai_use.used(db, "2026-03") == 800
        ai_use.settle(db, "2026-03", 400, 50, failed=False)
        assert ai_use.used(db, "2026-03") == 450
        assert ai_use.reserve(db, "2026-03", 400, 1000, NOW)
        assert ai_use.used(db, "2026-04") == 0
        assert ai_use.reserve(db, "2026-04", 1000, 1000, NOW)
        assert not ai_use.reserve(db, "2026-05", 1, 0, NOW)
