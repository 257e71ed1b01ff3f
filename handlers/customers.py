"""Customers: recognised when they answer, and told about by the company's own systems."""

from datetime import datetime

from playbooks.customers import Customer, Identifier, Identity, fill_in, identifiers, overrule, overrule_also
from playbooks.names import LAST_NUMBER
from playbooks.responses import Answer, Response
from storage import customers
from storage.database import Connection


def meet(db: Connection, answer: Answer, source: str, now: datetime, known: Response | None) -> tuple[Customer, bool]:
    """Who gave this answer: somebody recognised, or a new customer (nameless, if the survey says nothing). And whether
    they are new here."""
    known_by = identifiers(answer.identity, source)
    found = customers.get(db, known.customer_id) if known else customers.find(db, known_by)
    if found is None:
        return customers.add(db, fill_in(Customer(id=0), answer.identity), known_by, now), True
    return _update(db, found, fill_in(found, answer.identity), known_by), False


def tell(db: Connection, identity: Identity, now: datetime) -> tuple[Customer, bool]:
    """The company's own word about a customer. Returns the customer, and whether they are new here.

    Raises ValueError when the word names nobody: it needs an `email` or an `external_id`.
    """
    known_by = identifiers(identity, "")
    if not known_by:
        raise ValueError("a customer needs an email or an external_id")
    found = customers.find(db, known_by)
    if found is None:
        return customers.add(db, overrule(Customer(id=0), identity), known_by, now), True
    after = _update(db, found, overrule(found, identity), known_by)
    _tell_also(db, after, identity)
    return after, False


def _tell_also(db: Connection, told: Customer, identity: Identity) -> None:
    """Their address may already mean somebody of whom only surveys have spoken: they answer under it, so the company's
    word must reach them, or the next case would be routed and written to as if it had never been said.

    Left for later: making one customer of the two, with one history, and whatever is said of the address alone, which
    reaches only the one whom it means."""
    meant = customers.find(db, identifiers(Identity(email=told.email), ""))
    if meant is None or meant.id == told.id or meant.external_id or not told.external_id:
        return
    also = overrule_also(meant, told, identity)
    if also != meant:
        customers.save(db, also)


def tell_all(db: Connection, identities: list[Identity], now: datetime) -> list[Customer]:
    """Several words at once: all are kept, or none."""
    return [tell(db, identity, now)[0] for identity in identities]


def look_up(db: Connection, name: str) -> Customer | None:
    """A customer by the company's own id, the e-mail address, or our number."""
    known_by = identifiers(Identity(external_id=name, email=name), "")
    found = customers.find(db, known_by)
    if found is None and name.isascii() and name.isdecimal() and len(name) < 19:
        number = min(int(name), LAST_NUMBER)
        found = customers.get_many(db, [number]).get(number)
    return found


def _update(db: Connection, before: Customer, after: Customer, known_by: list[Identifier]) -> Customer:
    if after != before:
        customers.save(db, after)
    customers.recognise(db, after.id, known_by)
    return after
