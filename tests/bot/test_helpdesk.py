"""The helpdesk's side of a reply: it can check who sent it, and knows a repeat."""

import json
from datetime import UTC, datetime

from standardwebhooks import Webhook

from bot.helpdesk import content, signed
from tests.playbooks.test_mails import MAIL

SECRET = "whsec_bG9vcHdlbGwtZGVtby1oZWxwZGVzay0tc2VjcmV0ISE="


def test_the_library_of_the_standard_takes_our_signature() -> None:
    body = json.dumps(content(MAIL, ("first@acme.example",))).encode()
    headers = signed(SECRET, MAIL.message_id, int(datetime.now(UTC).timestamp()), body)
    read = Webhook(SECRET).verify(body, headers)
    assert read["to"] == "tom@tidewater.example"
    assert headers["webhook-id"] == MAIL.message_id
