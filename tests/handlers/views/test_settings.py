"""My settings: whoever fills them in must know by whose clock."""

import pytest

from handlers.views.settings import settings_modal
from playbooks.clocks import Calendar
from playbooks.hours import USUAL_HOURS
from playbooks.settings import USUAL
from tests.handlers.views.limits import check_view
from tests.handlers.views.seen import texts

OSLO = Calendar("Europe/Oslo", USUAL_HOURS)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (True, "Times are those of Europe/Oslo, which is where Slack says you are."),
        (False, "Slack does not say in which time zone you are, so times are those of your team, Europe/Oslo."),
    ],
)
def test_a_person_without_a_time_zone_is_told_whose_clock_counts(known: bool, said: str) -> None:
    drawn = settings_modal(USUAL, OSLO, zone_known=known)
    check_view(drawn)
    assert any(said in text for text in texts(drawn["blocks"]))
