"""Refusals in words: why something could not be done, and what to do instead."""

from collections.abc import Mapping

from handlers.language import _
from handlers.views.people import name_of
from playbooks.cases import Refusal, Refused


def refusal(refused: Refused, names: Mapping[str, str]) -> str:
    """A polite short sentence, escaped. `names` maps Slack user ids to names."""
    shape = {
        Refusal.ALREADY_CLAIMED: _("{name} already has this one."),
        Refusal.ALREADY_YOURS: _("You already have this one."),
        Refusal.CLOSED: _("This case is already closed."),
        Refusal.NOT_CLAIMED: _("Nobody has this case, so there is nothing to release."),
        Refusal.NOT_YOURS: _("{name} has this case. They or a manager can do that."),
        Refusal.NOT_IN_TEAM: _("This case belongs to another team."),
        Refusal.STRANGER: _("Only people who work here can do that."),
        Refusal.UNMET: _("Slack did not tell me in time who you are. Please try again."),
        Refusal.MANAGERS_ONLY: _("Only managers can see this."),
        Refusal.ADMINS_ONLY: _("Only Loopwell's admins can see this."),
        Refusal.NO_EVIDENCE: _("Nobody has been in touch with the customer yet. Reply or log a call first."),
        Refusal.NO_WELL: _("Please name what caused it, or write one-off."),
        Refusal.NO_REASON: _("Please say why in a few words."),
        Refusal.IN_THE_PAST: _("That moment has passed. Please choose a later one."),
        Refusal.SAME_OWNER: _("{name} already has this one."),
        Refusal.NOT_A_COLLEAGUE: _("Please choose somebody who works here."),
        Refusal.OUTDATED: _("Somebody changed this case a moment ago. Have a look at the card and try again."),
    }[refused.reason]
    return shape.format(name=name_of(refused.owner, names) if refused.owner else _("Somebody"))
