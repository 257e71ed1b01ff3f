"""The demo as a newcomer meets it: the real programs, the real page, in a real browser."""

import re
from urllib.parse import urlsplit

import pytest

pytest.importorskip(
    "playwright.sync_api", reason="Browser tests need Playwright's Python client (make test installs it)."
)

from playwright.sync_api import expect

from tests.browser.conftest import TELEPHONE, People
from tests.browser.screen import Screen, button, case_number

LEILA = "U0LEILA"


def test_a_survey_from_the_panel_becomes_a_card(ana: Screen) -> None:
    """Who hears the page instead of seeing it learns the score, the words, the state and what is due."""
    card = ana.new_card(3, "The parcel came open and half empty.", "Nora Lind")
    expect(card).to_have_accessible_name(re.compile("3 of 10, Detractor from Nora Lind at Brightside"))
    expect(card).to_have_accessible_name(re.compile("The parcel came open and half empty"))
    expect(card).to_have_accessible_name(re.compile("nobody has it yet; next: claim it by"))
    expect(button(card, "Claim")).to_be_visible()
    expect(button(card, "Close")).to_have_count(0)
    button(ana.panel, "Close practice panel").click()
    ana.page.set_viewport_size(TELEPHONE)
    assert ana.wider_than_their_place() == []
    words = card.get_by_text("The parcel came open and half empty.").bounding_box()
    assert words
    assert words["width"] >= 300


def test_who_claims_second_is_told_who_has_it(ana: Screen, jonas: Screen) -> None:
    """Jonas still looks at an old copy of the card when Ana takes the case."""
    card = ana.new_card(2, "Nobody answers the telephone.", "Emil Sand")
    jonas.ask(f"/loop case {case_number(card)}")
    copy = jonas.says_only_to_me("Nobody answers the telephone.")
    expect(button(copy, "Claim")).to_be_visible()
    button(card, "Claim").click()
    expect(card).to_contain_text("claimed by Ana Popescu")
    expect(jonas.card("Nobody answers the telephone.").filter(has_not_text="Only visible")).to_contain_text(
        "claimed by Ana Popescu"
    )
    button(copy, "Claim").click()
    expect(jonas.says_only_to_me("Ana Popescu already has this one.")).to_be_visible()
    expect(ana.says_only_to_me("already has")).to_have_count(0)


def test_an_answer_is_chosen_edited_and_marked_as_sent(ana: Screen) -> None:
    card = ana.claimed_card(4, "The invoice has the wrong amount.", "Ada Holm")
    button(card, "Reply").click()
    window = ana.dialog("Reply")
    draft = window.get_by_label("Your reply")
    expect(draft).to_have_value(re.compile(r"Hello Ada,[\s\S]*Ana Popescu"))
    expect(window).to_contain_text("The invoice has the wrong amount.")
    first = draft.input_value()
    templates = window.get_by_label("Start from")
    another = templates.locator("option:not([value=''])").all_text_contents()
    chosen = templates.locator("option:checked").text_content()
    templates.select_option(next(title for title in another if title != chosen))
    expect(draft).not_to_have_value(first)
    draft.fill("Dear Ada, the amount is put right. Ana")
    button(window, "Send").click()
    expect(window).to_be_hidden()
    expect(card).to_contain_text("claimed by Ana Popescu, in touch since today")


def test_a_reply_is_in_the_customers_mailbox(ana: Screen) -> None:
    """The demo shows what the customer reads, and no pretence of it."""
    card = ana.claimed_card(3, "The lid does not close.", "Liv Dahl")
    button(card, "Reply").click()
    window = ana.dialog("Reply")
    window.get_by_label("Subject").fill("About your lid")
    window.get_by_label("Your reply").fill("Dear Liv, a new lid is on its way.")
    button(window, "Send").click()
    expect(card).to_contain_text(re.compile(r"Mail to \S+ sent"))
    ana.panel.get_by_role("button", name=re.compile("About your lid")).click()
    mail = ana.dialog("About your lid")
    expect(mail.frame_locator("iframe").locator("p")).to_contain_text("Dear Liv, a new lid is on its way.")
    button(mail, "As plain text").click()
    expect(mail.locator("pre")).to_contain_text("Dear Liv, a new lid is on its way.")
    button(mail, "Close").click()
    expect(mail).to_be_hidden()


def test_a_case_closes_once_its_cause_is_named(ana: Screen) -> None:
    """What is missing is said at the field where it is missing, and nothing that was typed is lost."""
    card = ana.claimed_card(1, "The export loses every second row.", "Ivar Moe")
    button(card, "More").click()
    card.get_by_role("menuitem", name="Log a call").click()
    ana.dialog("Log a call").get_by_label("What was said?").fill("Explained the fix.")
    button(ana.dialog("Log a call"), "Save").click()
    expect(card).to_contain_text("in touch since")
    button(card, "Close").click()
    window = ana.dialog("Close the case")
    cause = window.get_by_label("What caused it?")
    window.get_by_label("How did it end?").select_option("Solved")
    window.get_by_label("Anything others should know?").fill("Version 12 mends it.")
    button(window, "Close").click()
    expect(cause).to_have_accessible_description(re.compile("Please complete this required field"))
    cause.fill("  ")
    button(window, "Close").click()
    expect(cause).to_have_accessible_description(re.compile("Please name what caused it, or write one-off"))
    expect(cause).to_be_focused()
    expect(window.get_by_label("Anything others should know?")).to_have_value("Version 12 mends it.")
    cause.fill("export")
    button(window, "Close").click()
    expect(window).to_be_hidden()
    expect(card).to_contain_text("closed by Ana Popescu")
    expect(card).to_contain_text("cause: export")
    expect(button(card, "Close")).to_have_count(0)


def test_home_shows_my_cases(ana: Screen) -> None:
    card = ana.claimed_card(5, "Two colours were swapped.", "Liv Aas")
    number = case_number(card)
    home = ana.open_home()
    expect(home.get_by_role("heading", name="Hello Ana Popescu")).to_be_visible()
    expect(home.get_by_role("heading", name="My cases")).to_be_visible()
    expect(home).to_contain_text("“Two colours were swapped.”")
    expect(home.get_by_role("heading", name="The last 7 days")).to_have_count(0)
    button(home, f"Open case {number}").click()
    window = ana.dialog(f"Case {number}")
    expect(window).to_contain_text("Liv Aas at Brightside")
    button(window, "Done").click()
    expect(window).to_be_hidden()
    button(home, f"Reply in case {number}").click()
    expect(ana.dialog("Reply")).to_contain_text("Two colours were swapped.")


def test_home_gives_the_manager_the_week(mira: Screen) -> None:
    mira.new_card(6, "The manual is from last year.", "Odd Vik")
    home = mira.open_home()
    expect(home.get_by_role("heading", name="The last 7 days")).to_be_visible()
    expect(home).to_contain_text(re.compile(r"Opened \d+, was 0"))
    expect(home).to_contain_text(re.compile(r"Not claimed \d+ of those"))
    expect(home).to_contain_text("“The manual is from last year.”")


def test_the_report_opens_the_cases_behind_a_figure(mira: Screen) -> None:
    card = mira.new_card(2, "The lift truck waited in vain.", "Per Ek")
    mira.ask("/loop report week")
    report = mira.says_only_to_me("The last 7 days")
    expect(report).to_be_visible()
    button(report, "Show these").first.click()
    cases = mira.dialog("Cases")
    expect(cases).to_contain_text("Per Ek, Brightside")
    button(cases, f"Open case {case_number(card)}").click()
    expect(mira.dialog(f"Case {case_number(card)}")).to_contain_text("The lift truck waited in vain.")


def test_an_agent_is_told_that_reports_are_for_managers(ana: Screen) -> None:
    ana.ask("/loop report week")
    expect(ana.says_only_to_me("Only managers can see this.")).to_be_visible()


def test_the_keyboard_alone_leads_from_the_panel_to_a_claim(ana: Screen) -> None:
    keys = ana.page.keyboard
    ana.panel.get_by_label("Customer").focus()
    keys.type("Somebody")
    for words in ("kai.berg@brightside.example", "Kai Berg", "Brightside"):
        keys.press("Tab")
        keys.type(words)
    keys.press("Tab")
    expect(ana.panel.get_by_role("radio", name="2", exact=True)).to_be_focused()
    keys.press("ArrowRight")
    for _ in ("suggest one", "comment"):
        keys.press("Tab")
    expect(ana.panel.get_by_label("Comment", exact=True)).to_be_focused()
    keys.type("The door code never worked.")
    for _ in ("how it is delivered", "send survey"):
        keys.press("Tab")
    keys.press("Enter")
    card = ana.card("The door code never worked.")
    expect(card).to_contain_text("3 of 10")
    ana.composer.focus()
    for _ in range(12):  # back from the composer: the newest card is the nearest, but others may arrive below it
        keys.press("Shift+Tab")
        if button(card, "Claim").evaluate("node => node === document.activeElement"):
            break
    expect(button(card, "Claim")).to_be_focused()
    keys.press("Enter")
    expect(card).to_contain_text("claimed by Ana Popescu")
    expect(card.locator(":focus")).to_have_count(1)  # the keyboard stays at the card that it worked on


def test_escape_leaves_a_dialog_and_returns_to_its_button(ana: Screen) -> None:
    card = ana.new_card(3, "The chair wobbles.", "Una Dal")
    button(card, "Snooze").press("Enter")
    window = ana.dialog("Snooze")
    expect(window.get_by_label("When should it come back?")).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(button(card, "Snooze")).to_be_focused()


def test_dark_colours_stay_chosen(ana: Screen) -> None:
    root = ana.page.locator("html")
    expect(root).to_have_css("color-scheme", "light")
    ana.page.get_by_role("button", name="Use dark colours").click()
    expect(root).to_have_css("color-scheme", "dark")
    ana.page.reload()
    expect(root).to_have_css("color-scheme", "dark")
    ana.page.get_by_role("button", name="Use light colours").click()
    expect(root).to_have_css("color-scheme", "light")


def test_fast_forward_moves_the_clock_and_the_ages_of_cards(ana: Screen) -> None:
    card = ana.new_card(4, "The lamp flickers.", "Siv Rud")
    expect(card).to_contain_text("came in less than a minute ago")
    before = ana.clock.inner_text()
    button(ana.panel, "+1 h").click()
    expect(card).to_contain_text("came in 1 hour ago")
    expect(ana.clock).not_to_have_text(before)


def test_slash_commands_complete_themselves(ana: Screen) -> None:
    keys = ana.page.keyboard
    ana.composer.focus()
    keys.type("/lo")
    options = ana.page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options).to_have_text(re.compile("/loop"))
    keys.press("Tab")
    expect(ana.composer).to_have_value("/loop ")
    expect(options.filter(has_text="/loop find TEXT")).to_be_visible()
    keys.type("mi")
    expect(options).to_have_text("/loop mine")
    keys.press("Tab")
    expect(ana.composer).to_have_value("/loop mine")
    keys.press("Enter")
    expect(ana.says_only_to_me(re.compile("You have no open cases|Your cases")).last).to_be_visible()


def test_who_plays_another_sees_what_they_see(ana: Screen) -> None:
    expect(ana.page.get_by_role("button", name="loopwell-admins")).to_have_count(0)
    ana.page.get_by_label("You are").select_option("Mira Solberg, manager")
    expect(ana.page.get_by_role("button", name="loopwell-admins")).to_be_visible()


def test_a_card_below_the_screen_is_announced(ana: Screen) -> None:
    """Nothing jumps under the eyes of who reads further up; a button leads to what is new."""
    ana.new_card(0, "Every morning the same queue. " * 45, "Tor Haug")
    ana.new_card(0, "Every evening the same queue. " * 45, "Tone Haug")
    ana.messages.evaluate("node => node.scrollTo(0, 0)")
    ana.send_survey(3, "The ramp is too steep.", "Jo Nes")
    news = ana.page.get_by_role("button", name="New messages")
    expect(news).to_be_visible()
    news.click()
    expect(ana.card("The ramp is too steep.")).to_be_in_viewport()
    expect(news).to_be_hidden()


def test_the_page_asks_only_this_machine(people: People) -> None:
    """The log is not empty, so the check that follows every test means something."""
    leila = people(LEILA)
    leila.open_home()
    expect(leila.home.get_by_role("heading", name="Hello Leila Karimi")).to_be_visible()
    asked = {urlsplit(url).path for url in leila.requests}
    assert {"/", "/practice/state", "/practice/stream", "/practice/providers", "/static/js/app.js"} <= asked
