"""Links into the survey tools: only addresses that are safe to offer, named after the tool they lead to."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from handlers.language import _

LONGEST = 3000
TOOLS = {
    "delighted.com": "Delighted",
    "typeform.com": "Typeform",
    "formbricks.com": "Formbricks",
    "surveymonkey.com": "SurveyMonkey",
    "qualtrics.com": "Qualtrics",
    "asknice.ly": "AskNicely",
    "zendesk.com": "Zendesk",
    "intercom.com": "Intercom",
    "hubspot.com": "HubSpot",
    "trustpilot.com": "Trustpilot",
    "helpscout.net": "Help Scout",
}
_UNFIT = re.compile(r"[\s\x00-\x20\x7f-\x9f<>\"\\^`{}|]")


def safe_link(link: str | None) -> str | None:
    """`link` if it is a plain web address that Slack accepts, else None."""
    return link if link and len(link) <= LONGEST and not _UNFIT.search(link) and _host(link) else None


def open_label(link: str) -> str:
    """What the menu says for a safe link: "Open in Delighted"."""
    host = _host(link) or ""
    for domain, tool in TOOLS.items():
        if host == domain or host.endswith(f".{domain}"):
            return _("Open in {tool}").format(tool=tool)
    return _("Open in provider")


@lru_cache(maxsize=16)
def _host(link: str) -> str | None:
    """Where a link leads; a link that is offered is asked for its name as well."""
    try:
        parts = urlsplit(link)
        valid = parts.scheme in ("http", "https") and parts.username is None and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if valid and parts.hostname and link.isprintable() else None
