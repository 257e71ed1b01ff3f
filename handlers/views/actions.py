"""The buttons of a card: what a case's state allows, and nothing else."""

from collections.abc import Iterator

from handlers.language import _
from handlers.views.links import open_label, safe_link
from handlers.views.wire import Part
from playbooks.cards import CaseFile
from playbooks.cases import Case, CaseState

LABEL = 75


def actions(file: CaseFile, *, show_all: bool) -> Part | None:
    """The row of buttons, or None when there is nothing to press."""
    elements = list(_elements(file, show_all=show_all))
    return {"type": "actions", "elements": elements} if elements else None


def _elements(file: CaseFile, *, show_all: bool) -> Iterator[Part]:
    case = file.case
    if case.is_open:
        if case.state is CaseState.OPEN:
            yield _button(case, "case_claim", _("Claim"), style="primary")
        yield _button(case, "case_reply", _("Reply"), style=_next_step(case, CaseState.CLAIMED))
        if case.owner or case.contacted_at:
            yield _button(case, "case_close", _("Close"), style=_next_step(case, CaseState.CONTACTED))
        yield _button(case, "case_snooze", _("Snooze"))
        yield _button(case, "case_not_a_case", _("Not a case"))
    if show_all:
        yield _button(case, "case_show_all", _("Show all"))
    if more := list(_more(file)):
        yield {"type": "overflow", "action_id": "case_more", "options": more}


def _next_step(case: Case, state: CaseState) -> str | None:
    """One button stands out: what brings a case of this state on."""
    return "primary" if case.state is state else None


def _more(file: CaseFile) -> Iterator[Part]:
    case = file.case
    if case.is_open:
        if case.owner:
            yield _option(case, "release", _("Release"))
        yield _option(case, "hand_over", _("Hand over"))
        yield _option(case, "log_call", _("Log a call"))
    if link := provider_link(file):
        yield _option(case, "open", open_label(link), link)


def provider_link(file: CaseFile) -> str | None:
    """The newest answer's safe link into the survey tool."""
    return next((link for r in reversed(file.responses) if (link := safe_link(r.link))), None)


def _button(case: Case, action: str, label: str, style: str | None = None) -> Part:
    button = {"type": "button", "text": _label(label), "action_id": action, "value": str(case.id)}
    return button | {"style": style} if style else button


def _option(case: Case, act: str, label: str, url: str | None = None) -> Part:
    option = {"text": _label(label), "value": f"{act}:{case.id}"}
    return option | {"url": url} if url else option


def _label(text: str) -> Part:
    return {"type": "plain_text", "text": text[:LABEL], "emoji": False}
