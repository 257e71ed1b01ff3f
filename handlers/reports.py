"""Reports: one query, one pure summary, one view."""

from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from handlers.sharing import answer
from handlers.views.list_keys import Behind, period_of
from handlers.views.recovery_report import recovery_message
from handlers.views.refusals import refusal
from handlers.views.report import report_message
from playbooks import recovery
from playbooks.cases import Refused
from playbooks.periods import Period, Word, period
from playbooks.reports import Report, behind, summarise
from playbooks.roles import Act, may
from storage import check_ins, people, reports
from storage.database import Connection


def on_report(db: Connection, at: Moment, word: Word, *, shared: bool = False) -> Reaction:
    """`/loop report`: for those who manage a team, about the teams that they manage."""
    if refused := may(at.person, Act.REPORT):
        return say(refusal(Refused(refused), {}))
    report = report_for(db, at, word)
    names = people.names(db, [held.owner for held in report.holders])
    teams = _("all teams") if at.person.admin else ", ".join(sorted(at.person.manages))
    return answer(report_message(report, names, teams), shared=shared)


def on_recovery(db: Connection, at: Moment, word: Word, *, shared: bool = False) -> Reaction:
    """`/loop report recovery`: how many of those who were asked say that it is solved."""
    if refused := may(at.person, Act.REPORT):
        return say(refusal(Refused(refused), {}))
    chosen = period(word, at.now, at.policy.company.timezone)
    rows = check_ins.asked_since(db, at.person.manages, chosen.previous.start)
    teams = _("all teams") if at.person.admin else ", ".join(sorted(at.person.manages))
    return answer(recovery_message(recovery.summarise(rows, chosen), teams), shared=shared)


def report_for(db: Connection, at: Moment, word: Word) -> Report:
    """What happened in the teams that this person manages, beside the period before."""
    chosen = period(word, at.now, at.policy.company.timezone)
    since = chosen.previous.start
    answered = reports.answered_since(db, since)
    return summarise(answered, reports.moved_since(db, at.person.manages, since), chosen, at.now)


def cases_behind(db: Connection, at: Moment, key: Behind) -> list[int]:
    """The ids of the cases behind a figure, oldest first: the same ones that were counted."""
    counted: Period = period_of(key, at.policy.company.timezone)
    if key.figure in recovery.FIGURES:
        asked = check_ins.asked_since(db, at.person.manages, counted.start)
        return list(dict.fromkeys(row.case_id for row in recovery.behind(asked, key.figure, counted)))
    rows = reports.moved_since(db, at.person.manages, counted.previous.start)
    return [row.id for row in behind(rows, key.figure, counted, key.owner)]
