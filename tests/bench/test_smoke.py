"""What the benchmarks count with: no clock, no network."""

import hashlib
import hmac
import json

from bench.numbers import counted, fate, quantile
from bench.report import table
from bench.rules import policy
from bench.sent import Sent
from bench.surveys import SECRET, SIGNATURE, build


def test_a_quantile_is_a_value_that_was_measured() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([float(n) for n in range(1, 101)], 0.99) == 99.0


def test_a_survey_is_matched_with_the_messages_that_show_it() -> None:
    sent = [Sent("a", 1.0, 1.1, 202), Sent("b", 1.0, 1.1, 202), Sent("c", 1.0, 1.1, 202), Sent("d", 1.0)]
    became = fate(sent, {"a": (2.0, 1), "b": (20.0, 3)})
    assert (became.offered, became.accepted, became.lost) == (4, 3, 1)
    assert (became.doubled, became.copies, became.late) == (1, 2, 1)


def test_a_storm_card_shows_those_that_it_counts() -> None:
    """Not those that came later than its last count."""
    waiting = [Sent(name, 1.0, 1.1, 202) for name in "abcd"]
    assert counted(waiting, [(2.0, 1), (7.0, 3)]) == {"a": 2.0, "b": 7.0, "c": 7.0}
    assert counted(waiting, []) == {}


def test_a_delivery_is_signed_and_for_a_source_of_the_policy() -> None:
    (survey,) = build(1, channels=1)
    head, _, body = survey.request.partition(b"\r\n\r\n")
    proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert f"{SIGNATURE}: sha256={proof}" in head.decode()
    assert survey.token in json.loads(body)["event_data"]["comment"]
    assert policy(1, 1.0, 3).source(head.decode().split()[1].rpartition("/")[2]) is not None


def test_a_table_lines_up() -> None:
    assert len({len(line) for line in table(("a", "b"), [("long cell", "x")]).splitlines()}) == 1
