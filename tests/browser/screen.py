"""One person's screen: what they see of the practice workspace, in words that a test reads well with."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, expect


class Screen:
    """A page of the demo in one person's place. It notes every request and every error."""

    def __init__(self, context: BrowserContext, url: str, person: str) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_error)
        self.page.goto(f"{url}/?as={person}")
        self.clock = self.page.get_by_label("Practice time")
        self.panel = self.page.get_by_role("complementary", name="Practice panel")
        self.messages = self.page.get_by_role("region", name="Messages")
        self.home = self.page.get_by_role("tabpanel", name="Home")
        self.thread = self.page.get_by_role("complementary", name="Thread")
        self.composer = self.page.get_by_role("combobox", name="Message #customer-feedback")
        expect(self.clock).not_to_be_empty()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _on_error(self, error: Error) -> None:
        self.errors.append(str(error))

    def leave(self) -> None:
        """Closes the windows that are open, which belong to the person and not to the browser, and then the browser."""
        windows = self.page.get_by_role("dialog")
        if windows.count():
            windows.get_by_role("button", name="Close dialog").click()
            expect(windows).to_be_hidden()
        self.page.context.close()

    def send_survey(self, score: int, comment: str, name: str) -> None:
        """Somebody whom the arriving surveys do not know answers the NPS survey."""
        self.panel.get_by_label("Customer").select_option("Somebody else…")
        self.panel.get_by_label("E-mail").fill(address_of(name))
        self.panel.get_by_label("Name", exact=True).fill(name)
        self.panel.get_by_label("Company").fill("Brightside")
        self.panel.get_by_role("radio", name=str(score), exact=True).check()
        self.panel.get_by_label("Comment", exact=True).fill(comment)
        self.panel.get_by_role("button", name="Send survey").click()
        expect(self.panel.get_by_role("status")).to_contain_text("202 accepted")

    def card(self, comment: str) -> Locator:
        """The card in the open channel, found by what a screen reader says of it."""
        whole = re.compile(rf"^Loopwell, \d\d:\d\d: \d.*{re.escape(comment[:40])}.*Case \d", re.DOTALL)
        return self.messages.get_by_role("article", name=whole)

    def new_card(self, score: int, comment: str, name: str) -> Locator:
        """Sends a survey and waits for its card."""
        self.send_survey(score, comment, name)
        card = self.card(comment)
        expect(card).to_be_visible()
        return card

    def claimed_card(self, score: int, comment: str, name: str) -> Locator:
        """The same, claimed by whose screen this is."""
        card = self.new_card(score, comment, name)
        button(card, "Claim").click()
        expect(card).to_contain_text("claimed by")
        return card

    def mail(self, subject: str, to: str) -> Locator:
        """The newest of this customer's mails with such a subject, opened in the panel's mailbox."""
        line = self.panel.get_by_role("button", name=re.compile(rf"{re.escape(to)} .*{re.escape(subject)}"))
        line.first.click()
        return self.dialog_about(subject)

    def dialog_about(self, subject: str) -> Locator:
        return self.page.get_by_role("dialog", name=re.compile(re.escape(subject)))

    def says_only_to_me(self, text: str | re.Pattern[str]) -> Locator:
        """An ephemeral message."""
        return self.messages.get_by_role("article").filter(has_text="Only visible to you").filter(has_text=text)

    def ask(self, command: str) -> None:
        """Types a slash command and sends it."""
        self.composer.fill(command)
        self.composer.press("Enter")

    def dialog(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title, exact=True)

    def wider_than_their_place(self) -> list[str]:
        """What would have to be scrolled sideways to be read."""
        wide = "[...document.querySelectorAll('html, body, body > *, .frame *')].filter(node => node.clientWidth > 1"
        found: list[str] = self.page.evaluate(
            f"{wide} && node.scrollWidth > node.clientWidth + 1).map(node => node.outerHTML)"
        )
        return found

    def open_home(self) -> Locator:
        """The app's Home tab."""
        self.page.get_by_role("button", name=re.compile("^Loopwell(,|$)")).click()
        expect(self.page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
        return self.home


def button(place: Locator, label: str) -> Locator:
    return place.get_by_role("button", name=label, exact=True)


def case_number(card: Locator) -> str:
    """The number of a card's case, as people would read it aloud."""
    found = re.search(r"Case (\d+)", card.inner_text())
    assert found
    return found[1]


def address_of(name: str) -> str:
    """The mailbox of somebody who sent a survey from the panel."""
    return f"{name.lower().replace(' ', '.')}@brightside.example"
