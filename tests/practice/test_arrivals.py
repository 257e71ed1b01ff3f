"""The demo's stream of sample surveys: what is in the script, and that it arrives."""

import asyncio
import json
from itertools import islice
from typing import Any

import pytest
from aiohttp import web

from practice.arrivals import arrive, endless
from practice.samples import arrivals, customers
from practice.sources import SOURCES
from practice.surveys import Survey

SCRIPT = arrivals()


class FastClock:
    """A clock that runs so fast that nothing has to be waited for."""

    speed = 1e9

    def now(self) -> float:
        return 1_772_443_800.0


@pytest.mark.parametrize("arrival", SCRIPT, ids=lambda arrival: f"{arrival.wish['source']}-{arrival.wish['name']}")
def test_every_line_of_the_script_can_be_sent(arrival: Any) -> None:
    assert Survey.read(arrival.wish)


def test_the_first_three_come_within_ten_seconds_and_the_pace_slows_down() -> None:
    assert sum(arrival.after for arrival in SCRIPT[:3]) <= 10
    waits = [arrival.after for arrival in SCRIPT[3:]]
    assert waits == sorted(waits)
    assert len(SCRIPT) == 25


def test_the_script_shows_what_a_loop_must_stand() -> None:
    wishes = [arrival.wish for arrival in SCRIPT]
    assert {wish["source"] for wish in wishes} == set(SOURCES)
    assert sum(bool(wish.get("late_comment")) for wish in wishes) == 1
    assert sum(bool(wish.get("twice")) for wish in wishes) == 1
    assert sum("change_score_to" in wish for wish in wishes) == 1
    silent = [wish for wish in wishes if not wish.get("comment")]
    assert [(wish["source"], wish["score"] <= 6) for wish in silent] == [("nps-email", True)]
    assert {"en", "nb", "ro", "pl", "ru", "fa"} <= {wish["language"] for wish in wishes}


def test_customers_are_high_and_low_touch_and_the_high_ones_have_an_owner() -> None:
    rows = customers()
    assert len({row["email"] for row in rows}) == len(rows) == 12
    assert {row["touch"] for row in rows} == {"high", "low"}
    assert all(row["owner"] == "U0LEILA" for row in rows if row["touch"] == "high")
    assert all(int(row["value"]) > 0 for row in rows)


def test_after_the_script_every_line_comes_again_without_its_tricks() -> None:
    again = list(islice(endless(SCRIPT), len(SCRIPT), 2 * len(SCRIPT)))
    said = [(arrival.wish["email"], arrival.wish["source"]) for arrival in again]
    assert sorted(said) == sorted((one.wish["email"], one.wish["source"]) for one in SCRIPT)
    assert not any({"twice", "late_comment", "change_score_to"} & arrival.wish.keys() for arrival in again)
    assert all(arrival.after >= 120 for arrival in again)


async def test_it_waits_for_the_bot_then_sends_and_ends_when_cancelled() -> None:
    got: list[tuple[str, dict[str, Any]]] = []
    probes = 0
    enough = asyncio.Event()

    async def ready(request: web.Request) -> web.Response:
        nonlocal probes
        probes += 1
        return web.Response(status=503 if probes < 2 else 200)

    async def take(request: web.Request) -> web.Response:
        assert probes >= 2
        got.append((request.match_info["source"], json.loads(await request.read())))
        if len(got) >= 4:
            enough.set()
        return web.json_response({"status": "accepted"}, status=202)

    app = web.Application()
    app.router.add_get("/readyz", ready)
    app.router.add_post("/surveys/{source}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        running = asyncio.create_task(arrive(FastClock(), url))
        await asyncio.wait_for(enough.wait(), 60)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    finally:
        await runner.cleanup()
    assert [source for source, _ in got[:3]] == [arrival.wish["source"] for arrival in SCRIPT[:3]]
