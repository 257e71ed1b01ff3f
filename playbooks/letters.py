"""Letters: which playbook suits a case, and its words as one customer will read them, in their own language. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playbooks.advice import answer_for, case_facts
from playbooks.cards import CaseFile
from playbooks.comment_language import answer_in
from playbooks.facts import Facts, same_language
from playbooks.replies import Fits, Playbook, choose, say_in
from playbooks.wording import Filled, fields_of, fill

SHOWN = 3  # mails that are shown before they are sent


@dataclass(frozen=True)
class Letter:
    """One mail of a mailing, as its customer will read it. `wanted` is the customer's language, where it is known,
    and `language` the one that the playbook could answer in."""

    language: str
    wanted: str | None
    filled: Filled

    @property
    def fell_back(self) -> bool:
        """Whether the customer's own language is not among those of the playbook."""
        return self.wanted is not None and same_language([self.language], self.wanted) is None


def letter(playbook: Playbook, file: CaseFile, company: str, agent: str) -> Letter:
    """The mail for one customer, in their own language as far as the playbook speaks it."""
    wanted = answer_in(file.customer, file.responses)
    language, words = say_in(playbook, wanted)
    return Letter(language, wanted, fill(words, fields_of(file.customer, answer_for(file), company, agent)))


def samples(letters: Sequence[Letter]) -> tuple[int, ...]:
    """Which of the mails to show, by their places: as many languages as possible, and one that is not in the
    customer's own; then the first ones."""
    sorts = [(one.language, one.fell_back) for one in letters]
    ranked = sorted(range(len(letters)), key=lambda place: (sorts.index(sorts[place]) != place, place))
    return tuple(ranked[:SHOWN])


def suits(when: Fits, facts: Facts) -> bool:
    """Whether a playbook may be sent unread to such a case. What a comment mentions is for a person to judge; thanks
    to somebody who is unhappy is not."""
    if when.kind and facts.kind not in when.kind:
        return False
    return not (when.band and facts.band and facts.band not in when.band)


def best_first(library: Iterable[Playbook], files: Sequence[CaseFile]) -> tuple[Playbook, ...]:
    """The playbooks that suit any of these cases. First the one that most of them would be answered with, had each been
    answered alone."""
    known, asked = tuple(library), [case_facts(file) for file in files]
    votes = Counter(choice.playbook.name for facts in asked for choice in choose(known, facts)[:1])
    suited = {one.name: sum(suits(one.when, facts) for facts in asked) for one in known}
    ranked = sorted(known, key=lambda one: (-votes[one.name], -suited[one.name], one.name))
    return tuple(playbook for playbook in ranked if suited[playbook.name])
