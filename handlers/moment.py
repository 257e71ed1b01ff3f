"""The moment in which something happens: who acts, when, and what we have decided to do."""

from dataclasses import dataclass
from datetime import datetime

from playbooks.policy import Policy
from playbooks.replies import Playbook
from playbooks.roles import Person


@dataclass(frozen=True)
class Moment:
    """`now` is aware UTC. `library` holds the playbooks, as they were loaded at start; `drafts` says whether
    there is a model that can write drafts."""

    now: datetime
    person: Person
    policy: Policy
    library: tuple[Playbook, ...] = ()
    drafts: bool = False
