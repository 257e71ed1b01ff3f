"""What a customer answered, before a provider puts it into its own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# "partial": the score is in, the comment is still being written; "complete": all is in;
# "changed": the customer came back and changed the score or the comment
Stage = Literal["partial", "complete", "changed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One state of one response; a late comment or a new score is a second one with the same ``response``."""

    response: str  # the provider's id of the response, the same in every delivery about it
    event: str  # the provider's id of this event, new with each event and the same over retries
    score: int
    comment: str  # "" when the customer wrote nothing
    email: str
    name: str
    account: str  # the company, "" when unknown
    language: str  # ISO 639-1, "" when unknown
    asked: datetime  # when the survey was opened, aware UTC
    answered: datetime  # when this state of the answer was given, aware UTC
    stage: Stage
