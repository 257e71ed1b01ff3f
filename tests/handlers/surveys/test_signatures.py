import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from handlers.surveys.delivery import Delivery, Unauthorized
from handlers.surveys.signatures import check_hmac, check_standard_webhooks, check_token, message_id
from playbooks.sources import HmacHeader, Source

NOW = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR = Delivery(
    {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    b'{"test": 2432232314}',
    {},
    datetime.fromtimestamp(1614265330, UTC),
)


def _source(secret: str | None = SECRET, **more: object) -> Source:
    return Source.model_validate({"name": "s", "provider": "generic", "secret": secret, **more})


def _with(delivery: Delivery, **headers: str) -> Delivery:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Delivery({**delivery.headers, **named}, delivery.body, delivery.query, delivery.received_at)


def test_the_published_vector_of_standard_webhooks_is_accepted() -> None:
    check_standard_webhooks(VECTOR, _source())
    check_standard_webhooks(VECTOR, _source(SECRET.removeprefix("whsec_")))
    assert message_id(VECTOR) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_a_sender_can_change_keys_without_losing_deliveries() -> None:
    right = VECTOR.headers["webhook-signature"]
    check_standard_webhooks(_with(VECTOR, webhook_signature=f"v1,AAAA v1a,xyz {right}"), _source())
    for wrong in (
        "v1,AAAA v2,AAAA",
        right.removeprefix("v1,"),
        right.replace("v1,", "v1a,"),
        f"{right},",
        " ",
    ):
        with pytest.raises(Unauthorized):
            check_standard_webhooks(_with(VECTOR, webhook_signature=wrong), _source())


@pytest.mark.parametrize("secret", ["whsec_", "whsec_***", "whsec_a", "whsec_é", "plain text secret"])
def test_a_mistyped_secret_refuses_and_does_not_crash(secret: str) -> None:
    with pytest.raises(Unauthorized):
        check_standard_webhooks(VECTOR, _source(secret))


@settings(max_examples=40, deadline=None)
@given(
    body=st.text(max_size=80),
    message=st.text("abc_019é", min_size=1, max_size=20),
    late=st.integers(-300, 300),
)
def test_what_the_reference_library_signs_is_accepted(body: str, message: str, late: int) -> None:
    sent = NOW - timedelta(seconds=late)
    signature = Webhook(SECRET).sign(message, sent, body)
    headers = {
        "webhook-id": message,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": signature,
    }
    check_standard_webhooks(Delivery(headers, body.encode(), {}, NOW), _source())


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_captured_delivery_cannot_be_played_again(seconds: int) -> None:
    late = Delivery(VECTOR.headers, VECTOR.body, {}, VECTOR.received_at + timedelta(seconds=seconds))
    with pytest.raises(Unauthorized, match="five minutes"):
        check_standard_webhooks(late, _source())


@settings(max_examples=40, deadline=None)
@given(
    junk=st.text(st.characters(exclude_categories=[]), max_size=40),
    header=st.sampled_from([*VECTOR.headers, "token"]),
)
def test_no_header_can_crash_the_check(junk: str, header: str) -> None:
    delivery = Delivery(
        {**VECTOR.headers, header: junk, "x-sig": junk}, VECTOR.body, {"token": junk}, VECTOR.received_at
    )
    scheme = HmacHeader(header="X-Sig", signed="{timestamp}.{body}", timestamp_header="webhook-timestamp")
    with pytest.raises(Unauthorized):
        check_hmac(delivery, _source("s3"), scheme)
    with pytest.raises(Unauthorized):
        check_token(delivery, _source(token="a-token-that-nobody-draws"))
    if header != "token" and junk != VECTOR.headers[header]:
        with pytest.raises(Unauthorized):
            check_standard_webhooks(delivery, _source())


def _signed(scheme: HmacHeader, stamp: str | None, body: bytes, text: bytes) -> Delivery:
    digest = hmac.new(b"s3cret", text, getattr(hashlib, scheme.algorithm)).digest()
    value = digest.hex() if scheme.encoding == "hex" else base64.b64encode(digest).decode()
    headers = {scheme.header.lower(): scheme.prefix + value}
    if stamp is not None and scheme.timestamp_header:
        headers[scheme.timestamp_header.lower()] = stamp
    return Delivery(headers, body, {}, NOW)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("prefix", ["", "sha=", "v1,"])
def test_every_plain_hmac_scheme_that_can_be_configured_works(algorithm: str, encoding: str, prefix: str) -> None:
    scheme = HmacHeader.model_validate(
        {"header": "X-Signature", "algorithm": algorithm, "encoding": encoding, "prefix": prefix}
    )
    body = '{"note": "{timestamp} {body} blåbær"}'.encode()
    good = _signed(scheme, None, body, body)
    check_hmac(good, _source("s3cret"), scheme)
    with pytest.raises(Unauthorized, match="wrong"):
        check_hmac(Delivery(good.headers, body + b" ", {}, NOW), _source("s3cret"), scheme)
    with pytest.raises(Unauthorized, match="missing"):
        check_hmac(Delivery({}, body, {}, NOW), _source("s3cret"), scheme)


def test_hex_in_capitals_is_the_same_signature() -> None:
    scheme = HmacHeader(header="X-Signature", prefix="sha256=")
    good = _signed(scheme, None, b"{}", b"{}")
    check_hmac(_with(good, x_signature=good.headers["x-signature"].upper()), _source("s3cret"), scheme)


@pytest.mark.parametrize("stamp", ["1768212000", "1768212000000", "2026-01-12T10:00:00Z", "2026-01-12T12:00:00+02:00"])
def test_a_signed_time_may_be_in_seconds_milliseconds_or_iso(stamp: str) -> None:
    scheme = HmacHeader(header="X-Sig", signed="v0:{timestamp}:{body}", timestamp_header="X-Time")
    body = b"{timestamp}"
    delivery = _signed(scheme, stamp, body, b"v0:" + stamp.encode() + b":" + body)
    check_hmac(delivery, _source("s3cret"), scheme)
    for minutes in (-6, 6):
        late = Delivery(delivery.headers, body, {}, NOW + timedelta(minutes=minutes))
        with pytest.raises(Unauthorized, match="five minutes"):
            check_hmac(late, _source("s3cret"), scheme)


def test_a_signed_time_that_is_missing_or_unreadable_is_refused() -> None:
    scheme = HmacHeader(header="X-Sig", signed="{timestamp}{body}", timestamp_header="X-Time")
    for stamp in (None, "", "soon", "nan", "-1"):
        delivery = _signed(scheme, stamp, b"{}", (stamp or "").encode() + b"{}")
        with pytest.raises(Unauthorized):
            check_hmac(delivery, _source("s3cret"), scheme)
