"""Advice: which playbooks a case's card suggests, whose steps it shows, and which of them are done."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from playbooks.cards import CaseFile
from playbooks.cases import CaseKind, Event, What
from playbooks.facts import Facts, facts_of
from playbooks.replies import NO_ADVICE, Advice, Choice, Playbook, choose
from playbooks.responses import Band, Response


def choices_for(file: CaseFile, library: Iterable[Playbook], *, fitting: bool = False) -> tuple[Choice, ...]:
    """The three playbooks that fit a case best; `fitting`: without those that do not quite fit."""
    return choose(library, case_facts(file), fitting=fitting) if file.responses else ()


def case_facts(file: CaseFile) -> Facts:
    """What a case says of itself, by what the customer last said in words, or else by the newest answer at all.

    Whoever needs help is offered nothing that is for happier customers, whatever their newest score: a ten that
    follows a two is no moment to ask for a review.
    """
    case = file.case
    said = [answer for answer in file.responses if answer.comment] or list(file.responses)
    if not said:
        return Facts(touch=file.customer.touch, kind=case.kind)
    facts = facts_of(said[-1], file.customer, case.kind, times_unhappy(file))
    if case.kind is CaseKind.RESCUE and any(answer.band for answer in file.responses):
        return replace(facts, band=Band.DETRACTOR)
    return facts


def answer_for(file: CaseFile) -> Response | None:
    """The answer that a reply speaks of: the newest, but the newest unhappy one for whoever needs help, so that they
    are not asked what is wrong with the ten that they gave afterwards."""
    unhappy = [answer for answer in file.responses if answer.band is Band.DETRACTOR]
    if file.case.kind is CaseKind.RESCUE and unhappy:
        return unhappy[-1]
    return file.responses[-1] if file.responses else None


def times_unhappy(file: CaseFile) -> int:
    """How many times the customer was unhappy before the newest answer."""
    before: Sequence[Response] = (*file.responses[:-1], *file.earlier)
    return sum(answer.band is Band.DETRACTOR for answer in before)


def with_advice(file: CaseFile, library: Sequence[Playbook]) -> CaseFile:
    """The same, with what its card is to suggest."""
    return replace(file, advice=advise(file, library))


def advise(file: CaseFile, library: Sequence[Playbook]) -> Advice:
    """What the card is to suggest: while nobody has an open case and the customer has not heard from us, what fits it;
    once somebody has it, the steps of the playbook that they used, or else of the best. Others are in the modal."""
    case = file.case
    if not case.is_open or not library:
        return NO_ADVICE
    choices = choices_for(file, library, fitting=True)
    chosen = _chosen(file.events, library) or (choices[0].playbook if choices else None)
    return Advice(
        choices=() if case.owner or case.contacted_at else choices,
        checklist=chosen if case.owner else None,
    )


def _chosen(events: Iterable[Event], library: Iterable[Playbook]) -> Playbook | None:
    """The playbook that was used last, if it still exists."""
    used = [event.details.get("playbook") for event in events if event.what is What.REPLIED]
    return next((playbook for playbook in library if used and playbook.name == used[-1]), None)


def steps_done(events: Iterable[Event]) -> Mapping[str, str | None]:
    """The steps that are ticked off, by their words, and who did so last."""
    done: dict[str, str | None] = {}
    for event in events:
        if event.what is What.STEP_DONE and event.why:
            done[event.why] = event.who
        elif event.what is What.STEP_UNDONE and event.why:
            done.pop(event.why, None)
    return done


def tick(
    file: CaseFile, playbook: Playbook, who: str, ticked: Collection[int], seen: Collection[int], now: datetime
) -> tuple[Event, ...]:
    """The events of a click on the checklist. `ticked` are the places of the boxes that are ticked now on the screen
    of the person who clicked, `seen` of those that were when their card was drawn.

    What somebody else ticked in the meantime stays: a box counts as unticked only by who saw it ticked, or ticked it.
    """
    done = steps_done(file.events)
    events = []
    for place, step in enumerate(playbook.steps):
        if place in ticked and step not in done:
            events.append(Event(now, who, What.STEP_DONE, step, {"playbook": playbook.name}))
        elif place not in ticked and step in done and (place in seen or done[step] == who):
            events.append(Event(now, who, What.STEP_UNDONE, step, {"playbook": playbook.name}))
    return tuple(events)
