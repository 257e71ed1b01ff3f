"""The clock's pause ends by time, by news, and by the end of the program."""

import asyncio

import pytest

from bot.clock import pause


async def test_a_pause_ends_with_news_or_with_its_time() -> None:
    """Otherwise a card would wait for half a minute."""
    news = asyncio.Event()
    pausing = asyncio.create_task(pause(60, news))
    await asyncio.sleep(0)
    news.set()
    await pausing
    await pause(0.001, asyncio.Event())


@pytest.mark.parametrize("moments", range(4))
async def test_a_pause_that_is_cancelled_in_the_moment_of_news_is_cancelled(moments: int) -> None:
    """Otherwise a bot that is stopped while a card comes in would never end."""
    news = asyncio.Event()
    pausing = asyncio.create_task(pause(60, news))
    await asyncio.sleep(0)
    news.set()
    for _ in range(moments):  # wherever the news has got to by now
        await asyncio.sleep(0)
    if pausing.cancel():
        with pytest.raises(asyncio.CancelledError):
            await pausing
