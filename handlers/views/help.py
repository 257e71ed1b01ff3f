"""What `/loop help` says, and what an unknown command is answered."""

from difflib import get_close_matches

from slack_sdk.models.blocks import ContextBlock, HeaderBlock, SectionBlock

from handlers.language import _
from handlers.views.message import Message
from handlers.views.mrkdwn import cut, escape, line, one_line

COMMANDS = ("help", "mine", "open", "case", "find", "report", "set-aside", "rehearse")
LONGEST_ECHO = 60  # of what was typed, which is shown back


def help_message(*, admin: bool = False) -> Message:
    """What Loopwell does, in two sentences, and everything that this person can ask of it."""
    commands = "\n".join(f"`{usage}`  {meaning}" for usage, meaning in _commands(admin=admin))
    blocks = (
        HeaderBlock(text=_("Loopwell")),
        SectionBlock(text=line(_about())),
        SectionBlock(text=line(commands)),
        ContextBlock(elements=[line(_sharing())]),
    )
    return Message("\n".join((_about(), commands, _sharing())), tuple(block.to_dict() for block in blocks))


def unknown_command(typed: str) -> Message:
    """The answer to a command that does not exist: the nearest one that does, and where the others are."""
    shown = escape(cut(one_line(typed).replace("`", "'"), LONGEST_ECHO))
    said = _("I do not know `/loop {typed}`.").format(typed=shown)
    near = nearest(typed)
    if near:
        said += " " + _("Did you mean `{usage}`?").format(usage=_usage(near))
    said += " " + _("`/loop help` shows everything I can do.")
    return Message(said, (SectionBlock(text=line(said)).to_dict(),))


def nearest(typed: str) -> str | None:
    """The command most like the first word that was typed; None when none is close."""
    words = typed.casefold().split()
    found = get_close_matches(words[0], COMMANDS, n=1, cutoff=0.5) if words else []
    return found[0] if found else None


def _commands(*, admin: bool) -> list[tuple[str, str]]:
    for_admins = [
        (_usage("set-aside"), _("for admins: survey answers that could not be read")),
        (_usage("rehearse"), _("for admins: what today's rules would have made of the last 30 days (`14`: of 14)")),
    ]
    return [
        (_usage("mine"), _("the cases you have, most urgent first")),
        (_usage("open"), _("the open cases of your teams, those nobody has first")),
        (_usage("case"), _("one case by its number")),
        (_usage("find"), _("cases by a customer's name, company, e-mail or words")),
        (_usage("report"), _("for managers: how the last 7 days went (`month`: the last 30)")),
        (_usage("report outreach"), _("for managers: what came of the mails, by template and by mailing")),
        (_usage("recovery"), _("for managers: how many customers say that it is solved (`week`, `month`, `quarter`)")),
        (_usage("settings"), _("when you work and are reminded, and your leave")),
        *(for_admins if admin else ()),
        (_usage("help"), _("this page")),
    ]


def _usage(command: str) -> str:
    usages = {
        "case": _("/loop case 12"),
        "find": _("/loop find nordlys"),
        "report": _("/loop report week"),
        "recovery": _("/loop report recovery"),
    }
    return usages.get(command, f"/loop {command}")


def _about() -> str:
    return _(
        "Loopwell listens to what customers answer in surveys, and brings you those who need a person as cases"
        " in your team's channel. Somebody claims each case, answers the customer, and closes it when the"
        " customer has been helped."
    )


def _sharing() -> str:
    return _("Only you see my answers. Add `share` to show one to the whole channel: `/loop open share`.")
