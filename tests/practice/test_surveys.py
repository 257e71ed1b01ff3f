"""The deliveries that the practice panel sends: signed as the providers sign, in the shapes that they publish."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

from practice.sources import SOURCES
from practice.surveys import BadSurveyError, Delivery, Survey, deliveries, encode, send

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SCORES = {"nps-email": 3, "onboarding": 2, "in-app": 2, "helpdesk": 0, "shop": 1}
PERSON = {"email": "ingrid@nordlys.example", "name": "Ingrid Haugen", "account": "Nordlys Shipping"}


def wish(source: str, **more: Any) -> dict[str, Any]:
    return {"source": source, "score": SCORES[source], "comment": "Tre på rad – «nå» holder det. 😞", **PERSON, **more}


def made(source: str, **more: Any) -> list[Delivery]:
    return list(deliveries(Survey.read(wish(source, **more)), lambda: NOW))


def body(delivery: Delivery) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(delivery.body)
    return parsed


def key_of(source: str) -> bytes:
    return SOURCES[source].secret.encode()


# --- signatures, each checked by another implementation than the one that made it -----------------------------------


def openssl_like(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 written out after RFC 2104, section 2."""
    key = key.ljust(64, b"\0") if len(key) <= 64 else hashlib.sha256(key).digest().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()


def test_delighted_signs_the_raw_body_in_hex() -> None:
    (delivery,) = made("nps-email")
    expected = "sha256=" + openssl_like(key_of("nps-email"), delivery.body).hex()
    assert delivery.headers(NOW)["X-Delighted-Webhook-Signature"] == expected


def test_typeform_signs_the_raw_body_in_base64() -> None:
    (delivery,) = made("onboarding")
    expected = "sha256=" + base64.b64encode(openssl_like(key_of("onboarding"), delivery.body)).decode()
    assert delivery.headers(NOW)["Typeform-Signature"] == expected


def test_the_shop_signs_with_a_plain_header() -> None:
    (delivery,) = made("shop")
    expected = "sha256=" + openssl_like(key_of("shop"), delivery.body).hex()
    assert delivery.headers(NOW)["X-Signature"] == expected


@pytest.mark.parametrize("source", ["in-app", "helpdesk"])
def test_standard_webhooks_are_verified_by_the_reference_library(source: str) -> None:
    (delivery,) = made(source)
    headers = delivery.headers(datetime.now(UTC))
    assert Webhook(SOURCES[source].secret).verify(delivery.body, headers) == body(delivery)


@pytest.mark.parametrize("source", ["in-app", "helpdesk"])
def test_a_bad_standard_webhook_is_refused_by_the_reference_library(source: str) -> None:
    (delivery,) = made(source, bad_signature=True)
    headers = delivery.headers(datetime.now(UTC))
    with pytest.raises(WebhookVerificationError):
        Webhook(SOURCES[source].secret).verify(delivery.body, headers)


@pytest.mark.parametrize("source", SOURCES)
def test_a_bad_signature_differs_but_the_body_stays_well_formed(source: str) -> None:
    (delivery,) = made(source, bad_signature=True)
    honest = Delivery(delivery.source, delivery.event, delivery.body)
    assert delivery.headers(NOW) != honest.headers(NOW)
    assert delivery.headers(NOW).keys() == honest.headers(NOW).keys()
    assert body(delivery)


def test_the_timestamp_is_that_of_the_practice_clock() -> None:
    (delivery,) = made("in-app")
    assert delivery.headers(NOW)["webhook-timestamp"] == str(int(NOW.timestamp()))


def test_the_secret_of_standard_webhooks_is_used_decoded() -> None:
    (delivery,) = made("helpdesk")
    headers = delivery.headers(NOW)
    key = base64.b64decode(SOURCES["helpdesk"].secret.removeprefix("whsec_"))
    assert 24 <= len(key) <= 64
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + delivery.body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"


# --- shapes ----------------------------------------------------------------------------------------------------------


def test_delighted_body() -> None:
    (delivery,) = made("nps-email", language="nb")
    event = body(delivery)
    data = event["event_data"]
    assert event["event_type"] == "survey_response.created"
    assert event["event_id"] == delivery.event
    assert (data["score"], data["survey_type"], data["comment"]) == (3, "nps", wish("nps-email")["comment"])
    assert data["id"].isdigit()
    assert data["person"]["email"] == PERSON["email"]
    assert data["person_properties"] == {"account": "Nordlys Shipping", "locale": "nb"}
    assert data["created_at"] == int(NOW.timestamp())


def test_delighted_has_null_properties_when_nothing_is_known() -> None:
    (delivery,) = made("nps-email", account="", comment="")
    assert body(delivery)["event_data"]["person_properties"] is None
    assert body(delivery)["event_data"]["comment"] is None


def test_typeform_body() -> None:
    (delivery,) = made("onboarding")
    event = body(delivery)
    form = event["form_response"]
    rating, why = form["answers"]
    assert event["event_type"] == "form_response"
    assert (rating["type"], rating["number"], rating["field"]["ref"]) == ("number", 2, "satisfaction")
    assert (why["type"], why["text"], why["field"]["ref"]) == ("text", wish("onboarding")["comment"], "why")
    assert form["hidden"]["email"] == PERSON["email"]
    assert {field["ref"] for field in form["definition"]["fields"]} == {"satisfaction", "why"}
    assert form["submitted_at"] == "2026-03-02T09:30:00Z"


def test_typeform_leaves_a_skipped_question_out() -> None:
    (delivery,) = made("onboarding", comment="")
    assert [answer["field"]["ref"] for answer in body(delivery)["form_response"]["answers"]] == ["satisfaction"]


def test_formbricks_body() -> None:
    (delivery,) = made("in-app")
    event = body(delivery)
    assert event["event"] == "responseFinished"
    assert event["data"]["finished"] is True
    assert event["data"]["data"] == {"effort": 2, "why": wish("in-app")["comment"]}
    assert event["data"]["contactAttributes"]["firstName"] == "Ingrid"
    assert event["data"]["contactAttributes"]["lastName"] == "Haugen"
    assert event["data"]["createdAt"] == "2026-03-02T09:30:00.000Z"


def test_formbricks_has_no_contact_for_an_anonymous_answer() -> None:
    (delivery,) = made("in-app", email="", name="", account="")
    assert body(delivery)["data"]["contact"] is None
    assert body(delivery)["data"]["contactAttributes"] is None


@pytest.mark.parametrize(("source", "rating"), [("helpdesk", "down"), ("shop", 1)])
def test_generic_body_has_the_fields_of_the_demo_configuration(source: str, rating: object) -> None:
    (delivery,) = made(source)
    event = body(delivery)
    assert event["response"]["rating"] == rating
    assert event["response"]["comment"] == wish(source)["comment"]
    assert event["customer"]["email"] == PERSON["email"]
    assert event["customer"]["name"] == PERSON["name"]


def response_id(source: str, event: dict[str, Any]) -> str:
    paths = {
        "nps-email": ("event_data", "id"),
        "onboarding": ("form_response", "token"),
        "in-app": ("data", "id"),
        "helpdesk": ("response", "id"),
        "shop": ("response", "id"),
    }
    for key in paths[source]:
        event = event[key]
    return str(event)


# --- how a survey comes in parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
def test_a_late_comment_is_a_second_event_about_the_same_response(source: str) -> None:
    first, second = made(source, late_comment=True)
    assert first.event != second.event
    assert response_id(source, body(first)) == response_id(source, body(second))
    comment = wish(source)["comment"]
    assert comment not in first.body.decode()
    assert comment in second.body.decode()


@pytest.mark.parametrize("source", SOURCES)
def test_twice_is_the_same_event_and_the_same_bytes(source: str) -> None:
    first, second = made(source, twice=True)
    assert (first.event, first.body) == (second.event, second.body)


@pytest.mark.parametrize("source", SOURCES)
def test_a_changed_score_is_a_second_event_about_the_same_response(source: str) -> None:
    other = SOURCES[source].scale[1]
    first, second = made(source, change_score_to=other)
    assert response_id(source, body(first)) == response_id(source, body(second))
    assert first.event != second.event
    assert body(first) != body(second)


def test_delighted_and_formbricks_name_the_later_event() -> None:
    assert [body(one)["event_type"] for one in made("nps-email", late_comment=True)] == [
        "survey_response.created",
        "survey_response.updated",
    ]
    assert [body(one)["event"] for one in made("in-app", late_comment=True, change_score_to=7)] == [
        "responseCreated",
        "responseFinished",
        "responseUpdated",
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_two_surveys_have_two_response_ids(source: str) -> None:
    assert response_id(source, body(made(source)[0])) != response_id(source, body(made(source)[0]))


def test_a_lone_surrogate_is_written_as_javascript_writes_it() -> None:
    assert encode({"comment": "a\ud83d b é"}) == '{"comment":"a\\ud83d b é"}'.encode()


# --- what the panel may not ask ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"source": "nowhere", "score": 1}, "no source named 'nowhere'"),
        ({"source": "nps-email", "score": 11}, "from 0 to 10, not 11"),
        ({"source": "shop", "score": "5"}, "from 1 to 5, not '5'"),
        ({"source": "helpdesk", "score": True}, "from 0 to 1, not True"),
        ({"source": "onboarding", "score": 3, "change_score_to": 0}, "from 1 to 5, not 0"),
    ],
)
def test_what_no_provider_could_send_is_refused(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSurveyError, match=words):
        Survey.read(asked)


# --- sending ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def bot(seen: list[tuple[str, bytes]]) -> AsyncIterator[str]:
    async def take(request: web.Request) -> web.Response:
        seen.append((request.path, await request.read()))
        return web.json_response({"status": "accepted"}, status=202)

    app = web.Application()
    app.router.add_post("/surveys/{source}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_every_delivery_is_sent_and_answered() -> None:
    seen: list[tuple[str, bytes]] = []
    async with bot(seen) as url:
        survey = Survey.read(wish("nps-email", late_comment=True, twice=True))
        answers = await send(survey, f"{url}/", lambda: NOW, pause=0)
    assert answers == [{"status": 202, "body": {"status": "accepted"}}] * 3
    assert [path for path, _ in seen] == ["/surveys/nps-email"] * 3
    assert seen[1][1] == seen[2][1] != seen[0][1]


async def test_a_bot_that_is_away_is_said_and_not_raised() -> None:
    async with bot([]) as url:
        pass
    (answer,) = await send(Survey.read(wish("shop")), url, lambda: NOW, pause=0)
    assert answer["status"] == 0
    assert "did not answer" in answer["body"]
