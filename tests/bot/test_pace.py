"""Pace: never faster than Slack allows in any stretch of time, and silent for as long as Slack asks."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Bucket

SLACK = 1e-6
STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "send", "slowly", "late", "wait", "retry-after"]), st.floats(0, 5)), max_size=60
)
RATES = st.sampled_from([0.1, 0.5, 1.0, 3.0, 100.0])


class Speaker:
    """Somebody who follows a bucket on a clock of its own. `sent` has when the messages arrived in Slack: a slow one
    is long on its way, and the answer to a late one."""

    def __init__(self, per_second: float, burst: int) -> None:
        self.now = 1000.0
        self.bucket = Bucket(per_second, burst, lambda: self.now)
        self.sent: list[float] = []
        self.silences: list[tuple[float, float]] = []

    def does(self, step: str, seconds: float) -> None:
        if step == "wait":
            self.now += seconds
        elif step == "retry-after":
            self.bucket.close_for(seconds)
            self.silences.append((self.now, self.now + seconds))
        else:
            self.now += self.bucket.wait()
            with self.bucket.message():
                self.now += seconds if step == "slowly" else 0.0
                self.sent.append(self.now)
                self.now += seconds if step == "late" else 0.0


@given(RATES, st.integers(1, 5), STEPS)
def test_no_stretch_of_time_holds_more_than_slack_allows(
    per_second: float, burst: int, steps: list[tuple[str, float]]
) -> None:
    speaker = Speaker(per_second, burst)
    for step in steps:
        speaker.does(*step)
    for first, start in enumerate(speaker.sent):
        for last, end in enumerate(speaker.sent[first:], first):
            assert last - first + 1 <= burst + per_second * (end - start) + SLACK


@given(RATES, st.integers(1, 5), STEPS)
def test_slacks_retry_after_is_kept_to_the_end(per_second: float, burst: int, steps: list[tuple[str, float]]) -> None:
    speaker = Speaker(per_second, burst)
    for step in steps:
        speaker.does(*step)
    for begin, end in speaker.silences:
        assert not [at for at in speaker.sent if begin < at < end - SLACK]


@given(RATES, st.integers(2, 5), st.floats(0, 120))
def test_after_retry_after_it_speaks_one_at_a_time(per_second: float, burst: int, seconds: float) -> None:
    speaker = Speaker(per_second, burst)
    speaker.does("retry-after", seconds)
    for _ in range(3):
        speaker.does("send", 0)
    gaps = [later - earlier for earlier, later in zip(speaker.sent, speaker.sent[1:], strict=False)]
    assert all(gap >= 1 / per_second - SLACK for gap in gaps)


@given(RATES, st.integers(1, 5))
def test_who_was_quiet_may_say_a_burst_at_once(per_second: float, burst: int) -> None:
    speaker = Speaker(per_second, burst)
    speaker.does("wait", 10_000)
    for _ in range(burst + 1):
        speaker.does("send", 0)
    assert speaker.sent[burst - 1] == speaker.sent[0]
    assert speaker.sent[burst] > speaker.sent[0]


@given(RATES, st.integers(1, 5), STEPS)
def test_nobody_waits_for_ever(per_second: float, burst: int, steps: list[tuple[str, float]]) -> None:
    speaker = Speaker(per_second, burst)
    for step in steps:
        speaker.does(*step)
    longest = max([end - speaker.now for _, end in speaker.silences], default=0.0)
    assert speaker.bucket.wait() <= max(longest, 0) + 1.03 / per_second + SLACK
