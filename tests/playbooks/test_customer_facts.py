"""Customer facts: a mistake in a file or a push is seen, named, and told how to mend; a good row is taken as meant."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.customer_facts import LONGEST, MOST_WORTH, told
from playbooks.customers import FACTS, Identity, Touch

KARI = {"email": "kari@nordlys.example"}


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        (KARI, Identity(email="kari@nordlys.example")),
        ({"external_id": 1001}, Identity(external_id="1001")),
        ({**KARI, "name": " Kari\u200b Nordmann\t"}, Identity(email="kari@nordlys.example", name="Kari Nordmann")),
        ({**KARI, "name": "", "phone": None, "account": "  "}, Identity(email="kari@nordlys.example")),
        ({**KARI, "touch": "HIGH"}, Identity(email="kari@nordlys.example", touch=Touch.HIGH)),
        ({**KARI, "value": "48 000"}, Identity(email="kari@nordlys.example", value=48000)),
        ({**KARI, "value": "48'000"}, Identity(email="kari@nordlys.example", value=48000)),
        ({**KARI, "value": 48000.4}, Identity(email="kari@nordlys.example", value=48000)),
        ({**KARI, "value": "0"}, Identity(email="kari@nordlys.example", value=0)),
        ({**KARI, "value": "480000.50"}, Identity(email="kari@nordlys.example", value=480_000)),
        ({**KARI, "value": 480.125}, Identity(email="kari@nordlys.example", value=480)),
        ({**KARI, "language": " EN "}, Identity(email="kari@nordlys.example", language="en")),
        ({**KARI, "language": "pt_br"}, Identity(email="kari@nordlys.example", language="pt-BR")),
        ({**KARI, "owner": "U0LEILA"}, Identity(email="kari@nordlys.example", owner="U0LEILA")),
        ({**KARI, "timezone": "Europe/Oslo"}, Identity(email="kari@nordlys.example", timezone="Europe/Oslo")),
        ({**KARI, "do_not_contact": "Yes"}, Identity(email="kari@nordlys.example", do_not_contact=True)),
        ({**KARI, "do_not_contact": False}, Identity(email="kari@nordlys.example", do_not_contact=False)),
    ],
)
def test_a_row_is_taken_as_it_was_meant(row: dict[str, Any], meant: Identity) -> None:
    assert told(row) == meant


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "needs an email or an external_id"),
        ({"name": "Kari"}, "needs an email or an external_id"),
        ({"external_id": "\u200b"}, "needs an email or an external_id"),
        ({"emial": "x@y.example"}, 'no field "emial". Did you mean "email"'),
        ({"zzz": "x"}, "Known are: name, email"),
        ({"email": "kari at nordlys"}, 'email = "kari at nordlys" is not an e-mail address'),
        ({"email": ["kari@nordlys.example"]}, "email must be a text"),
        ({"email": True}, "email must be a text"),
        ({**KARI, "name": {"first": "Kari"}}, "name must be a text"),
        ({**KARI, "name": 1.5}, "name must be a text"),
        ({**KARI, "name": "x" * (LONGEST + 1)}, f"name is longer than {LONGEST}"),
        ({**KARI, "touch": "medium"}, 'touch = "medium" must be "high" or "low"'),
        ({**KARI, "value": "a lot"}, "is not a number; write it like 48000"),
        ({**KARI, "value": "480.000"}, 'value = "480.000" is not clear: thousands or decimals? Write it without a dot'),
        ({**KARI, "value": "1 480.000"}, "is not clear"),
        ({**KARI, "value": "480,000"}, "is not a number"),
        ({**KARI, "value": "1.480.000"}, "is not clear"),
        ({**KARI, "language": "klingon"}, 'language = "klingon" is not the code of a language; write it like "en"'),
        ({**KARI, "language": "en, nb"}, "is not the code of a language"),
        ({**KARI, "value": "nan"}, "is not a number"),
        ({**KARI, "value": "1e999"}, "is not a number"),
        ({**KARI, "value": True}, "is not a number"),
        ({**KARI, "value": "-1"}, "must lie between"),
        ({**KARI, "value": MOST_WORTH + 1}, "must lie between"),
        ({**KARI, "owner": "@leila"}, "is not a Slack user id"),
        ({**KARI, "owner": "u0leila"}, "is not a Slack user id"),
        ({**KARI, "timezone": "Oslo"}, 'timezone = "Oslo" is not known'),
        ({**KARI, "timezone": "../etc/passwd"}, "is not known"),
        ({**KARI, "timezone": "Europe"}, "is not known"),
        ({**KARI, "do_not_contact": "perhaps"}, "must be true or false"),
    ],
)
def test_a_mistake_is_named_with_its_cure(row: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as wrong:
        told(row)
    assert "\n" not in str(wrong.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(FACTS) | st.text(), JSON, max_size=6))
def test_whatever_is_pushed_is_taken_or_refused(row: dict[str, Any]) -> None:
    try:
        kept = told(row)
    except ValueError:
        return
    assert kept.email or kept.external_id
    for name in FACTS:
        value = getattr(kept, name)
        assert not isinstance(value, str) or (value.isprintable() and len(value) <= LONGEST)
