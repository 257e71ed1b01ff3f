"""Case files as hypothesis invents them: every state, kind and metric, with the nastiest texts that customers write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from playbooks.cards import CaseFile
from playbooks.cases import ONE_OFF, Absence, Case, CaseKind, CaseState, Event, Given, Outcome, What
from playbooks.clocks import Due, Duty
from playbooks.customers import Customer, Touch
from playbooks.readings import Kind as ReadingKind
from playbooks.readings import Reading, mark_of
from playbooks.responses import USUAL_SCALE, USUAL_THRESHOLDS, Band, Metric, Response, Scale, band_of

T = TypeVar("T")

DAWN = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
ANA, BEA, MIRA = "U0ANA", "U0BEA", "U0MIRA"
NAMES = {ANA: "Ana Popescu", BEA: "Bea <!here> & Söhne", MIRA: "Mira *Holm*"}

NASTY = (
    "<!channel> come here",
    "<@U0ANA> <#C0SUPPORT|x> <!subteam^S1> @everyone",
    "<!date^1^{date}|boo> <https://evil.example|bank>",
    "&&&&",
    "&amp;lt;",
    "`code` ```block``` *bold* _it_ ~no~",
    "\u202egnorw si gnihtyrevE",
    "שלום עולם",
    "مرحبا \u2067open isolate",
    "\u2069\u2069closed too often",
    "👩‍👩‍👧‍👦🇳🇴🏴󠁧󠁢󠁳󠁣󠁴󠁿👍🏽",
    "e\u0301\u0323" * 5,
    "\u0301\u0302 lone marks" + "\u0300" * 60,
    "first\nsecond\r\nthird\u2028fourth",
    "\n\n\n",
    " \t ",
    ":tada: :skin-tone-2:",
    "{name} %s {0}",
    "lone \ud800 surrogate \x08\x1b",
    "Delivery was three weeks late",
    "",
)


def texts(longest: int = 400) -> st.SearchStrategy[str]:
    """Short, nasty, and anything in between."""
    anything = st.text(st.characters(exclude_characters="\0"), max_size=40)
    pieces = st.lists(st.one_of(st.sampled_from(NASTY), anything), max_size=4).map(" ".join)
    return pieces.map(lambda text: text[:longest])


def comments() -> st.SearchStrategy[str]:
    """Short ones, and some as long as 200,000 characters."""
    long = st.builds(
        lambda text, n: ((text or "x") * n)[:n], texts(), st.sampled_from([1_499, 1_501, 3_000, 20_000, 200_000])
    )
    return st.one_of(texts(), texts(), long)


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, 10_000_000).map(lambda seconds: DAWN + timedelta(seconds=seconds))


def users() -> st.SearchStrategy[str]:
    return st.sampled_from([ANA, BEA, MIRA, "U0NOBODY"])


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


LINKS = st.sampled_from(
    [
        "https://app.delighted.com/r/1?a=b&c=d",
        "http://localhost:1/x",
        "javascript:alert(1)",
        "https://[broken",
        "https://x.example/a|b>c",
        "https://x.example/" + "y" * 2_900,
        "https://x.example/" + "y" * 3_000,
        "",
    ]
)


@st.composite
def responses(draw: st.DrawFn) -> Response:
    metric = draw(st.sampled_from(Metric))
    scale = draw(st.sampled_from([USUAL_SCALE[metric], Scale(0, 100), Scale(-3, 3)]))
    score = draw(maybe(st.integers(int(scale.low), int(scale.high))))
    band: Band | None = None if score is None else band_of(score, metric, scale, USUAL_THRESHOLDS)
    at = draw(moments())
    return Response(
        id=draw(st.integers(1, 10**9)),
        source="nps",
        external_id="r1",
        customer_id=1,
        case_id=1,
        metric=metric,
        scale=scale,
        score=score,
        band=band,
        first_score=draw(st.sampled_from([score, scale.low])),
        comment=draw(maybe(comments())),
        touchpoint=draw(maybe(texts())),
        language="en",
        link=draw(maybe(LINKS)),
        answered_at=at,
        happened_at=at,
        received_at=at,
        properties={},
        revision=1,
    )


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    return Customer(
        id=1,
        name=draw(maybe(texts())),
        email=draw(maybe(st.just("kari_n@nordlys.example") | texts())),
        phone=draw(maybe(texts())),
        account=draw(maybe(texts())),
        touch=draw(st.sampled_from(Touch)),
        value=draw(maybe(st.integers(0, 2**63 - 1))),
        owner=draw(maybe(users())),
        do_not_contact=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case as the acts of playbooks/cases.py can leave it."""
    opened = draw(moments())
    state = draw(st.sampled_from(CaseState))
    case = Case(
        id=draw(st.integers(1, 2**63 - 1)),
        customer_id=1,
        team="support",
        kind=draw(st.sampled_from(CaseKind)),
        state=state,
        opened_at=opened,
        contacted_at=draw(maybe(moments())),
    )
    if state is CaseState.OPEN:
        case = replace(case, kept_for=draw(maybe(users())))
    else:
        case = replace(case, owner=draw(users()), claimed_at=opened)
    if state is CaseState.CONTACTED:
        case = replace(case, contacted_at=draw(moments()))
    if state is CaseState.CLOSED:
        well = draw(maybe(texts() | st.just(ONE_OFF)))
        outcome = draw(st.sampled_from(Outcome))
        note = draw(maybe(comments()))
        who = draw(users())
        return replace(case, closed_at=opened, closed_by=who, outcome=outcome, well=well, note=note)
    if case.owner and draw(st.booleans()):
        case = replace(case, given=draw(st.sampled_from(Given)))
    if case.owner and draw(st.booleans()):
        case = replace(case, away=draw(st.sampled_from(Absence)), away_until=draw(maybe(moments())))
    if draw(st.booleans()):
        case = replace(case, snoozed_until=draw(moments()), snooze_reason=draw(texts()))
    return case


@st.composite
def events(draw: st.DrawFn) -> Event:
    what = draw(st.sampled_from(What))
    details = {
        What.HANDED_OVER: {"to": draw(users())},
        What.GIVEN: {"to": draw(users()), "how": draw(st.sampled_from([*Given, "<!here>"])), "instead": draw(users())},
        What.TO_TEAM: {"from": draw(users())},
        What.OWNER_AWAY: {"to": draw(users())},
        What.CLOSED: {"outcome": draw(st.sampled_from([*Outcome, "<!here>"]))},
        What.SNOOZED: {"until": draw(moments().map(datetime.isoformat) | st.just("<!here>"))},
    }.get(what, {})
    return Event(draw(moments()), draw(maybe(users())), what, draw(maybe(comments())), details)


@st.composite
def case_files(draw: st.DrawFn) -> CaseFile:
    case = draw(cases())
    file = CaseFile(
        case=case,
        customer=draw(customers()),
        responses=tuple(draw(st.lists(responses(), min_size=0, max_size=6))),
        earlier=tuple(draw(st.lists(responses(), max_size=6))),
        events=tuple(draw(st.lists(events(), max_size=5))),
        names=NAMES,
    )
    if case.is_open:
        due = draw(maybe(st.builds(Due, st.sampled_from(Duty), moments())))
        file = replace(file, due=due, rules_since=draw(maybe(moments())))
    if draw(st.booleans()):
        why = st.sampled_from(
            ["", "not_in_channel", "channel_not_found", "restricted_action_read_only_channel", "<!here>"]
        )
        file = replace(file, moved_from=draw(texts()), moved_why=draw(why))
    if file.responses:
        newest = file.responses[-1]
        of = mark_of(newest.comment or "")
        readings = st.builds(Reading, st.sampled_from(ReadingKind), texts(), st.just("en"), st.just(of))
        file = replace(file, readings={newest.id: draw(st.lists(readings, max_size=2, unique_by=lambda one: one.kind))})
    if draw(st.integers(0, 19)) == 0:
        file = replace(file, responses=file.responses * 60, earlier=file.earlier * 60, events=file.events * 60)
    return file
