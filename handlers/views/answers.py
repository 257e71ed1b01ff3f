"""What a case's older answers are headed by."""

from handlers.language import _, ngettext
from handlers.views.mrkdwn import when
from handlers.views.scores import verdict
from playbooks.responses import Response


def before_that(response: Response) -> str:
    """The heading of an older answer, for mrkdwn."""
    return _("Before that, {when}: {score}").format(when=when(response.answered_at), score=verdict(response))


def and_older(n: int) -> str:
    """What is said of answers that are not shown."""
    return ngettext("And {n} older answer.", "And {n} older answers.", n).format(n=n)
