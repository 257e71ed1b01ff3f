"""What was set aside, as an admin sees it: whatever bytes came in, Slack takes the list and nobody is pinged."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.language import speaking
from handlers.views.home import Desk, home
from handlers.views.set_aside import Aside, aside_list, aside_modal, body_modal, came_of_it, notice, tally_words
from playbooks.roles import Person
from playbooks.set_aside import Came, Glimpse, Tally, Tried
from tests.handlers.cases_strategy import texts as words
from tests.handlers.views.limits import check_message, check_view
from tests.handlers.views.sample_cases import INVENTING, NOW
from tests.handlers.views.seen import Pretend, buttons, texts, untranslated

WORST = [b"<&>" * 900_000, "\U0001f600".encode() * 250_000, b"\xff" * 1_000_000, b"\x00" * 2000, b"", b'"\\' * 10_000]
bodies = st.binary(max_size=3000) | words().map(lambda text: text.encode("utf-8", "replace")) | st.sampled_from(WORST)


def glimpse(number: int, body: bytes, reason: str = "It is junk.") -> Glimpse:
    return Glimpse(number, "shop", NOW, reason, body, len(body))


def page(seen: list[Glimpse], total: int, at: int = 1) -> Aside:
    return Aside(seen, {"shop": total}, at)


@given(st.lists(st.tuples(bodies, words()), max_size=10), st.integers(0, 30))
@INVENTING
def test_slack_takes_whatever_came_in(came: list[tuple[bytes, str]], more: int) -> None:
    seen = [glimpse(n, body[:2000], reason) for n, (body, reason) in enumerate(came, 1)]
    total = len(seen) + more if seen else 0
    check_message(aside_list(page(seen, total)))
    check_view(aside_modal(page(seen, total, 2)))
    for n, (body, reason) in enumerate(came[:2]):
        check_view(body_modal(glimpse(n, body, reason)))


def test_the_worst_bodies_fit_into_a_modal_and_it_says_what_is_left_out() -> None:
    for body in WORST:
        check_view(body_modal(glimpse(1, body)))
    assert "The first 20,000 of 2,700,000 characters." in "\n".join(texts(body_modal(glimpse(1, WORST[0]))))


def test_a_page_leads_to_its_neighbours_and_a_source_is_offered_once() -> None:
    view = aside_modal(page([glimpse(n, b"{}") for n in range(3)], 23, 2), "Read: case 4.")
    assert buttons(view, "aside_page_back") == [":1"]
    assert buttons(view, "aside_page_next") == [":3"]
    assert buttons(view, "aside_again") == ["0:2", "1:2", "2:2"]
    assert buttons(view, "aside_again_source") == ["shop:2"]
    assert next(texts(view["blocks"])) == "Read: case 4."


def test_app_home_counts_only_where_there_is_something() -> None:
    adam = Person("U0ADMIN", "Adam", admin=True)
    assert "1 survey answer could not be read." in list(texts(home(Desk(adam, set_aside=1), NOW)))
    assert buttons(home(Desk(adam), NOW), "aside_list") == []
    check_view(home(Desk(adam, set_aside=3), NOW))


def test_every_word_can_be_translated() -> None:
    tried = [Tried(1, "1", NOW, came, (7,) if came is Came.READ else (), "?") for came in Came]
    tallies = [Tally(), Tally(1), Tally(0, 1, "?"), Tally(2, 2, "?")]
    seen = [Glimpse(1, "1", NOW, "?", b"", 0), Glimpse(2, "1", NOW, "?", b"", 0)]
    with speaking(Pretend()):
        aside = Aside(seen, {"1": 40}, 2)
        message = aside_list(aside)
        shown = [message.text, *texts(message.blocks), *texts(aside_modal(aside)), *texts(aside_modal(Aside((), {})))]
        shown += [came_of_it(one) for one in tried] + [tally_words("1", one) for one in tallies]
        shown += [notice("1", "?"), *texts(body_modal(Glimpse(1, "1", NOW, "?", b"1" * 30_000, 30_000)))]
    assert untranslated(shown) == []
