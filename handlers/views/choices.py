"""Choices: why a playbook is offered, in words."""

from collections.abc import Iterable, Sequence

from handlers.language import _, ngettext
from handlers.views.mrkdwn import cut, escape, one_line
from handlers.views.reply_modal import TemplateOption
from handlers.views.states import purpose
from playbooks.cases import CaseKind
from playbooks.facts import Matched, same_language
from playbooks.replies import UNSCORED, Choice
from playbooks.responses import Band

LONGEST_WHY = 75
LONGEST_TITLE = 60
REASONS = 3


def template_option(choice: Choice) -> TemplateOption:
    """A playbook as the reply modal offers it."""
    why = ", ".join(_reasons(choice.reason))
    return TemplateOption(choice.playbook.name, _(choice.playbook.title), cut(why, LONGEST_WHY))


def suggestion(choices: Sequence[Choice]) -> str | None:
    """The playbooks that a card suggests, each with what speaks for it, on one line. For mrkdwn."""
    if not choices:
        return None
    offers = [escape(_offer(choice)) for choice in choices]
    return _("Suggested: {playbooks}").format(playbooks=" · ".join(offers))


def other_language(wanted: str | None, used: str) -> str | None:
    """That a reply is not in the customer's language, where the playbook does not have it: for the reply modal."""
    if wanted is None or same_language([used], wanted):
        return None
    return _("This playbook is not written in “{wanted}”, so the words below are in “{used}”.").format(
        wanted=one_line(wanted), used=used
    )


def _offer(choice: Choice) -> str:
    title = cut(one_line(_(choice.playbook.title)), LONGEST_TITLE)
    reasons = _reasons(choice.reason)
    # the words of the customer say most, and two of them say enough
    why = ", ".join([*reasons[:REASONS]])
    return _("{title} ({why})").format(title=title, why=cut(why, LONGEST_WHY)) if why else title


def _reasons(matched: Iterable[Matched]) -> list[str]:
    """Each once; the words that the customer mentions together."""
    told = list(matched)
    mentioned = [_("“{value}”").format(value=one_line(one.value)) for one in told if one.key == "mentions"]
    reasons = [_("mentions {words}").format(words=", ".join(mentioned[:REASONS]))] if mentioned else []
    reasons += [_reason(one) for one in told if one.key != "mentions"]
    return list(dict.fromkeys(reasons))


def _reason(matched: Matched) -> str:
    value = one_line(matched.value)
    if matched.key == "repeat":
        times = int(matched.value)
        return ngettext("unhappy {n} time before", "unhappy {n} times before", times).format(n=times)
    if matched.key == "kind":
        return purpose(CaseKind(matched.value))
    if matched.value == UNSCORED:
        return _("no score")
    if matched.key == "band":
        return _band(Band(matched.value))
    match matched.key:
        case "touch":
            shape = _("{value} touch")
        case "touchpoint":
            shape = _("asked at {value}")
        case "silent":
            shape = _("no comment")
        case "language":
            shape = _("language: {value}")
        case _other:
            return value
    return shape.format(value=value)


def _band(band: Band) -> str:
    return {
        Band.DETRACTOR: _("unhappy customer"),
        Band.PASSIVE: _("neither happy nor unhappy"),
        Band.PROMOTER: _("happy customer"),
    }[band]
