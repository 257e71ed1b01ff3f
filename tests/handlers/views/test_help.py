"""Help: what `/loop help` and a mistyped command are answered."""

from hypothesis import given

from handlers.language import speaking
from handlers.views.help import help_message, nearest, unknown_command
from tests.handlers.cases_strategy import texts as words
from tests.handlers.views.limits import check_message
from tests.handlers.views.sample_cases import INVENTING
from tests.handlers.views.seen import Pretend, texts, untranslated


def test_help_names_every_command() -> None:
    text = help_message().text
    for command in ("help", "mine", "open", "case 12", "find nordlys", "report week", "open share"):
        assert f"`/loop {command}`" in text
    check_message(help_message())


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    assert nearest("mien") == "mine"
    assert nearest("Reprot month") == "report"
    assert nearest("xyzzy") is None
    assert "Did you mean `/loop mine`?" in unknown_command("mien").text
    assert "Did you mean" not in unknown_command("").text


@given(words())
@INVENTING
def test_any_unknown_command_is_answered(typed: str) -> None:
    message = unknown_command(typed)
    check_message(message)
    assert "<!" not in message.text


def test_every_word_can_be_translated() -> None:
    with speaking(Pretend()):
        answers = [help_message(), unknown_command("mien")]
    assert untranslated([text for answer in answers for text in (answer.text, *texts(answer.blocks))]) == []
