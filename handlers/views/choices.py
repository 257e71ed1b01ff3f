"""Choices: why a playbook is offered, in words."""

from handlers.language import _
from handlers.views.mrkdwn import cut, one_line
from handlers.views.reply_modal import TemplateOption
from playbooks.facts import Matched
from playbooks.replies import Choice

LONGEST_WHY = 75


def template_option(choice: Choice) -> TemplateOption:
    """A playbook as the reply modal offers it."""
    why = ", ".join(dict.fromkeys(_reason(matched) for matched in choice.reason)) if choice.fits else ""
    return TemplateOption(choice.playbook.name, _(choice.playbook.title), cut(why or _("fits any answer"), LONGEST_WHY))


def _reason(matched: Matched) -> str:
    value = one_line(matched.value)
    words = {
        "mentions": _("mentions “{value}”"),
        "touch": _("{value} touch"),
        "touchpoint": _("asked at {value}"),
        "silent": _("no comment"),
    }
    shape = words.get(matched.key, "{value}")
    return shape.format(value=value)
