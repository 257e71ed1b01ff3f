"""The whole circle as people live it: an unhappy customer, a colleague who answers, and whether that helped."""

import re

import pytest

pytest.importorskip(
    "playwright.sync_api", reason="Browser tests need Playwright's Python client (make test installs it)."
)

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People
from tests.browser.screen import Screen, address_of, button

NORA, EMIL = "Nora Lind", "Emil Sand"
QUESTION = "Did we solve it"


def test_the_circle_from_the_survey_to_the_customers_last_word(ana: Screen, people: People) -> None:
    """Two customers are helped. One says that it is solved; for the other it is not, and the case is open again."""
    emil = _helped(ana, EMIL, "The invoice has the wrong amount.")
    nora = _helped(ana, NORA, "The invoice came twice, and nobody answers.")
    for _monday in range(2):  # three working days after the closing lie before the second, whatever day it is
        button(ana.panel, "Monday morning").click()
    _answers(_check_in(ana, EMIL), "Yes")
    _answers(_check_in(ana, NORA), "No", "It came a third time.")
    expect(emil).to_contain_text("recovered")
    expect(nora).to_contain_text("needs help")
    expect(nora).to_contain_text("claimed by Ana Popescu")
    expect(button(nora, "Close")).to_be_visible()
    _thread(ana, nora, f"{NORA} says that it is not solved.", "It came a third time.")
    mira = people("U0MIRA")
    mira.ask("/loop report recovery")
    expect(mira.says_only_to_me("Did we solve it?")).to_contain_text("Recovered 1 of 2 who answered")


def _helped(ana: Screen, name: str, comment: str) -> Locator:
    """From the survey to the closing, with a question and an answer by mail in between. Returns the card."""
    card = ana.claimed_card(2, comment, name)
    window = _reply(ana, card, "The number please.", playbook="Trouble with a bill")
    expect(window).to_be_hidden()
    expect(card).to_contain_text(f"Mail to {address_of(name)} sent")
    mail = ana.mail("Your bill from Acme", address_of(name))
    expect(mail.frame_locator("iframe").locator("body")).to_contain_text("The number please.")
    mail.get_by_label("Answer as the customer").fill("The number is 4711.")
    button(mail, "Send answer").click()
    expect(mail.get_by_role("status")).to_have_text("Sent. The bot has it.")
    button(mail, "Close").click()
    expect(card).to_contain_text("next: get in touch by")
    _thread(ana, card, f"{name} answered by mail:", "The number is 4711.")
    _reply(ana, card, "It is put right.", closing=True)
    window = ana.dialog("Close the case")
    window.get_by_label("How did it end?").select_option("Solved")
    window.get_by_label("What caused it?").fill("billing")
    button(window, "Close").click()
    expect(window).to_be_hidden()
    expect(card).to_contain_text("closed by Ana Popescu")
    return card


def _reply(ana: Screen, card: Locator, words: str, *, playbook: str = "", closing: bool = False) -> Locator:
    """Chooses a playbook, adds words of one's own to its text, and sends it."""
    button(card, "Reply").click()
    window = ana.dialog("Reply")
    draft = window.get_by_label("Your reply")
    if playbook:
        window.get_by_label("Start from").select_option("I am sorry, tell me more")
        expect(draft).not_to_have_value(re.compile("bill"))
        window.get_by_label("Start from").select_option(playbook)
        expect(draft).to_have_value(re.compile("bill"))
    draft.fill(f"{draft.input_value()}\n\n{words}")
    if closing:
        window.get_by_label("Send and close").check()
    button(window, "Send").click()
    return window


def _thread(ana: Screen, card: Locator, *words: str) -> None:
    """Reads what stands under the card."""
    card.get_by_role("button", name=re.compile(r"\d+ repl")).click()
    for said in words:
        expect(ana.thread).to_contain_text(said)
    ana.page.get_by_role("button", name="Close thread").click()


def _check_in(ana: Screen, name: str) -> Page:
    """Opens the page that the check-in's mail leads to. By address: a click in a frame is lost now and then."""
    mail = ana.mail(QUESTION, address_of(name))
    link = mail.frame_locator("iframe").locator("a[href*='/feedback/']")
    expect(link).to_be_visible()
    address = link.get_attribute("href") or ""
    button(mail, "Close").click()
    page = ana.page.context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    return page


def _answers(page: Page, word: str, comment: str = "") -> None:
    """Presses yes or no."""
    page.get_by_role("textbox").fill(comment)
    page.get_by_role("button", name=re.compile(f"^{word}")).click()
    expect(page.get_by_role("status")).to_be_visible()
    page.close()
