"""The moment in which something happens: who acts, when, and what we have decided to do."""

from dataclasses import dataclass
from datetime import datetime

from playbooks.mails import NO_POST, Post
from playbooks.policy import Policy
from playbooks.replies import Playbook
from playbooks.roles import Person


@dataclass(frozen=True)
class Moment:
    """`now` is aware UTC. `library` holds the playbooks, as they were loaded at start; `post` is how we write to
    customers."""

    now: datetime
    person: Person
    policy: Policy
    library: tuple[Playbook, ...] = ()
    post: Post = NO_POST
