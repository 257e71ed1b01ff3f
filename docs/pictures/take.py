"""Takes the README's pictures again: `.venv/bin/python docs/pictures/take.py` (needs Chromium, about 30 seconds).

It starts the real demo, plays a few minutes of a working day in it through the page's own routes, looks at it in
headless Chromium at 1440 x 900, and writes demo.png (light), demo-dark.png and home.png (the manager's Home) beside
itself. Take them anew whenever cards, Home or the page have changed how they look, and look at them before you commit.
"""

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
LARGEST = 300_000  # bytes: a README should open quickly
PATIENCE = 30_000  # milliseconds

RESCUE = {
    "source": "nps-email",
    "score": 3,
    "name": "Nora Lind",
    "account": "Brightside",
    "email": "nora.lind@brightside.example",
    "comment": "The last two invoices were wrong, and I have written three times without an answer.",
}
FRESH = {
    "source": "nps-email",
    "score": 2,
    "name": "Emil Sand",
    "account": "Fjordline Foods",
    "email": "emil.sand@fjordline.example",
    "comment": "The delivery came a day late, and the tracking page said “on its way” all week.",
}
THANKS = {
    "source": "shop",
    "score": 5,
    "name": "Ada Holm",
    "account": "Holm & Daughters",
    "email": "ada.holm@holm.example",
    "comment": "Your courier called ahead and carried it up four flights. Thank you!",
}


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing: apt-get install chromium")
    with _demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        _play(_page(browser, f"{url}/?as=U0ANA"))
        _channel(_page(browser, f"{url}/?as=U0ANA"), "demo.png")
        _channel(_page(browser, f"{url}/?as=U0ANA", dark=True), "demo-dark.png")
        _home(_page(browser, f"{url}/?as=U0MIRA"), "home.png")
        browser.close()


@contextmanager
def _demo() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as demo:  # noqa: S603
        assert demo.stdout
        next(line for line in demo.stdout if "Open" in line)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate()


def _page(browser: Browser, url: str, *, dark: bool = False) -> Page:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark" if dark else "light")
    page.add_init_script("localStorage.setItem('hint', 'seen')")
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto(url)
    return page


def _tell(page: Page, route: str, told: dict[str, Any]) -> None:
    answer = page.request.post(f"{page.url.partition('?')[0]}practice/{route}", data=told)
    assert answer.ok, answer.text()


def _card(page: Page, survey: dict[str, Any]) -> Locator:
    return page.get_by_role("article").filter(has_text=survey["name"])


def _play(page: Page) -> None:
    """Monday morning: a thanks, a case that Ana claims, and one that nobody has yet."""
    _tell(page, "forward", {"to": "monday"})
    _tell(page, "surveys", THANKS)
    expect(_card(page, THANKS)).to_be_visible()
    _tell(page, "forward", {"minutes": 12})
    _tell(page, "surveys", RESCUE)
    _card(page, RESCUE).get_by_role("button", name="Claim", exact=True).click()
    expect(_card(page, RESCUE)).to_contain_text("claimed by Ana Popescu")
    _tell(page, "forward", {"minutes": 3})
    _tell(page, "surveys", FRESH)
    expect(_card(page, FRESH)).to_be_visible()
    page.close()


def _channel(page: Page, name: str) -> None:
    for survey in (THANKS, RESCUE, FRESH):
        expect(_card(page, survey)).to_be_visible()
    _card(page, FRESH).evaluate(
        "node => { node.style.scrollMarginBottom = '7px'; node.scrollIntoView({ block: 'end' }) }"
    )
    _shoot(page, name)


def _home(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile("^Loopwell(,|$)")).click()
    expect(page.get_by_role("heading", name="The last 7 days")).to_be_visible()
    page.get_by_role("button", name="Close practice panel").click()
    _shoot(page, name)


def _shoot(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    size = len(page.screenshot(path=HERE / name, animations="disabled"))
    if size > LARGEST:
        sys.exit(f"{name} has {size:,} bytes; {LARGEST:,} are enough.")
    sys.stdout.write(f"{name}: {size:,} bytes\n")


if __name__ == "__main__":
    main()
