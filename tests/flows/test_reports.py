"""Reports: what a manager learns of the week, and that the figures are true."""

from datetime import timedelta

from tests.loop import Loop


async def _a_week(loop: Loop) -> None:
    """Three answers, two cases: one is claimed after 30 minutes, answered and closed, the other waits."""
    await loop.survey("nps-email", 3, name="Tom Baker", email="tom@example.com")
    card = await loop.feedback.expect_card("3 of 10")
    await loop.survey("nps-email", 10, email="elena@example.com")
    await loop.feedback.expect_card("10 of 10")
    await loop.survey("nps-email", 7, email="passive@example.com")
    await loop.forward(minutes=30)
    await card.click("Claim", by=loop.ana)
    await card.expect("claimed by Ana Popescu")
    await card.choose("More", "Log a call", by=loop.ana)
    call = await loop.ana.modal("Log a call")
    await call.fill("What was said?", "All is well").submit()
    await card.expect("in touch since")
    await card.click("Close", by=loop.ana)
    closing = await loop.ana.modal("Close the case")
    await closing.pick("How did it end?", "Solved").fill("What caused it?", "one-off").submit()
    await card.expect("closed by")


async def test_the_week_in_figures(loop: Loop) -> None:
    """A manager decides by these: a wrong figure is worse than none."""
    await _a_week(loop)
    await loop.ask(loop.mira, "report")
    report = await loop.mira.expect_ephemeral("The last 7 days: key-accounts, support")
    for line in (
        "Answers 3, was 0",
        "NPS 0 (from 3 answers), no answers to compare with",
        "Opened 2, was 0 (1 to rescue, 1 to thank)",
        "Claimed 1, was 0",
        "Customer contacted 1, was 0",
        "Closed 1, was 0",
        "30 minutes, of 1 case",
        "Still open 1, for 30 minutes",
        "Not claimed 1 of those",
    ):
        assert report.shows(line), f"{line!r} is not in\n{report.text}"


async def test_the_week_before_is_shown_beside_it(loop: Loop) -> None:
    """A figure alone does not say whether things get better."""
    await _a_week(loop)
    await loop.forward(hours=24 * 8)
    await loop.survey("nps-email", 9, email="new@example.com")
    await loop.ask(loop.mira, "report week")
    report = await loop.mira.expect_ephemeral("The last 7 days")
    for line in (
        "Answers 1, was 3",
        "NPS 100 (from 1 answer), was 0 (from 3 answers)",
        "Opened 1, was 2",
        "Closed 0, was 1",
    ):
        assert report.shows(line), f"{line!r} is not in\n{report.text}"
    await loop.ask(loop.mira, "report month")
    month = await loop.mira.expect_ephemeral("The last 30 days")
    assert month.shows("Answers 4, was 0")


async def test_show_these_opens_the_very_cases_that_were_counted(loop: Loop) -> None:
    """A figure that cannot be looked into is not believed."""
    await _a_week(loop)
    await loop.ask(loop.mira, "report")
    report = await loop.mira.expect_ephemeral("The last 7 days")
    assert await report.click("Show these", near="Closed 1") == {"ok": True}
    closed = await loop.mira.modal("Cases")
    assert closed.shows("Cases closed in the 7 days up to")
    assert closed.shows("Tom Baker")
    assert closed.buttons == ["Open"]
    await closed.click("Open")
    assert (await loop.mira.modal("Case 1")).shows("closed by Ana Popescu")


async def test_who_has_what(loop: Loop) -> None:
    """Before somebody is overloaded, not after."""
    await loop.claimed(loop.ana, 3, email="a@example.com")
    await loop.claimed(loop.ana, 4, email="b@example.com")
    await loop.claimed(loop.jonas, 5, email="c@example.com")
    await loop.ask(loop.mira, "report")
    report = await loop.mira.expect_ephemeral("Who has what")
    assert report.shows("Ana Popescu: 2 open cases")
    assert report.shows("Jonas Berg: 1 open case")
    await report.click("Show these", near="Jonas Berg")
    held = await loop.mira.modal("Cases")
    assert held.shows("Open cases of Jonas Berg: 1")


async def test_a_report_is_for_managers(loop: Loop) -> None:
    """Figures about people are not for everybody."""
    await loop.ask(loop.ana, "report")
    await loop.ana.expect_ephemeral("Only managers can see this.")
    await loop.ask(loop.ana, "report share")
    await loop.slack.quiet(0.05)
    assert not await loop.feedback.cards()


async def test_weeks_end_where_they_say(loop: Loop) -> None:
    """What happened eight days ago is not of this week."""
    await loop.survey("nps-email", 3)
    await loop.feedback.expect_card("3 of 10")
    await loop.forward(hours=timedelta(days=7, hours=1) / timedelta(hours=1))
    await loop.ask(loop.adam, "report")
    report = await loop.adam.expect_ephemeral("The last 7 days: all teams")
    assert report.shows("Opened 0, was 1")
    assert report.shows("Still open 1, for 7 days")
