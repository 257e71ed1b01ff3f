"""The five survey sources of the demo, as data: the bot's demo configuration names exactly these.

The secrets are public on purpose: they open nothing but a demo that listens on loopback.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A survey connection as the provider's settings page would hold it."""

    name: str  # the last part of the bot's address: /surveys/{name}
    title: str  # what a person reads in the panel
    provider: str  # a module in practice/providers/
    signature: str  # "delighted", "typeform", "standard-webhooks" or "header"
    secret: str  # in the form in which the provider shows it
    metric: str  # nps, csat, ces, stars, thumbs
    scale: tuple[int, int]  # lowest and highest score, both possible
    question: str  # what the customer was asked


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            name="nps-email",
            title="NPS by e-mail (Delighted)",
            provider="delighted",
            signature="delighted",
            secret="demo-delighted-key",  # noqa: S106
            metric="nps",
            scale=(0, 10),
            question="How likely are you to recommend us to a friend?",
        ),
        Source(
            name="onboarding",
            title="Onboarding CSAT (Typeform)",
            provider="typeform",
            signature="typeform",
            secret="demo-typeform-secret",  # noqa: S106
            metric="csat",
            scale=(1, 5),
            question="How satisfied are you with your first weeks?",
        ),
        Source(
            name="in-app",
            title="In-app effort (Formbricks)",
            provider="formbricks",
            signature="standard-webhooks",
            secret="whsec_bG9vcHdlbGwtZGVtby1mb3JtYnJpY2tzLXNlY3JldCE=",  # noqa: S106
            metric="ces",
            scale=(1, 7),
            question="The product made it easy to do what I wanted.",
        ),
        Source(
            name="helpdesk",
            title="Helpdesk thumbs (your own system)",
            provider="generic",
            signature="standard-webhooks",
            secret="whsec_bG9vcHdlbGwtZGVtby1oZWxwZGVzay0tc2VjcmV0ISE=",  # noqa: S106
            metric="thumbs",
            scale=(0, 1),
            question="Did we solve your problem?",
        ),
        Source(
            name="shop",
            title="Shop stars (your own system)",
            provider="generic",
            signature="header",
            secret="demo-shop-secret",  # noqa: S106
            metric="stars",
            scale=(1, 5),
            question="How was your order?",
        ),
    )
}
