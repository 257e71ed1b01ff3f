"""Questions: a form as questions with their answers, and finding in it the one that is scored and the comment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.surveys.delivery import Unreadable
from handlers.surveys.reading import named


@dataclass(frozen=True, eq=False)
class Question:
    """`names` are what the settings may call it by, the most lasting first. Skipped questions have no answer."""

    names: tuple[str, ...]
    kind: str | None
    title: str | None
    details: dict[str, Any] = field(default_factory=dict)
    answer: object = None

    @property
    def path(self) -> str:
        """How to speak of it to an admin."""
        return self.names[0] if self.names else "an answer without a name"


def configured(questions: Sequence[Question], name: str | None, setting: str) -> Question | None:
    """The question that the source's settings name. A name that the form does not have is said, not passed over:
    else a form whose question was replaced would silently count for nothing."""
    if name is None:
        return None
    found = next((one for one in questions if name in one.names), None)
    if found is None:
        raise Unreadable(
            f'The form has no question with the ref or id "{name}"; '
            f"correct `{setting}` of this source to one of: {named([one.path for one in questions])}."
        )
    return found


def only_scale(questions: Sequence[Question], kinds: Sequence[str]) -> Question | None:
    """The form's one question with a scale. With several, which one counts is not ours to guess."""
    scales = [one for one in questions if one.kind in kinds]
    if len(scales) > 1:
        raise Unreadable(
            f"The form has {len(scales)} questions with a scale; set `question` of this source to the ref or id "
            f"of the one that counts: {named([one.path for one in scales])}."
        )
    return scales[0] if scales else None


def longest_text(questions: Sequence[Question], kind: str) -> Question | None:
    """The fullest of the answers in the customer's own words."""
    written = [one for one in questions if one.kind == kind and isinstance(one.answer, str)]
    return max(written, key=lambda one: len(str(one.answer)), default=None)
