"""What the browser tests share: a demo for each file, one Chromium, and a screen for each person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.demo import Demo

if TYPE_CHECKING:  # whoever has no Playwright runs everything else
    from playwright.sync_api import Browser, ViewportSize

    from tests.browser.screen import Screen

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000  # milliseconds: the bot posts about one message per second and channel, more slowly on a busy machine
ROOM = {"width": 1440, "height": 900}
TELEPHONE: ViewportSize = {"width": 400, "height": 850}
ANA, JONAS, MIRA = "U0ANA", "U0JONAS", "U0MIRA"
People = Callable[[str], "Screen"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They can be left out with `-m "not browser"`, and are where there is no Chromium."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Browser tests need Chromium: apt-get install chromium"))


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """One demo for all tests of a file, which keep to customers of their own. Ctrl-C must end it cleanly, all of it."""
    demo = Demo()
    try:
        demo.wait_until_open()
        yield demo
        assert demo.end() == 0, "".join(demo.said)
        assert demo.left() == []
        assert not demo.answers()
        assert "Traceback" not in "".join(demo.said), "".join(demo.said)
    finally:
        demo.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def people(demo: Demo, browser: Browser) -> Iterator[People]:
    """Screens, each in a browser of its own. No test may leave an error, or ask another machine for anything."""
    from tests.browser.screen import Screen

    screens: list[Screen] = []

    def screen(person: str) -> Screen:
        context = browser.new_context(viewport={"width": ROOM["width"], "height": ROOM["height"]})
        context.set_default_timeout(PATIENCE)
        screens.append(Screen(context, demo.url, person))
        return screens[-1]

    yield screen
    for one in screens:
        one.leave()
    assert [error for one in screens for error in one.errors] == []
    assert {urlsplit(url).hostname for one in screens for url in one.requests} <= {"127.0.0.1"}


@pytest.fixture
def ana(people: People) -> Screen:
    return people(ANA)


@pytest.fixture
def jonas(people: People) -> Screen:
    return people(JONAS)


@pytest.fixture
def mira(people: People) -> Screen:
    return people(MIRA)
