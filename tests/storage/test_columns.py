"""How values are kept: times always with a zone, and letters of every alphabet."""

from datetime import UTC, datetime

import pytest

from storage import notices
from storage.database import Store
from tests.storage.test_database import keep, keys


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="naive"):
        await store.write(keep, "when?", datetime(2026, 3, 2, 8))  # noqa: DTZ001
    assert await store.read(keys) == set()


async def test_times_come_back_in_utc_whatever_zone_they_went_in_with(store: Store) -> None:
    oslo = datetime.fromisoformat("2026-07-01T09:30:00.123456+02:00")
    await store.write(keep, "oslo", oslo)
    notice = await store.read(notices.oldest, "U0ANA", oslo)
    assert notice is not None
    assert notice.made_at == oslo
    assert notice.made_at.tzinfo is UTC


async def test_letters_beyond_ascii_are_found_in_any_case(store: Store) -> None:
    assert await store.read(lambda db: db.exec_driver_sql("SELECT lower('ŁUKASZ Ærlig')").scalar()) == "łukasz ærlig"
