"""Precedence: a survey tool waits for its answer and Slack waits for nothing, but no message waits for ever."""

import asyncio

import pytest

from bot.precedence import Precedence

LONG = 3600.0
"""Seconds of patience that no test lives to see: what goes on, goes on because nobody has to wait."""
TURNS = 50


async def everybody_goes_on() -> None:
    """As far as they can without news from outside: the event loop turns, and no time passes."""
    for _turn in range(TURNS):
        await asyncio.sleep(0)


class House:
    """Notes in which order surveys are answered and messages go out."""

    def __init__(self, patience: float = LONG) -> None:
        self.precedence = Precedence(patience)
        self.order: list[str] = []

    async def survey(self, name: str, stored: asyncio.Event) -> None:
        with self.precedence.survey():
            await stored.wait()
            self.order.append(name)

    async def message(self, name: str) -> None:
        await self.precedence.after_surveys()
        self.order.append(name)


async def test_a_message_waits_until_the_last_survey_has_its_answer() -> None:
    house, first, second = House(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.survey("first survey", first))
        tasks.create_task(house.survey("second survey", second))
        await everybody_goes_on()
        tasks.create_task(house.message("card"))
        await everybody_goes_on()
        first.set()
        await everybody_goes_on()
        assert house.order == ["first survey"]
        second.set()
        await everybody_goes_on()
        assert house.order == ["first survey", "second survey", "card"]


async def test_a_survey_that_comes_in_at_the_same_moment_goes_first() -> None:
    """It stands in the socket while the message is about to be drawn."""
    house, stored = House(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.message("card"))
        tasks.create_task(house.survey("survey", stored))
        await everybody_goes_on()
        stored.set()
        await everybody_goes_on()
        assert house.order == ["survey", "card"]


async def test_where_nobody_waits_a_message_goes_at_once() -> None:
    house = House()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.message("card"))
        await everybody_goes_on()
        assert house.order == ["card"]


async def test_in_a_flood_that_never_ends_messages_go_out_all_the_same() -> None:
    """Otherwise the team would see nothing on the day on which everything breaks."""
    house = House(patience=0.001)
    with house.precedence.survey():
        for card in ("one", "two", "three"):
            await asyncio.wait_for(house.message(card), 60)
    assert house.order == ["one", "two", "three"]


async def test_messages_take_turns_so_that_a_survey_may_come_between_two() -> None:
    """Ten cards of ten channels that all go when it is calm for a moment would be ten times the wait for a survey."""
    house, first, second = House(), asyncio.Event(), asyncio.Event()

    async def message_then_survey() -> None:
        await house.message("one card")
        await house.survey("second survey", second)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.survey("first survey", first))
        await everybody_goes_on()
        tasks.create_task(message_then_survey())
        tasks.create_task(house.message("another card"))
        await everybody_goes_on()
        first.set()
        await everybody_goes_on()
        second.set()
        await everybody_goes_on()
        assert house.order == ["first survey", "one card", "second survey", "another card"]


async def test_a_survey_that_fails_keeps_nobody_waiting() -> None:
    house = House()
    with pytest.raises(ConnectionResetError), house.precedence.survey():
        raise ConnectionResetError
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.message("card"))
        await everybody_goes_on()
        assert house.order == ["card"]


async def test_a_survey_whose_sender_hangs_up_keeps_nobody_waiting() -> None:
    house = House()
    async with asyncio.TaskGroup() as tasks:
        survey = tasks.create_task(house.survey("survey", asyncio.Event()))
        await everybody_goes_on()
        tasks.create_task(house.message("card"))
        await everybody_goes_on()
        assert house.order == []
        survey.cancel()
        await everybody_goes_on()
        assert house.order == ["card"]


async def test_a_message_that_is_given_up_while_it_waits_lets_the_next_one_go() -> None:
    """A channel that leaves the configuration must not silence all others."""
    house, stored = House(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(house.survey("survey", stored))
        await everybody_goes_on()
        given_up = tasks.create_task(house.message("given up"))
        tasks.create_task(house.message("card"))
        await everybody_goes_on()
        given_up.cancel()
        stored.set()
        await everybody_goes_on()
        assert house.order == ["survey", "card"]
