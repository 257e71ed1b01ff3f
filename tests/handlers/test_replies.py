"""The reply modal as it opens: whoever answers sees what the customer will get, and what stands in the way of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.library import load_library
from handlers.moment import Moment
from handlers.replies import OWN_WORDS, ask_reply
from playbooks.cases import Case, CaseKind, CaseState, Event, What
from playbooks.customers import Customer
from playbooks.mails import Post
from playbooks.replies import Playbook
from playbooks.roles import Person
from storage import cases, customers, responses
from tests.handlers.conftest import POLICY
from tests.playbooks.answers import UNHAPPY_ANSWER

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIBRARY = load_library()
TOM = Customer(0, name="Tom Baker", email="tom@baker.example")


def opened(db: Connection, customer: Customer, library: tuple[Playbook, ...] = LIBRARY) -> str:
    """What stands in the modal that Ana opens to answer this customer, whose invoice is wrong."""
    whose = customers.add(db, customer, [], NOW).id
    case = cases.add(db, Case(0, whose, "support", CaseKind.RESCUE, CaseState.OPEN, NOW), Event(NOW, None, What.OPENED))
    theirs = replace(UNHAPPY_ANSWER, customer_id=whose, case_id=case.id, external_id=f"r{case.id}", language=None)
    responses.add(db, replace(theirs, comment="The invoice is wrong"))
    ana = Person("U0ANA", "Ana Popescu", teams=frozenset({"support"}))
    reaction = ask_reply(db, Moment(NOW, ana, POLICY, library, Post(address="care@acme.example")), case.id)
    assert reaction.modal is not None
    return json.dumps(reaction.modal, ensure_ascii=False)


def test_who_speaks_a_language_that_the_template_lacks_is_written_to_in_english_and_the_modal_says_so(
    db: Connection,
) -> None:
    shown = opened(db, replace(TOM, language="fi"))
    assert "This template has no Finnish text; this is the English one." in shown
    assert "Hello Tom" in shown
    assert "This template has no" not in opened(db, replace(TOM, language="nb-NO"))


def test_who_has_no_address_is_reached_another_way(db: Connection) -> None:
    shown = opened(db, replace(TOM, email=None))
    assert "We know no e-mail address of this customer, so you reach them another way." in shown
    assert "I sent it another way" in shown


def test_help_pages_of_the_company_stand_in_the_words_that_are_sent(db: Connection, tmp_path: Path) -> None:
    """Whoever sends them has seen them, and may take them out."""
    page = 'articles = [{ title = "How to read a bill", url = "https://help.example/bills" }]'
    (tmp_path / "billing_trouble.toml").write_text(page)
    assert "How to read a bill: https://help.example/bills" in opened(db, TOM, load_library(tmp_path))
    assert "help.example" not in opened(db, TOM)


def test_where_no_playbook_fits_the_page_is_empty_and_can_be_written_on(db: Connection) -> None:
    shown = opened(db, TOM, tuple(one for one in LIBRARY if one.name == "promoter_thanks"))
    assert OWN_WORDS.title in shown
    assert "Your reply" in shown
