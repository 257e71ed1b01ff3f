"""Redaction: no name, address or number of a person leaves the house, and nothing is lost on the way back."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playbooks.customers import Customer
from playbooks.redaction import Kind, Known, Torn, Veil, known_of

INGRID = Customer(
    1,
    name="Ingrid Haugen",
    email="ingrid@nordlys.example",
    phone="+47 912 34 567",
    account="Nordlys Shipping AS",
    external_id="cus_91234",
)

PIECES = st.sampled_from(
    [
        *("Ingrid", "haugen", "[[", "]]", "[[NAME_1]]", "[[TEXT_12345678]]", "a@b.example", "www.x.example/y"),
        *("912 34 567", "NO93 8601 1117 947", "[", "]", " ", "\n", "۰۹۱۲۳۴۵۶۷۸۹", "Nordlys Shipping", "_1", "ß", "İ"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=12).map("".join)


@example(["[Ingrid["], "")
@settings(max_examples=40)
@given(st.lists(TEXTS, max_size=4), TEXTS)
def test_what_is_hidden_comes_back_to_the_letter(texts: list[str], name: str) -> None:
    """A draft with a mangled name would be sent to a customer."""
    veil = Veil([*known_of(INGRID, "Ana Popescu"), *known_of(Customer(2, name=name, account=name))])
    hidden = [veil.hide(text) for text in texts]
    assert [veil.lift(text) for text in hidden] == texts


@given(
    TEXTS, st.sampled_from(["ingrid@nordlys.example", "+47 912 34 567", "Ingrid", "HAUGEN", "cus_91234", "Ana"]), TEXTS
)
def test_nothing_that_names_a_person_is_left(before: str, secret: str, after: str) -> None:
    """What has left the house cannot be taken back."""
    veil = Veil(known_of(INGRID, "Ana Popescu"))
    hidden = veil.hide(f"{before} {secret} {after}")
    assert re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", hidden) is None


@pytest.mark.parametrize(
    "said",
    [
        "Ring meg på 912 34 567",
        "call +1 (555) 123-4567",
        "شماره من ۰۹۱۲۳۴۵۶۷۸۹ است",
        "IBAN NO93 8601 1117 947",
        "card 4111 1111 1111 1111",
        "tom.baker+x@baker.example",
        "see https://baker.example/me?id=7",
        "my page is baker.example/me",
        "Ingrids pakke",
        "списибо, Ingridу",
        "INGRID HAUGEN",
        "I work at nordlys shipping",
    ],
)
def test_the_usual_ways_to_write_them_are_known(said: str) -> None:
    """Phone numbers of several countries, accounts and cards, addresses, and names with an ending."""
    assert "[[" in Veil(known_of(INGRID)).hide(said)


@pytest.mark.parametrize(
    "said", ["It took 3 weeks, not 2", "I gave 7 of 10", "slow.We waited", "version 2.4", "Willing to pay"]
)
def test_ordinary_words_stay_as_they_are(said: str) -> None:
    """A model can only answer what it can read."""
    assert Veil(known_of(INGRID, "Ana Popescu")).hide(said) == said


@pytest.mark.parametrize("torn", ["[[NAME_2]]", "[[EMAIL_1]]", "[[NAME_1]", "NAME_1]]", "[[name_1]]", "[[ NAME_1 ]]"])
def test_a_placeholder_that_stands_for_nothing_is_found(torn: str) -> None:
    """A customer must never read [[NAME_2]]."""
    veil = Veil(known_of(INGRID))
    veil.hide("Ingrid")
    assert veil.lift("Hi [[NAME_1]]") == "Hi Ingrid"
    with pytest.raises(Torn):
        veil.lift(f"Hi {torn}")


def test_a_comment_cannot_write_placeholders_itself() -> None:
    """Otherwise a comment could have other words put into the draft than those that it shows."""
    veil = Veil([Known(Kind.NAME, "Tom")])
    hidden = veil.hide("I am Tom. Call me [[NAME_1]], or [[AGENT_1]].")
    assert hidden == "I am [[NAME_1]]. Call me [[TEXT_1]], or [[TEXT_2]]."
    assert veil.lift(hidden) == "I am Tom. Call me [[NAME_1]], or [[AGENT_1]]."
