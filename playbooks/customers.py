"""Customers: who they are, and how what we hear about them fits together."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Touch(StrEnum):
    """How a customer is attended to: an important account by a person, the others one-to-many."""

    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True)
class Identity:
    """What a survey or a CRM says about a person. Every field may be missing; none is trusted to be clean.

    `provider_id` is the survey tool's own id of the person, `external_id` is the company's own.
    """

    name: str | None = None
    email: str | None = None
    provider_id: str | None = None
    external_id: str | None = None
    phone: str | None = None
    account: str | None = None
    touch: Touch | None = None
    value: int | None = None
    owner: str | None = None
    language: str | None = None
    timezone: str | None = None
    do_not_contact: bool | None = None


@dataclass(frozen=True)
class Customer:
    """A person. `value` is yearly, in whole units of the company's currency; `owner` is a Slack user id. Until somebody
    has said how important they are (`touch_said`), they are taken for low touch. `do_not_contact` is the company's own
    word, `unsubscribed_at` when they themselves wanted no more mail."""

    id: int
    name: str | None = None
    email: str | None = None
    external_id: str | None = None
    phone: str | None = None
    account: str | None = None
    touch: Touch = Touch.LOW
    touch_said: bool = False
    value: int | None = None
    owner: str | None = None
    language: str | None = None
    timezone: str | None = None
    do_not_contact: bool = False
    unsubscribed_at: datetime | None = None


@dataclass(frozen=True)
class Identifier:
    """One thing that a customer is recognised by: kind `id`, `email`, or `source:<name>`."""

    kind: str
    value: str


LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
THOUSANDS = re.compile(r"\.\d{3}$")


def normal_email(address: str) -> str | None:
    """The form in which addresses are compared, or None when it is no address at all."""
    cleaned = address.strip().strip("<>").casefold()
    local, at, domain = cleaned.rpartition("@")
    if not at or not local or not domain or len(cleaned.split()) != 1:
        return None
    return cleaned


def normal_language(code: str) -> str | None:
    """A language as in BCP 47 ("pt-BR" for "pt_br"), or None when it is no such code ("default", "English")."""
    if not LANGUAGE.fullmatch(code):
        return None
    first, *rest = code.replace("_", "-").split("-")
    return "-".join((first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)))


def worth_unclear(text: str) -> bool:
    """Whether a dot before three digits may be one between thousands: "480.000" is 480 to some, 480,000 to others."""
    return THOUSANDS.search(text) is not None


def identifiers(identity: Identity, source: str) -> list[Identifier]:
    """What to look a customer up by, surest first: your own id, the e-mail address, the provider's id."""
    found = []
    if identity.external_id:
        found.append(Identifier("id", identity.external_id))
    if identity.email and (email := normal_email(identity.email)):
        found.append(Identifier("email", email))
    if identity.provider_id:
        found.append(Identifier(f"source:{source}", identity.provider_id))
    return found


FACTS = (
    "name",
    "email",
    "external_id",
    "phone",
    "account",
    "touch",
    "value",
    "owner",
    "language",
    "timezone",
    "do_not_contact",
)


def fill_in(customer: Customer, identity: Identity) -> Customer:
    """A survey's word about a customer: it fills in what is missing and overrules nothing."""
    known, said = vars(customer), vars(identity)
    news = {name: said[name] for name in FACTS if said[name] is not None and known[name] is None}
    if identity.touch is not None and not customer.touch_said:
        news |= {"touch": identity.touch, "touch_said": True}
    return Customer(**{**known, **news})


def overrule(customer: Customer, identity: Identity) -> Customer:
    """The company's own word about a customer (CRM push, CSV): it replaces whatever it mentions."""
    news = {name: value for name in FACTS if (value := getattr(identity, name)) is not None}
    return replace(customer, **news, touch_said=customer.touch_said or identity.touch is not None)


def overrule_also(other: Customer, told: Customer, identity: Identity) -> Customer:
    """The company's own word about `told` holds for somebody else too: one who is known only from surveys, and has the
    address that the company gives for `told`. What was said before holds as well as what `identity` says now.

    They stay two customers, each with their own answers, cases and identifiers. To make one of them, and to take back
    what was a mistake, is not done here.
    """
    known = {name: getattr(told, name) for name in FACTS}
    known["touch"] = told.touch if told.touch_said else None
    known["do_not_contact"] = told.do_not_contact or identity.do_not_contact
    return overrule(other, Identity(**(known | {"external_id": None})))
