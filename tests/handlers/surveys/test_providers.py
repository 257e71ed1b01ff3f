"""One test for all survey providers: each must hold for every body in its folder under `fixtures/`.

A folder has `source.toml` (the source's settings), bodies in the provider's published shape, and for each body
what it must be read as, in `expected/`. After a change on purpose: `python tests/handlers/surveys/test_providers.py`
writes `expected/` again; read the difference before you commit it.
"""

import base64
import hashlib
import hmac
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from handlers import surveys
from handlers.surveys.delivery import Delivery, Ignored, Read, Unauthorized, Unreadable
from playbooks.sources import Source

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)

REQUIRED = (
    "promoter",
    "detractor_with_comment",
    "score_first",
    "comment_later",
    "unknown_event",
    "test_ping",
    "junk",
)
ABSENT = {
    ("delighted", "test_ping"): "Delighted documents no test delivery",
    ("typeform", "test_ping"): "Typeform's test delivery is a form_response like any other",
}
"""What a provider does not have must be said here, with the reason."""

WITHOUT_TIME = ("delighted", "typeform")
"""Providers that sign no time, so that an old delivery cannot be told from a new one."""


# The providers' side, written from their documentation and not with the code under test.


def _delighted(secret: str, body: bytes, _id: str, _at: datetime) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-delighted-webhook-signature": f"sha256={digest}"}


def _typeform(secret: str, body: bytes, _id: str, _at: datetime) -> dict[str, str]:
    digest = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return {"typeform-signature": f"sha256={digest}"}


def _standard_webhooks(secret: str, body: bytes, message: str, at: datetime) -> dict[str, str]:
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, at, body.decode()),
    }


SIGNERS: dict[str, tuple[str, Callable[[str, bytes, str, datetime], dict[str, str]]]] = {
    "delighted": ("x-delighted-webhook-signature", _delighted),
    "formbricks": ("webhook-signature", _standard_webhooks),
    "generic": ("webhook-signature", _standard_webhooks),
    "typeform": ("typeform-signature", _typeform),
}


def _source(provider: str) -> Source:
    return Source.model_validate(tomllib.loads((FIXTURES / provider / "source.toml").read_text("utf-8")))


def _delivery(provider: str, name: str, at: datetime = NOW) -> Delivery:
    """The fixture as its provider would send it."""
    body = (FIXTURES / provider / f"{name}.json").read_bytes()
    headers = SIGNERS[provider][1](str(_source(provider).secret), body, f"msg_{name}", at)
    return Delivery(headers, body, {}, NOW)


def _outcome(provider: str, name: str) -> dict[str, Any]:
    """What comes of a fixture, as in its file under `expected/`: only what was found, times as ISO 8601."""
    delivery, source = _delivery(provider, name), _source(provider)
    surveys.check(delivery, source)
    try:
        read = surveys.parse(delivery, source)
    except Unreadable as problem:
        return {"unreadable": str(problem)}
    if isinstance(read, Ignored):
        return {"ignored": read.reason}
    return {"key": read.key, "answers": [_found(asdict(answer)) for answer in read.answers]}


def _found(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _found(inner) for key, inner in value.items() if inner is not None and inner != {}}
    return value.isoformat() if isinstance(value, datetime) else value


def _fixtures() -> Iterator[tuple[str, str]]:
    for provider in sorted(SIGNERS):
        for path in sorted((FIXTURES / provider).glob("*.json")):
            yield provider, path.stem


def _expected(provider: str, name: str) -> Path:
    return FIXTURES / provider / "expected" / f"{name}.json"


every_provider = pytest.mark.parametrize("provider", sorted(surveys.PROVIDERS))
every_fixture = pytest.mark.parametrize(("provider", "name"), list(_fixtures()))


def _other(character: str) -> str:
    return "0" if character != "0" else "1"


@every_provider
def test_no_provider_is_added_without_the_bodies_that_prove_it(provider: str) -> None:
    assert provider in SIGNERS, "write its signer above"
    missing = [
        kind
        for kind in REQUIRED
        if (provider, kind) not in ABSENT and not (FIXTURES / provider / f"{kind}.json").is_file()
    ]
    assert not missing, f"fixtures/{provider} lacks {missing}: add them, or say why not in ABSENT"


def test_nothing_is_excused_that_exists() -> None:
    assert not [(provider, kind) for provider, kind in ABSENT if (FIXTURES / provider / f"{kind}.json").exists()]
    assert sorted(SIGNERS) == sorted(surveys.PROVIDERS) == sorted(path.name for path in FIXTURES.iterdir())


@every_fixture
def test_an_answer_is_read_as_it_was_given(provider: str, name: str) -> None:
    assert _outcome(provider, name) == json.loads(_expected(provider, name).read_text("utf-8"))


@every_fixture
def test_a_body_changed_by_one_byte_is_refused(provider: str, name: str) -> None:
    delivery, source = _delivery(provider, name), _source(provider)
    for at in (0, len(delivery.body) // 2, len(delivery.body) - 1):
        body = bytearray(delivery.body)
        body[at] ^= 1
        with pytest.raises(Unauthorized):
            surveys.check(replace(delivery, body=bytes(body)), source)


@every_fixture
def test_a_signature_changed_by_one_character_is_refused(provider: str, name: str) -> None:
    delivery, source = _delivery(provider, name), _source(provider)
    header = SIGNERS[provider][0]
    signature = delivery.headers[header]
    for at in range(len(signature)):
        forged = signature[:at] + _other(signature[at]) + signature[at + 1 :]
        with pytest.raises(Unauthorized):
            surveys.check(replace(delivery, headers={**delivery.headers, header: forged}), source)


@every_fixture
def test_a_delivery_without_its_signature_is_refused(provider: str, name: str) -> None:
    delivery, source = _delivery(provider, name), _source(provider)
    for header in delivery.headers:
        without = {key: value for key, value in delivery.headers.items() if key != header}
        for headers in (without, {**without, header: ""}):
            with pytest.raises(Unauthorized):
                surveys.check(replace(delivery, headers=headers), source)


@every_provider
def test_a_delivery_played_again_later_is_refused(provider: str) -> None:
    source = _source(provider)
    for minutes in (-6, 6):
        delivery = _delivery(provider, "promoter", NOW + timedelta(minutes=minutes))
        if provider in WITHOUT_TIME:
            surveys.check(delivery, source)
        else:
            with pytest.raises(Unauthorized):
                surveys.check(delivery, source)
    surveys.check(_delivery(provider, "promoter", NOW - timedelta(minutes=4)), source)


@every_provider
def test_a_source_that_lost_its_secret_accepts_nothing(provider: str) -> None:
    for secret in (None, ""):
        with pytest.raises(Unauthorized):
            surveys.check(_delivery(provider, "promoter"), _source(provider).model_copy(update={"secret": secret}))


@every_provider
def test_a_source_with_a_token_wants_it_as_well(provider: str) -> None:
    source = _source(provider).model_copy(update={"token": "tøken"})
    delivery = _delivery(provider, "promoter")
    surveys.check(replace(delivery, query={"token": "tøken"}), source)
    for query in ({}, {"token": ""}, {"token": "token"}, {"token": "\udcff"}):
        with pytest.raises(Unauthorized):
            surveys.check(replace(delivery, query=query), source)


@every_provider
def test_an_unsigned_source_is_opened_by_its_token_alone(provider: str) -> None:
    source = _source(provider).model_copy(update={"secret": None, "unsigned": True, "token": "t0"})
    delivery = replace(_delivery(provider, "promoter"), headers={}, query={"token": "t0"})
    surveys.check(delivery, source)
    with pytest.raises(Unauthorized):
        surveys.check(replace(delivery, query={}), source)
    with pytest.raises(Unauthorized):
        surveys.check(delivery, source.model_copy(update={"token": None}))


@every_provider
def test_events_that_carry_no_answer_make_no_card(provider: str) -> None:
    for kind in ("unknown_event", "test_ping"):
        if (provider, kind) not in ABSENT:
            assert list(_outcome(provider, kind)) == ["ignored"]


@every_provider
def test_authentic_junk_is_set_aside(provider: str) -> None:
    source = _source(provider)
    assert list(_outcome(provider, "junk")) == ["unreadable"]
    for body in (b"", b"\xff\xfe", b"null", b"[]", b'"' + b"x" * 99, b"[" * 100_000, b'{"a":' * 9_999):
        with pytest.raises(Unreadable):
            surveys.parse(Delivery({}, body, {}, NOW), source)


@every_provider
def test_a_late_comment_belongs_to_the_response_that_came_first(provider: str) -> None:
    first, later = (
        surveys.parse(_delivery(provider, name), _source(provider)) for name in ("score_first", "comment_later")
    )
    assert isinstance(first, Read)
    assert isinstance(later, Read)
    assert first.answers[0].external_id == later.answers[0].external_id
    assert first.key != later.key
    assert (first.answers[0].comment, later.answers[0].comment is not None) == (None, True)


def _write_expected() -> None:
    for provider, name in _fixtures():
        path = _expected(provider, name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(_outcome(provider, name), ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    _write_expected()
