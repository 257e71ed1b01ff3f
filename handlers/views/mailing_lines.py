"""The sentences of a mailing: who was left out and why, in which languages it goes, how far it is. Escaped mrkdwn."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from slack_sdk.models.blocks import ButtonElement

from handlers.language import _, ngettext
from handlers.views.list_keys import ListKey, write_key
from handlers.views.mrkdwn import literal
from playbooks.letters import Letter
from playbooks.mailings import MOST
from playbooks.policy import Mailings
from playbooks.recipients import LeftOut, Progress, RecipientState

LANGUAGE = 40


def answer_many(key: ListKey, label: str) -> ButtonElement:
    """Opens the modal that answers many cases of a list at once."""
    return ButtonElement(text=label, action_id="mailing_ask", value=write_key(key))


def left_out_line(reasons: Mapping[LeftOut, int], rules: Mailings, most: int = MOST) -> str | None:
    """ "Left out: 3 high touch (a person answers each of them), 2 who want no contact"; None when nobody was."""
    parts = [_reason(reason, reasons[reason], rules, most) for reason in LeftOut if reasons.get(reason)]
    return _("Left out: {reasons}.").format(reasons=", ".join(parts)) if parts else None


def _reason(reason: LeftOut, n: int, rules: Mailings, most: int) -> str:
    days = rules.again_after.days
    lately = (
        ngettext("{n} contacted in the last {days} day", "{n} contacted in the last {days} days", days)
        if days
        else _("{n} contacted a short while ago")
    )
    shape = {
        LeftOut.CLOSED: _("{n} closed"),
        LeftOut.NOT_ALLOWED: _("{n} of another team"),
        LeftOut.OTHERS: _("{n} that somebody else has"),
        LeftOut.NO_CONTACT: ngettext("{n} who wants no contact", "{n} who want no contact", n),
        LeftOut.HIGH_TOUCH: _("{n} high touch (a person answers each of them)"),
        LeftOut.NO_ADDRESS: _("{n} without an address that works"),
        LeftOut.WROTE: ngettext(
            "{n} who wrote back and waits for an answer", "{n} who wrote back and wait for an answer", n
        ),
        LeftOut.LATELY: lately,
        LeftOut.ASLEEP: _("{n} put to sleep"),
        LeftOut.ELSEWHERE: _("{n} in a mailing that is under way"),
        LeftOut.UNFIT: _("{n} for whom this template is not meant"),
        LeftOut.SAME_ADDRESS: _("{n} with the address of another"),
        LeftOut.TOO_MANY: _("{n} over the {most} that you can answer at once"),
        LeftOut.NOT_SAID: _("{n} for whom there was nothing to say"),
    }[reason]
    return shape.format(n=n, days=days, most=most)


def languages_line(letters: Sequence[Letter]) -> str:
    """ "24 in English, 10 in Norwegian", and who gets English because the template has no words of theirs."""
    counted = Counter(letter.language for letter in letters)
    said = ", ".join(_("{n} in {language}").format(n=n, language=language_name(tag)) for tag, n in _most_first(counted))
    fallen = Counter(letter.wanted for letter in letters if letter.fell_back and letter.wanted)
    if not fallen:
        return _("Each in their own language: {languages}.").format(languages=said)
    missing = ", ".join(
        _("{n} would read {language}").format(n=n, language=language_name(tag)) for tag, n in _most_first(fallen)
    )
    return _(
        "Languages: {languages}. This template has no words for everybody, so they get English: {missing}."
    ).format(languages=said, missing=missing)


def _most_first(counted: Counter[str]) -> Iterable[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def language_name(tag: str) -> str:
    """What a language is called; the tag itself where we have no name for it. Escaped."""
    names = {
        "en": _("English"),
        "nb": _("Norwegian"),
        "no": _("Norwegian"),
        "nn": _("Norwegian (Nynorsk)"),
        "sv": _("Swedish"),
        "da": _("Danish"),
        "de": _("German"),
        "fr": _("French"),
        "es": _("Spanish"),
        "ro": _("Romanian"),
        "pl": _("Polish"),
        "ru": _("Russian"),
        "uk": _("Ukrainian"),
        "fa": _("Persian"),
        "ar": _("Arabic"),
    }
    return names.get(tag.replace("_", "-").split("-")[0].casefold()) or literal(tag, LANGUAGE)


def counts_line(progress: Progress) -> str:
    """ "12 sent, 1 not delivered, 24 to go": only what there is."""
    shapes = {
        RecipientState.SENT: _("{n} sent"),
        RecipientState.REFUSED: _("{n} not delivered"),
        RecipientState.DOUBT: ngettext(
            "{n} that may not have arrived", "{n} that may not have arrived", progress.count(RecipientState.DOUBT)
        ),
        RecipientState.LEFT_OUT: _("{n} left out"),
        RecipientState.STOPPED: _("{n} not sent"),
    }
    parts = [_("{n} sent").format(n=0)] if not progress.count(RecipientState.SENT) else []
    parts += [words.format(n=n) for state, words in shapes.items() if (n := progress.count(state))]
    if progress.to_go:
        parts.append(_("{n} to go").format(n=progress.to_go))
    return ", ".join(parts)


def begun_words(n: int, channel: str) -> str:
    """What the person who sent it is told."""
    return ngettext(
        "{n} mail is on its way. {channel} shows how far it is, and there you can stop it.",
        "{n} mails are on their way. {channel} shows how far they are, and there you can stop them.",
        n,
    ).format(n=n, channel=literal(channel, LANGUAGE))
