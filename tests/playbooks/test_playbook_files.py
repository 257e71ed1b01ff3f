import re
from copy import deepcopy
from typing import Any

import pytest

from playbooks.playbook_files import parse_playbook
from playbooks.replies import fill, say_in

GOOD: dict[str, Any] = {
    "name": "late",
    "title": "It came late",
    "when": {"band": ["detractor"], "mentions": ["late"]},
    "steps": ["Look at the tracking first"],
    "say": {
        "en": {"subject": "Your delivery", "text": "Hello $first_name,\n\nIt was late."},
        "nb": {"subject": "Leveransen din", "text": "Hei $first_name,\n\nDen kom for sent."},
    },
    "examples": [
        {"fits": True, "band": "detractor", "score": 2, "comment": "Late."},
        {"fits": False, "band": "promoter", "score": 10},
    ],
}


def test_a_customer_is_answered_in_their_language_or_else_in_english() -> None:
    late = parse_playbook("late.toml", GOOD)
    assert say_in(late, "nb-NO")[0] == say_in(late, "NB_no")[0] == "nb"
    assert say_in(late, "fa") == say_in(late, None) == ("en", late.say["en"])
    assert fill(late.say["nb"], {}).text == "Hei,\n\nDen kom for sent."


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("titel",), "x", "titel: unknown key; did you mean 'title'?"),
        (("when", "mention"), ["x"], "when.mention: unknown key; did you mean 'mentions'?"),
        (
            ("when", "band"),
            ["detractors"],
            "when.band.1: 'detractors' is not one of 'detractor', 'passive' or 'promoter'",
        ),
        (("when", "mentions"), "late", "when.mentions: "),
        (("steps",), [], "steps: "),
        (("name",), "later", "name: 'later' must be the name of the file, 'late'"),
        (
            ("say", "en", "text"),
            "Hello $firstname",
            "say.en.text: unknown field $firstname; did you mean 'first_name'?",
        ),
        (("say", "nb", "subject"), "$score poeng", "say.nb.subject: unknown field $score; known are agent, company"),
        (("say", "en", "text"), "It costs $5", "say.en.text: a $ that starts no field; write $$ for a dollar sign"),
        (("say", "en", "text"), "  ", "say.en.text: is empty"),
        (("say", "en", "subject"), "a\nb", "say.en.subject: must be one line"),
        (("say", "en", "body"), "x", "say.en.body: unknown key; known are subject, text"),
        (("say", "Norsk"), {"subject": "a", "text": "b"}, "say.Norsk: is not a language tag such as en, nb or pt-BR"),
        (
            ("say",),
            {"nb": {"subject": "a", "text": "b"}},
            "say.en: is missing; English is what other languages fall back",
        ),
        (("say",), {"en": {"subject": "a"}}, "say.en.text: is missing"),
        (("examples",), [], "examples: give at least one answer that it fits (fits = true)"),
        (("examples", 0, "comment"), "Early.", "examples.1: fits = true, but `when` says otherwise"),
        (("examples", 1, "bund"), "x", "examples.2.bund: unknown key; did you mean 'band'?"),
    ],
)
def test_a_mistake_in_a_playbook_is_told_with_file_key_and_the_nearest_word(
    path: tuple[Any, ...], value: Any, told: str
) -> None:
    data = deepcopy(GOOD)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ValueError, match=re.escape(f"late.toml: {told}")):
        parse_playbook("late.toml", data)
