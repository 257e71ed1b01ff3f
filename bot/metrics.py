"""Metrics: what is counted, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Metrics:
    """One registry per running bot, so that two in one process (tests) do not share their counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.deliveries = Counter(
            "loopwell_deliveries",
            "Survey deliveries, by source and answer",
            ["source", "status"],
            registry=self.registry,
        )
        self.cards_shown = Counter("loopwell_cards_shown", "Cards posted or updated", registry=self.registry)
        self.slack_troubles = Counter(
            "loopwell_slack_troubles", "Messages that Slack did not take, by why", ["family"], registry=self.registry
        )
        self.channels_waiting = Gauge(
            "loopwell_channels_waiting", "Channels for which something waits", registry=self.registry
        )
        self.cards_waiting = Gauge(
            "loopwell_cards_waiting",
            "Cards that are out of date, and cases of storms whose card is not in Slack",
            registry=self.registry,
        )
        self.delivery_lag = Gauge(
            "loopwell_delivery_lag_seconds", "Age of the oldest case that Slack does not show", registry=self.registry
        )
        self.storm_cases = Gauge(
            "loopwell_storm_cases", "Cases that live on the card of a storm that goes on", registry=self.registry
        )
        self.incidents = Gauge(
            "loopwell_incidents", "What keeps us from showing customers where they belong", registry=self.registry
        )
        self.mails = Counter(
            "loopwell_mails", "Tries to send a mail, by kind and answer", ["kind", "answer"], registry=self.registry
        )
        self.mails_in = Gauge(
            "loopwell_mails_in_state", "Mails to customers, by where they stand", ["state"], registry=self.registry
        )

        self.set_aside = Gauge(
            "loopwell_set_aside",
            "Survey deliveries that wait to be read, by source",
            ["source"],
            registry=self.registry,
        )

        self.ai_calls = Counter(
            "loopwell_ai_calls",
            "Drafts, translations and summaries, and what came of them",
            ["purpose", "outcome"],
            registry=self.registry,
        )
        self.ai_tokens = Counter("loopwell_ai_tokens", "Tokens that AI has cost", registry=self.registry)

    def text(self) -> bytes:
        """Prometheus' text format."""
        return generate_latest(self.registry)
