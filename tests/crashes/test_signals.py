"""Signals: SIGTERM ends the bot cleanly; SIGHUP reads the file again, and a broken one changes nothing."""

import signal
from pathlib import Path

from practice.server import PracticeServer
from tests.crashes.program import CONFIGURATION, answer, post_all, start
from tests.databases import Database


async def test_it_ends_cleanly_when_asked(tmp_path: Path, database: Database, slack_server: PracticeServer) -> None:
    bot = await start(tmp_path, database, slack_server)
    posted = await post_all(bot, [answer(number, number) for number in range(20)])
    assert {one.code for one in posted} == {202}
    assert await bot.end(signal.SIGTERM) == 0
    assert not [line for line in bot.lines if " WARNING " in line or "Traceback" in line], "a needless warning"
    assert "Loopwell stops" in bot.lines[-1]
    assert database.ask("SELECT count(*) FROM responses") == [20]


async def test_a_broken_file_changes_nothing_until_it_is_mended(
    tmp_path: Path, database: Database, slack_server: PracticeServer
) -> None:
    bot = await start(tmp_path, database, slack_server)
    file = tmp_path / "loopwell.toml"

    file.write_text(CONFIGURATION.replace("[[teams]]", "[[teans]]"))
    bot.process.send_signal(signal.SIGHUP)
    assert "loopwell.toml" in await bot.says("kept the old configuration")
    assert [one.code for one in await post_all(bot, [answer(1, 1)])] == [202]

    file.write_text(CONFIGURATION.replace('name = "nps"', 'name = "renamed"'))
    bot.process.send_signal(signal.SIGHUP)
    await bot.says("read the configuration again")
    assert [one.code for one in await post_all(bot, [answer(2, 2)])] == [404]

    file.unlink()
    bot.process.send_signal(signal.SIGHUP)
    await bot.says("there is no such file")
    assert await bot.end() == 0
