import re
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import load_library
from handlers.views.choices import template_option
from playbooks.cases import CaseKind
from playbooks.customers import Touch
from playbooks.facts import Facts, Matched
from playbooks.replies import Example, Fits, Playbook, choose, fill, wrong_examples
from playbooks.responses import Band
from playbooks.wording import FIELDS

LIBRARY = load_library()
EXAMPLES = [(playbook, example) for playbook in LIBRARY for example in playbook.examples]
GREETINGS = {
    "en": "Hello X,",
    "nb": "Hei, X\n",
    "ro": "Bună ziua, X,",
    "pl": "Dzień dobry,",  # a first name alone would be too familiar, and Polish would bend it
    "ru": "Здравствуйте, X.",
    "fa": "سلام X،",
}
NOBODY = {"company": "Acme", "agent": "Ana"}


def _greeting(language: str, known: dict[str, str]) -> str:
    greeting = GREETINGS[language]
    return greeting if "first_name" in known else re.sub(r",? X", "", greeting)


def named(one: Any) -> str:
    return one.name if isinstance(one, Playbook) else one.comment or "silent"


@pytest.mark.parametrize(("playbook", "example"), EXAMPLES, ids=named)
def test_a_playbook_is_offered_for_its_examples_and_not_for_the_others(playbook: Playbook, example: Example) -> None:
    assert not wrong_examples(replace(playbook, examples=(example,)))
    offered = [choice.playbook.name for choice in choose(LIBRARY, example.facts()) if choice.fits]
    assert (playbook.name in offered) is example.fits


@pytest.mark.parametrize("playbook", LIBRARY, ids=named)
@pytest.mark.parametrize("known", [dict.fromkeys(FIELDS, "X"), NOBODY], ids=["all known", "nothing known"])
def test_no_customer_is_sent_a_gap_or_a_dollar_sign(playbook: Playbook, known: dict[str, str]) -> None:
    for language, say in playbook.say.items():
        filled = fill(say, known)
        assert filled.subject
        for text in (filled.subject, filled.text):
            assert not re.search(r"\$|\n\n\n| ,| \.|  |None", text)
        assert filled.text.startswith(_greeting(language, known))
        assert filled.text.endswith(f"{known['agent']}\n{known['company']}")


@pytest.mark.parametrize("playbook", LIBRARY, ids=named)
def test_a_playbook_speaks_calmly_and_says_what_to_do(playbook: Playbook) -> None:
    assert playbook.steps
    for say in playbook.say.values():
        assert "!" not in say.subject + say.text
        assert len(say.subject) <= 60
        assert len(say.text.split()) <= 120


def offered(**facts: Any) -> list[str]:
    return [choice.playbook.name for choice in choose(LIBRARY, Facts(**facts))]


def test_the_playbook_of_which_more_is_said_comes_first_and_says_why() -> None:
    facts = Facts(band=Band.DETRACTOR, comment="Charged twice on one INVOICE, and support is silent.")
    first, second, _ = choose(LIBRARY, facts)
    assert (first.playbook.name, second.playbook.name) == ("billing_trouble", "slow_support")
    assert first.reason[0] == Matched("mentions", "invoice")
    assert Matched("band", "detractor") in first.reason
    assert second.reason[0] == Matched("mentions", "support")


def test_each_band_gets_its_own_words_first() -> None:
    assert offered(band=Band.DETRACTOR)[0] == "silent_detractor"
    assert offered(band=Band.DETRACTOR, comment="Meh.")[0] == "tell_me_more"
    assert offered(band=Band.PASSIVE)[0] == "passive_nine"
    assert offered(band=Band.PROMOTER, comment="Great support.")[0] == "promoter_thanks"


@given(
    st.builds(
        Facts,
        band=st.sampled_from([None, *Band]),
        touch=st.sampled_from(Touch),
        kind=st.sampled_from([None, *CaseKind]),
        touchpoint=st.sampled_from([None, "renewal", "onboarding"]),
        repeat=st.integers(0, 3),
        comment=st.one_of(st.none(), st.text(), st.sampled_from(["invoice", "it is down", "no answer, no refund"])),
    )
)
def test_there_are_three_each_has_a_reason_and_none_is_for_somebody_else(facts: Facts) -> None:
    """A plain thank-you to somebody who is unhappy, or an apology to somebody who is delighted, is worse than none."""
    choices = choose(LIBRARY, facts)
    assert len({choice.playbook.name for choice in choices}) == 3
    assert all(choice.fits and template_option(choice).why for choice in choices)
    written_for = {choice.playbook.name: choice.playbook.when.band for choice in choices}
    if facts.band:
        assert all(facts.band in bands for bands in written_for.values() if bands)
    if facts.band is Band.DETRACTOR:
        assert written_for.keys().isdisjoint({"thank_you", "promoter_thanks", "reference_request", "passive_nine"})


def test_what_only_fills_up_the_list_is_never_written_for_another_band() -> None:
    """A company whose own playbooks took the place of ours."""
    few = [playbook for playbook in LIBRARY if playbook.name in ("promoter_thanks", "price", "tell_me_more")]
    for band in Band:
        for choice in choose(few, Facts(band=band, comment="Meh.")):
            assert band in choice.playbook.when.band
            assert choice.reason
    assert choose([LIBRARY[0]], Facts(band=Band.PROMOTER)) == ()


def test_words_without_a_score_are_met_by_what_they_say() -> None:
    first, *others = choose(LIBRARY, Facts(comment="The invoice is wrong."))
    assert (first.playbook.name, first.fits, first.reason) == (
        "billing_trouble",
        True,
        (Matched("mentions", "invoice"),),
    )
    assert [choice.playbook.name for choice in others] == ["thank_you", "looking_into_it"]


def test_what_the_customer_said_counts_for_more_than_who_they_are() -> None:
    by_word = replace(LIBRARY[0], name="word", when=Fits(mentions=("parcel",)))
    by_person = replace(LIBRARY[0], name="person", when=Fits(band=(Band.DETRACTOR,), touch=(Touch.HIGH,)))
    important = Facts(band=Band.DETRACTOR, touch=Touch.HIGH, comment="Where is my parcel?")
    assert [choice.playbook.name for choice in choose([by_person, by_word], important)] == ["word", "person"]


def test_two_people_with_the_same_card_are_offered_the_same_three() -> None:
    facts = Facts(band=Band.DETRACTOR, comment="support")
    some = LIBRARY[:4]
    assert len({tuple(c.playbook.name for c in choose(order, facts)) for order in permutations(some)}) == 1
