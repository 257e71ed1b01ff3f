"""The practice workspace in the product's language: people, channels, cards, modals.

    async with Slack(server.url) as slack:
        ana = slack.person("Ana")
        card = await slack.channel("#customer-feedback").expect_card("3 of 10")
        await card.click("Claim", by=ana)
        await card.expect("claimed by Ana")

It knows only the `/practice` routes. Waiting is on what a person sees (a long poll on the state's revision), never a
fixed sleep. What was last seen is plain (`card.text`, `card.buttons`); what asks the server is awaited.
"""

from tests.workspace.channels import Card, Channel
from tests.workspace.people import Person
from tests.workspace.pressing import Refused
from tests.workspace.slack import Slack
from tests.workspace.windows import Home, Modal

__all__ = ["Card", "Channel", "Home", "Modal", "Person", "Refused", "Slack"]
