"""Feedback: the customer opens the page of a check-in, and says whether it is solved. Only a pressed button counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handlers import cards
from handlers.surveys.cleaning import clean
from handlers.views.check_in_page import Reader, enough_page, not_taken_page, question_page, thanks_page, useless_page
from handlers.views.check_in_words import accepted, spoken_by
from handlers.views.customer_says import for_owner, said_whether_solved
from playbooks.cases import Case, Event, What
from playbooks.check_ins import (
    LONGEST_COMMENT,
    MOST_WORDS,
    CheckIn,
    CheckInState,
    Follows,
    Word,
    has_said_enough,
    news_of,
    steps_of,
    what_follows,
)
from playbooks.customers import Customer
from playbooks.links import Purpose, Unreadable, read
from playbooks.mails import Post
from playbooks.names import LAST_NUMBER
from playbooks.policy import Policy
from playbooks.reopening import recovered, reopened, unsolved
from playbooks.responses import Response
from storage import cards as card_rows
from storage import cases, check_ins, customers, notices, people, responses
from storage.database import Connection


@dataclass(frozen=True)
class Link:
    """What somebody came with: the token, and the languages that their browser asks for."""

    token: str
    languages: str = ""


@dataclass(frozen=True)
class Page:
    """An answer to a browser."""

    status: int
    html: str


@dataclass(frozen=True)
class Known:
    """Everything about a link that can be used."""

    check_in: CheckIn
    case: Case
    customer: Customer
    newest: Response | None
    reader: Reader

    @property
    def steps(self) -> range | None:
        """The scores that they may choose from."""
        return steps_of(self.newest.scale if self.newest else None)


def look(db: Connection, policy: Policy, post: Post, link: Link, now: datetime) -> Page:
    """The question. It changes nothing: mail scanners follow links."""
    known = _known(db, policy, post, link, now)
    if isinstance(known, Page):
        return known
    return Page(200, _question(known))


def press(db: Connection, policy: Policy, post: Post, link: Link, told: Mapping[str, str], now: datetime) -> Page:
    """A button was pressed. The last word counts; the same word again changes nothing but what they add."""
    known = _known(db, policy, post, link, now)
    if isinstance(known, Page):
        return known
    if told.get("word") not in set(Word):
        return Page(400, _question(known, chosen=False))
    heard = _heard(known, told, now)
    if heard != known.check_in:
        times = notices.when_said(db, [_key(heard, n + 1) for n in range(MOST_WORDS)])
        if known.check_in.word and has_said_enough(times, now):
            return Page(429, enough_page(known.reader, known.check_in.word))
        check_ins.hear(db, known.check_in, heard)
        _follow(db, policy, known, heard, _key(heard, len(times) + 1), now)
    return Page(200, thanks_page(known.reader, Word(told["word"])))


def not_taken(db: Connection, policy: Policy, post: Post, link: Link, code: int, now: datetime) -> Page:
    """What was sent could not be taken in: it is too long (413), or did not arrive whole."""
    known = _known(db, policy, post, link, now)
    return known if isinstance(known, Page) else Page(code, not_taken_page(known.reader, too_long=code == 413))


def _key(check_in: CheckIn, count: int) -> str:
    """Of what the team is told of a word of the customer, which are counted from 1."""
    return f"check-in:{check_in.id}:{count}"


def _known(db: Connection, policy: Policy, post: Post, link: Link, now: datetime) -> Known | Page:
    """All about this link, or the page that says why it is of no use."""
    stranger = Reader(accepted(link.languages), policy.company.name)
    signed = read(post.secret, Purpose.CHECK_IN, link.token, now) if post.secret else Unreadable.NOT_OURS
    if isinstance(signed, Unreadable):
        return Page(410 if signed is Unreadable.EXPIRED else 404, useless_page(stranger, signed))
    number = int(signed.subject) if signed.subject.isdecimal() and len(signed.subject) < 19 else 0
    check_in = check_ins.find(db, min(number, LAST_NUMBER))
    case = cases.find(db, check_in.case_id) if check_in else None
    customer = customers.get_many(db, [check_in.customer_id]).get(check_in.customer_id) if check_in else None
    if check_in is None or case is None or customer is None or check_in.state is not CheckInState.ASKED:
        return Page(404, useless_page(stranger, Unreadable.NOT_OURS))  # the person was erased, say
    answers = responses.of_customers(db, [customer.id]).get(customer.id, [])
    newest = answers[-1] if answers else None
    return Known(check_in, case, customer, newest, replace(stranger, language=spoken_by(customer, answers)))


def _question(known: Known, *, chosen: bool = True) -> str:
    return question_page(known.reader, known.check_in, known.steps, chosen=chosen)


def _heard(known: Known, told: Mapping[str, str], now: datetime) -> CheckIn:
    """The check-in with what the customer says now. What they leave empty stays as it was."""
    before, word = known.check_in, Word(told["word"])
    scores = {str(step): step for step in known.steps or ()}
    comment = clean(told.get("comment", "")).strip()[:LONGEST_COMMENT]
    return replace(
        before,
        pressed_at=before.pressed_at or now,
        word=word,
        word_at=before.word_at if word is before.word else now,
        score=scores.get(told.get("score", ""), before.score),
        comment=comment or before.comment,
    )


def _follow(db: Connection, policy: Policy, known: Known, heard: CheckIn, key: str, now: datetime) -> None:
    """What the word does to the case, to its card and its thread, and to whoever has it."""
    assert heard.word is not None
    case = known.case
    why = news_of(known.check_in, heard).comment
    open_case = cases.open_case_of(db, case.customer_id)
    another = open_case is not None and open_case.id != case.id
    match what_follows(known.check_in, heard.word, case, another_open=another):
        case Follows.RECOVERED:
            case = cases.save(db, recovered(case, now, why))
        case Follows.REOPENED:
            here = _is_here(db, case.owner)
            case = cases.save(db, reopened(case, now, owner_is_here=here, why=why))
        case Follows.TOLD:
            if open_case is None or not another:
                case = cases.save(db, unsolved(case, now, why))
            else:
                cases.record(db, open_case.id, Event(now, None, What.REOPENED, why))
                case = open_case
        case Follows.NOTHING:
            pass
    cards.want_card(db, policy, case, known.customer)
    card_rows.set_apart(db, case.id)
    _tell(db, case, known, heard, key, now)


def _tell(db: Connection, case: Case, known: Known, heard: CheckIn, key: str, now: datetime) -> None:
    """Under the card, always; and by direct message to the owner of a case that is open."""
    news = replace(news_of(known.check_in, heard), case_id=case.id)
    notices.say_in_thread(db, key, case.id, said_whether_solved(known.customer, news, known.steps), now)
    if case.is_open and case.owner and heard.word is not known.check_in.word:
        notices.say_once(db, f"{key}:owner", case.owner, for_owner(known.customer, news, known.steps), now)


def _is_here(db: Connection, owner: str | None) -> bool:
    """Whether the owner still works here, as far as Slack has told us."""
    known = people.find(db, owner) if owner else None
    return known is None or not known.stranger
