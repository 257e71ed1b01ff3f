"""Customers: the company's own word makes high and low touch real."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.customer_import import import_file
from storage.database import Store
from tests.loop import Loop

Json = dict[str, Any]


async def _put(loop: Loop, data: Any, token: str | None = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token or loop.settings.api_token}"}
    async with loop.http.put(f"{loop.url}/customers", json=data, headers=headers) as answer:
        return answer.status, await answer.json()


def _import(url: str, path: Path) -> tuple[int, str, str]:
    store, out, errors = Store(url), io.StringIO(), io.StringIO()
    try:
        code = import_file(store, path, Clock(), out, errors)
    finally:
        store.close()
    return code, out.getvalue(), errors.getvalue()


async def test_an_imported_customer_is_treated_as_what_they_are(loop: Loop, tmp_path: Path) -> None:
    """While the bot runs, beside it: the next answer already goes to the right people."""
    file = tmp_path / "customers.csv"
    file.write_text(
        "email,name,account,touch,value,owner\n"
        "ingrid@nordlys.example,Ingrid Haugen,Nordlys Shipping,high,480000,U0LEILA\n"
        "tom@example.com,Tom Baker,Baker & Sons,enormous,1,\n",
        encoding="utf-8",
    )
    code, said, wrong = await asyncio.to_thread(_import, loop.settings.database_url, file)
    assert (code, said) == (1, "1 added, 0 updated, 1 not read.\n")
    assert "line 3" in wrong
    await loop.survey("nps-email", 2, email="ingrid@nordlys.example")
    card = await loop.accounts.expect_card("2 of 10")
    for words in ("Ingrid Haugen at Nordlys Shipping", "High touch", "480,000 a year", "Account manager: Leila Karimi"):
        assert card.shows(words)


async def test_a_crm_tells_who_somebody_is_and_can_ask(loop: Loop) -> None:
    """The same by HTTP, so that nobody has to carry files."""
    status, kept = await _put(loop, {"email": "Ingrid@Nordlys.example", "touch": "high", "external_id": "C-1001"})
    assert (status, kept["touch"]) == (200, "high")
    headers = {"Authorization": f"Bearer {loop.settings.api_token}"}
    for name in ("C-1001", "ingrid@nordlys.example", str(kept["id"])):
        async with loop.http.get(f"{loop.url}/customers/{name}", headers=headers) as answer:
            assert await answer.json() == kept
    await loop.survey("nps-email", 2, email="ingrid@nordlys.example")
    assert (await loop.accounts.expect_card("2 of 10")).shows("High touch")


async def test_a_survey_does_not_overrule_the_crm(loop: Loop) -> None:
    """A customer who types another name in a form does not rename the account."""
    await loop.customer(email="tom@example.com", name="Tom Baker", account="Baker & Sons")
    await loop.survey("nps-email", 3, email="tom@example.com", name="TB", account="Nobody")
    assert (await loop.feedback.expect_card("3 of 10")).shows("Tom Baker at Baker & Sons")


async def test_a_list_is_kept_whole_or_not_at_all(loop: Loop) -> None:
    """Half a push is a push that nobody can repeat."""
    status, answer = await _put(loop, [{"email": "a@example.com"}, {"email": "b@example.com", "touch": "enormous"}])
    assert status == 400
    assert "Entry 2 of 2" in answer["reason"]
    assert "enormous" in answer["reason"]
    headers = {"Authorization": f"Bearer {loop.settings.api_token}"}
    async with loop.http.get(f"{loop.url}/customers/a@example.com", headers=headers) as found:
        assert found.status == 404


@pytest.mark.parametrize(
    "facts", ["text", 7, None, [1], {}, {"name": "Nobody"}, {"email": 7}, {"value": "NaN", "email": "a@example.com"}]
)
async def test_what_is_no_customer_is_refused_with_the_reason(loop: Loop, facts: Any) -> None:
    """Who writes the push must see what is wrong with it, and no 500."""
    status, answer = await _put(loop, facts)
    assert (status, answer["status"]) == (400, "refused")
    assert answer["reason"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"", b"x" * 1_100_000])
@pytest.mark.parametrize("charset", ["utf-8", "nonsense"])
async def test_what_is_no_json_is_refused_too(loop: Loop, body: bytes, charset: str) -> None:
    """Whatever the CRM sends, the answer says whose fault it is."""
    headers = {
        "Authorization": f"Bearer {loop.settings.api_token}",
        "Content-Type": f"application/json; charset={charset}",
    }
    async with loop.http.put(f"{loop.url}/customers", data=io.BytesIO(body), headers=headers) as answer:
        assert answer.status in (400, 413)


@pytest.mark.parametrize("name", ["Tom\x00Baker", "Tom \ud800", "\u202eTom", "<!channel>"])
async def test_odd_names_are_kept_and_harm_nothing(loop: Loop, name: str) -> None:
    """A CRM holds what people typed into it in ten years."""
    status, _kept = await _put(loop, {"email": "tom@example.com", "name": name})
    assert status == 200
    await loop.survey("nps-email", 3, email="tom@example.com")
    card = await loop.feedback.expect_card("3 of 10")
    assert card.pings == []


@pytest.mark.parametrize("token", ["wrong", "a-token-for-the-crm-of-the-test", "ÆØÅ"])
async def test_without_the_token_nobody_comes_in(loop: Loop, token: str) -> None:
    """Customers are not for everybody who finds the address."""
    assert await _put(loop, {"email": "a@example.com"}, token) == (401, {"status": "unauthorized"})
    async with loop.http.get(f"{loop.url}/customers/a@example.com") as answer:
        assert answer.status == 401


@pytest.mark.parametrize("api_token", [None])
async def test_without_a_configured_token_the_door_is_shut(loop: Loop) -> None:
    """Forgetting a setting must not open a door."""
    assert (await _put(loop, {"email": "a@example.com"}, "None"))[0] == 401
    assert (await _put(loop, {"email": "a@example.com"}, " "))[0] == 401
