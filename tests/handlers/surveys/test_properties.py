import pytest

from handlers.surveys import properties
from playbooks.customers import Identity, Touch


@pytest.mark.parametrize("name", ["Company", "company_name", "companyName", "ACCOUNT", "Organisation"])
def test_the_account_is_known_by_its_usual_names(name: str) -> None:
    assert properties.identity({name: "Acme"}) == Identity(account="Acme")


def test_properties_fill_in_only_what_the_provider_leaves_out() -> None:
    who = properties.identity({"Name": "Somebody", "E-mail address": "a@b.example"}, name="Ana", email=None)
    assert who == Identity(name="Ana", email="a@b.example")


def test_every_fact_is_read_from_its_property() -> None:
    who = properties.identity(
        {
            "User ID": 17,
            "Phone": 4722222222,
            "Touch": "High-touch",
            "ARR": "12000.50",
            "Account Owner": "U0MIRA",
            "Locale": "pt_br",
            "Time zone": "Europe/Oslo",
        }
    )
    assert who == Identity(
        external_id="17",
        phone="4722222222",
        touch=Touch.HIGH,
        value=12000,
        owner="U0MIRA",
        language="pt-BR",
        timezone="Europe/Oslo",
    )


@pytest.mark.parametrize(
    "given",
    [
        {"touch": "medium"},
        {"value": "a lot"},
        {"value": -1},
        {"value": 1e18},
        {"value": "480.000"},  # 480 to some, 480,000 to others
        {"owner": "<@U0MIRA>"},
        {"owner": "mira"},
        {"locale": "default"},
        {"language": "../../etc"},
        {"timezone": "CET+1 or so"},
        {"email": "no address"},
        {"name": ["Ana"]},
        {"company": {"name": "Acme"}},
        {"user id": True},
        {"name": " \x00 "},
    ],
)
def test_a_fact_of_a_wrong_form_is_a_missing_one(given: dict[str, object]) -> None:
    assert properties.identity(given) == Identity()


def test_a_name_cannot_bring_a_line_of_its_own_into_a_mail_header() -> None:
    assert properties.identity({}, name="Ana\r\nBcc: all@acme.example").name == "Ana Bcc: all@acme.example"


def test_all_properties_are_kept_as_texts() -> None:
    given = {
        "Plan": "Gold",
        "Seats": 12,
        "Trial": False,
        "Tags": ["a", None, 2],
        "Deep": {"a": 1},
        " ": "x",
        "No": None,
    }
    assert properties.texts(given) == {"Plan": "Gold", "Seats": "12", "Trial": "no", "Tags": "a, 2"}


def test_the_touchpoint_may_be_a_property() -> None:
    assert properties.touchpoint({"Question Product Name": "Checkout"}) == "Checkout"
    assert properties.touchpoint({"Plan": "Gold"}) is None
