"""Wire: what we send is what slack_sdk would have sent, which its own checks let pass."""

from hypothesis import given
from slack_sdk.models.blocks import Block

from handlers.views.cards import card, plain_card
from playbooks.cards import CaseFile
from tests.handlers.cases_strategy import case_files
from tests.handlers.views.sample_cases import INVENTING


@INVENTING
@given(case_files())
def test_slack_sdk_reads_our_cards_as_its_own(file: CaseFile) -> None:
    for message in (card(file), plain_card(file)):
        blocks = [dict(block) for block in message.blocks]
        assert [block.to_dict() for block in Block.parse_all(blocks)] == blocks
