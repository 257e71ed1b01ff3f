"""Surveys: what comes in from survey providers. One provider is one small pure module here.

Callers use `check` and then `parse`, never a provider's own `verify`: the token is checked here, once for all.
"""

from collections.abc import Mapping

from handlers.surveys import delighted, formbricks, generic, typeform
from handlers.surveys.delivery import Delivery, Ignored, Provider, Read
from handlers.surveys.signatures import check_token
from playbooks.sources import Source

PROVIDERS: Mapping[str, Provider] = {
    "delighted": delighted,
    "formbricks": formbricks,
    "generic": generic,
    "typeform": typeform,
}


def check(delivery: Delivery, source: Source) -> None:
    """Raises Unauthorized unless the delivery is authentic: the token where one is set, and the signature, unless
    the source is said to be unsigned, which takes a token."""
    if source.token or source.unsigned:
        check_token(delivery, source)
    if not source.unsigned:
        PROVIDERS[source.provider].verify(delivery, source)


def check_secret(source: Source) -> None:
    """Raises Unfit when no delivery could ever be proven by the secret of this source."""
    if source.secret and not source.unsigned and source.provider in PROVIDERS:
        PROVIDERS[source.provider].check_secret(source)


def parse(delivery: Delivery, source: Source) -> Read | Ignored:
    """Reads a delivery that was checked. Raises Unreadable, and nothing else."""
    return PROVIDERS[source.provider].parse(delivery, source)
