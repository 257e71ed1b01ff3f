"""Customers: a survey only fills in, the company's own word overrules, and one person is recognised as one."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbooks.customers import (
    FACTS,
    Customer,
    Identifier,
    Identity,
    Touch,
    fill_in,
    identifiers,
    normal_email,
    overrule,
)

WORDS = st.none() | st.text(max_size=5)
FIELDS = {
    **dict.fromkeys(("name", "email", "external_id", "phone", "account", "owner", "language", "timezone"), WORDS),
    "value": st.none() | st.integers(0, 100),
}
IDENTITIES = st.builds(
    Identity, **FIELDS, touch=st.none() | st.sampled_from(Touch), do_not_contact=st.none() | st.booleans()
)
CUSTOMERS = st.builds(
    Customer, **FIELDS, id=st.integers(1, 9), touch=st.sampled_from(Touch), do_not_contact=st.booleans()
)


def test_the_facts_are_what_both_know() -> None:
    assert set(FACTS) == {field.name for field in fields(Customer)} - {"id", "touch_said", "unsubscribed_at"}
    assert set(FACTS) == {field.name for field in fields(Identity)} - {"provider_id"}


@given(CUSTOMERS, IDENTITIES)
def test_a_survey_never_overrules_what_we_know(customer: Customer, told: Identity) -> None:
    after = fill_in(customer, told)
    for name in FACTS:
        before = customer.touch if name == "touch" and customer.touch_said else getattr(customer, name)
        missing = before is None or (name == "touch" and not customer.touch_said and told.touch is not None)
        assert getattr(after, name) == (getattr(told, name) if missing else before)
    assert after.id == customer.id
    assert fill_in(after, told) == after


@given(CUSTOMERS, IDENTITIES)
def test_the_companys_own_word_counts_where_it_speaks_and_keeps_the_rest(customer: Customer, told: Identity) -> None:
    after = overrule(customer, told)
    for name in FACTS:
        said = getattr(told, name)
        assert getattr(after, name) == (getattr(customer, name) if said is None else said)
    assert after.id == customer.id
    assert overrule(after, told) == after


def test_a_survey_says_how_important_a_customer_is_only_while_nobody_else_has() -> None:
    told = Identity(touch=Touch.HIGH, do_not_contact=False)
    assert fill_in(Customer(1), told).touch is Touch.HIGH
    by_the_crm = overrule(Customer(1, do_not_contact=True), Identity(touch=Touch.LOW))
    after = fill_in(by_the_crm, told)
    assert (after.touch, after.do_not_contact) == (Touch.LOW, True)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        (" Kari.N@Nordlys.Example ", "kari.n@nordlys.example"),
        ("<kari@nordlys.example>", "kari@nordlys.example"),
        ("KARI+nps@nordlys.example", "kari+nps@nordlys.example"),
        ('"odd@local"@nordlys.example', '"odd@local"@nordlys.example'),
        ("kari@nordlys", "kari@nordlys"),
        ("kari", None),
        ("@nordlys.example", None),
        ("kari@", None),
        ("kari n@nordlys.example", None),
        ("kari@nordlys.example\nbcc: all", None),
        ("", None),
    ],
)
def test_one_address_is_one_however_it_is_written(written: str, compared: str | None) -> None:
    assert normal_email(written) == compared


@given(st.text())
def test_a_compared_address_is_its_own_form(written: str) -> None:
    form = normal_email(written)
    assert form is None or normal_email(form) == form


def test_the_surest_sign_comes_first_and_the_providers_id_stays_with_its_source() -> None:
    told = Identity(external_id="C-1", email="Kari@Nordlys.example", provider_id="p9")
    assert identifiers(told, "nps") == [
        Identifier("id", "C-1"),
        Identifier("email", "kari@nordlys.example"),
        Identifier("source:nps", "p9"),
    ]
    assert identifiers(told, "shop")[-1] == Identifier("source:shop", "p9")


def test_nobody_is_recognised_by_nothing() -> None:
    assert identifiers(Identity(email="no address", external_id="", provider_id="", name="Kari"), "nps") == []
