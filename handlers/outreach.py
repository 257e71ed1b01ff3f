"""Outreach: what came of the mails to customers, for those who manage a team."""

from datetime import timedelta

from handlers.language import _
from handlers.moment import Moment
from handlers.reactions import Reaction, say
from handlers.sharing import answer
from handlers.views.outreach import MailingLine, outreach_message
from handlers.views.refusals import refusal
from playbooks.cases import Refused
from playbooks.outreach import Figures, by_mailing, by_playbook, since
from playbooks.roles import Act, may
from storage import mailings, outreach, people
from storage.database import Connection
from storage.mailings import Mailing

AT_FIRST = timedelta(seconds=1)
USUAL = "month"  # answers take their time: a week says little


def on_outreach(db: Connection, at: Moment, word: str, *, shared: bool = False) -> Reaction:
    """`/loop report outreach month`: each playbook and each mailing, in the teams that this person manages."""
    if refused := may(at.person, Act.REPORT):
        return say(refusal(Refused(refused), {}))
    start = since(word or USUAL, at.now, at.policy.company.timezone)
    if start is None:
        return say(_("I can report on the week, the month or the quarter: `/loop report outreach month`."))
    teams = at.person.manages
    mails, happened = outreach.since(db, teams, start)
    clicks = outreach.clicks_are_known(db, start)
    of_mailings = by_mailing(mails, happened, clicks=clicks)
    known = [one for number in of_mailings if (one := mailings.find(db, number))]
    titles = {one.name: one.title for one in at.library}
    lines = [
        MailingLine(one.by, titles.get(one.playbook, one.playbook), one.begun_at or one.made_at, of_mailings[one.id])
        for one in sorted(known, key=lambda one: -one.id)
    ]
    of_playbooks = {
        titles.get(name, name): figures for name, figures in by_playbook(mails, happened, clicks=clicks).items()
    }
    names = people.names(db, {one.by for one in known})
    whose = _("all teams") if at.person.admin else ", ".join(sorted(teams))
    return answer(outreach_message(of_playbooks, lines, names, (start, at.now), whose), shared=shared)


def figures_of(db: Connection, mailing: Mailing) -> Figures | None:
    """What has come of one mailing so far; None while none of its mails is out."""
    start = (mailing.begun_at or mailing.made_at) - AT_FIRST
    mails, happened = outreach.of_mailing(db, mailing.id, start)
    return by_mailing(mails, happened, clicks=outreach.clicks_are_known(db, start)).get(mailing.id)
