"""Lists of reminders: short, within Slack's limits, harmless, and all of it in the reader's language."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.language import speaking
from handlers.views.events import event_line
from handlers.views.list_keys import Reminded, read_key, write_key
from handlers.views.message import Message
from handlers.views.modals import waiting_modal
from handlers.views.nags import SHOWN, Over, Reminder, reminders
from handlers.views.pen import Pen
from handlers.views.states import standing
from playbooks.cards import CaseFile
from playbooks.cases import CaseState, Event, What
from playbooks.ladder import Rung
from tests.handlers.cases_strategy import NAMES
from tests.handlers.views.limits import check_message, check_view
from tests.handlers.views.sample_cases import HOUR, INVENTING, NOW, case_file, claimed, listed_cases
from tests.handlers.views.seen import Pretend, buttons, texts, untranslated


def drawn(
    *waiting: Reminder, viewer: str | None = "U0ANA", total: int | None = None, over: tuple[Over, ...] = ()
) -> Message:
    return reminders(7, waiting, over, len(waiting) if total is None else total, NOW, viewer)


def labels(message: Message) -> list[str]:
    return [one["text"]["text"] for block in message.blocks for one in block.get("elements", []) if "action_id" in one]


def test_an_owner_can_do_what_the_state_allows() -> None:
    silent = drawn(Reminder(claimed(), Rung.SOFT))
    assert labels(silent) == ["Reply", "Snooze", "Hand over", "Release", "Open"]
    answered = case_file(state=CaseState.CONTACTED, owner="U0ANA", claimed_at=NOW, contacted_at=NOW)
    assert "I'm waiting for the customer" in labels(drawn(Reminder(answered, Rung.SOFT)))


def test_others_can_give_it_to_somebody() -> None:
    assert labels(drawn(Reminder(claimed(), Rung.MANAGER), viewer="U0MIRA")) == ["Hand over", "Release", "Open"]
    assert labels(drawn(Reminder(case_file(), Rung.SOFT), viewer=None)) == ["Claim", "Open"]
    free = Reminder(case_file(), Rung.MANAGER, helpers=(("U0BEN", "Ben", 2),))
    assert labels(drawn(free, viewer="U0MIRA")) == ["Give to Ben (2 open)", "Claim", "Reply", "Open"]


def test_a_manager_is_not_told_of_somebody_else_where_nobody_has_it() -> None:
    assert "nobody has taken it yet" in drawn(Reminder(case_file(), Rung.MANAGER), viewer="U0MIRA").text
    taken = drawn(Reminder(claimed(), Rung.DAILY_LEADERS), viewer="U0MIRA").text
    assert "perhaps somebody else can help" in taken


def test_a_list_says_how_many_wait_and_where_the_others_are() -> None:
    many = drawn(*[Reminder(claimed(number), Rung.MENTION) for number in range(1, SHOWN + 1)], total=10_000)
    assert many.text.startswith("10000 customers are waiting.")
    assert "and 9992 more" in many.text
    assert [read_key(value) for value in buttons(many.blocks, "list_more")] == [Reminded(7)]
    assert read_key(write_key(Reminded(7))) == Reminded(7)
    assert read_key("reminded:x") is None


def test_what_is_done_is_struck_and_said_in_words_too() -> None:
    over = (Over(claimed(12), again=False), Over(claimed(13), again=True))
    done = drawn(over=over)
    assert done.text.splitlines() == [
        "Nothing here waits any more. Thank you.",
        "Case 12 · Ingrid Haugen no longer waits",
        "Case 13 · Ingrid Haugen is in a newer list",
    ]
    assert drawn(over=over[1:]).text.startswith("There is a newer list of these.")
    assert any("~Case 12 · Ingrid Haugen~" in text for text in texts(done.blocks))


@pytest.mark.parametrize("rung", Rung)
def test_a_reminder_blames_nobody_and_shouts_at_nobody(rung: Rung) -> None:
    said = drawn(Reminder(claimed(), rung), viewer="U0MIRA").text
    assert "!" not in said.replace("<!date", "")
    assert not any(word in said.lower() for word in ("fail", "forgot", "late again", "you must", "immediately"))


def test_the_history_says_who_was_reminded() -> None:
    names = {"U0ANA": "Ana"}
    assert event_line(Event(NOW, None, What.REMINDED, details={"to": "U0ANA"}), names).endswith("Loopwell reminded Ana")
    assert event_line(Event(NOW, None, What.REMINDED, details={"channel": "#a"}), names).endswith(
        "reminded the channel"
    )


def test_the_card_says_why_a_case_came_back_and_only_while_it_is_free() -> None:
    back = Event(NOW, None, What.RELEASED, "nobody got in touch within the limit")
    free = replace(case_file(), events=(Event(NOW, "U0ANA", What.CLAIMED), back))
    assert "back in the channel: nobody got in touch within the limit" in standing(free, Pen())
    given = replace(free, events=(*free.events, Event(NOW, "U0BO", What.CLAIMED), replace(back, who="U0BO")))
    assert not any("back in the channel" in words for words in standing(given, Pen()))


@given(st.lists(listed_cases(), min_size=1, max_size=SHOWN), st.sampled_from(Rung), st.sampled_from([None, "U0ANA"]))
@INVENTING
def test_lists_keep_to_slacks_limits(files: list[CaseFile], rung: Rung, viewer: str | None) -> None:
    filled = (files * SHOWN)[:SHOWN]
    waiting = [Reminder(file, rung) for file in filled]
    over = [Over(file, again=place % 2 == 0) for place, file in enumerate(filled)]
    for message in (
        reminders(7, waiting, [], 10_000, NOW, viewer),
        reminders(7, [], over, 0, NOW, viewer),
        reminders(7, waiting[:4], over[:4], 4, NOW, viewer),
    ):
        check_message(message)
        for shown in (message.text, *texts(message.blocks)):
            assert "<!channel>" not in shown
            assert "<@" not in shown
    check_view(waiting_modal(filled[0], NOW.date()))


@given(listed_cases(), st.sampled_from(Rung))
@INVENTING
def test_every_word_can_be_translated(file: CaseFile, rung: Rung) -> None:
    silent = replace(
        file,
        customer=replace(file.customer, name="1", account="2"),
        case=replace(file.case, snooze_reason="3"),
        responses=tuple(replace(answer, comment="4") for answer in file.responses),
        names=dict.fromkeys(NAMES, "5"),
    )
    with speaking(Pretend()):
        message = reminders(7, [Reminder(silent, rung)], [Over(silent, again=False)], 40, NOW + HOUR, "U0ANA")
        modal = waiting_modal(silent, NOW.date())
    assert untranslated([message.text, *texts(message.blocks), *texts(modal)]) == []
