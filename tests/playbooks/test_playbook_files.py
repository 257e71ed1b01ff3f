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


def test_a_folder_shows_where_the_mistake_is_and_is_no_part_of_the_name() -> None:
    assert parse_playbook("/srv/words/late.toml", GOOD).name == "late"
    with pytest.raises(ValueError, match="'so late' cannot be a name"):
        parse_playbook("/srv/words/so late.toml", {**GOOD, "name": "so late"})


def test_help_is_linked_above_the_signature_or_where_the_text_wants_it() -> None:
    """In the reader's language where there is one."""
    pages = [
        {"title": "Where is it?", "url": "https://help.example/$track"},
        {"title": "Hvor er den?", "url": "https://help.example/nb", "language": "nb"},
    ]
    signed = {**GOOD["say"]["nb"], "text": "Hei\n\nDen kom for sent.\n\nVennlig hilsen\n$agent"}
    late = parse_playbook("late.toml", {**GOOD, "articles": pages, "say": {**GOOD["say"], "nb": signed}})
    links = "Where is it?: https://help.example/$track\nHvor er den?: https://help.example/nb"
    told = fill(say_in(late, "nb")[1], {"agent": "Ana"}).text
    assert told == f"Hei\n\nDen kom for sent.\n\n{links}\n\nVennlig hilsen\nAna"
    assert fill(say_in(late, "fi")[1], {}).text.endswith("It was late.\n\nWhere is it?: https://help.example/$track")

    placed = {"subject": "Late", "text": "Look here:\n$articles\nThen write."}
    late = parse_playbook("late.toml", {**GOOD, "articles": pages[:1], "say": {"en": placed}})
    assert fill(say_in(late, "en")[1], {}).text == "Look here:\nWhere is it?: https://help.example/$track\nThen write."


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
        (("steps",), [], "steps: is empty; give at least 1"),
        (
            ("steps",),
            ["x" * 76],
            "steps.1: is longer than 75 characters, and Slack has no room for more; make it shorter",
        ),
        (("steps",), ["Look", "Look"], "steps: the same step stands there twice; take one away"),
        (("check_in",), "3 days", "check_in: '3 days' is not a length of time: write a whole number and s, m, h or d"),
        (("articles",), [{"title": "Help", "url": "help"}], "articles.1.url: 'help' is not a web address; write one"),
        (("when", "repeat"), "often", "when.repeat: 'often' must be a whole number, without quotes"),
        (("when", "silent"), "x", "when.silent: 'x' must be true or false, without quotes"),
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
        (("examples", 1, "fits"), True, "examples: give at least one answer that it does not fit (fits = false)"),
        (("when",), {}, "when: asks nothing, so nobody could say why it is offered"),
        (("when",), {"unscored": True, "kind": ["rescue"]}, "when.unscored: means nothing alone; add band"),
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
