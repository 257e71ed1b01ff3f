"""A case in a modal, for lists: the same card, with the same buttons. And a modal that only says something."""

from slack_sdk.models.blocks import SectionBlock

from handlers.language import _
from handlers.views.cards import card
from handlers.views.modal_parts import Modal, about, modal, words
from handlers.views.mrkdwn import line
from handlers.views.states import case_name
from playbooks.cards import CaseFile

CASE = "case"


def card_modal(file: CaseFile) -> Modal:
    """The card of a case, opened from a list."""
    view = modal(file, CASE, case_name(file.case.id), [about(file)], None)
    return {**view, "blocks": list(card(file).blocks)}


def words_modal(text: str) -> Modal:
    """Something to be told where there is no channel to say it in. `text` is mrkdwn."""
    return {
        "type": "modal",
        "title": words(_("Loopwell"), 24).to_dict(),
        "close": words(_("Done"), 24).to_dict(),
        "blocks": [SectionBlock(text=line(text)).to_dict()],
    }
