"""How long something took, in the words of everyday."""

from datetime import timedelta

from handlers.language import _, ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def how_long(time: timedelta) -> str:
    """A time in its natural unit: minutes up to two hours, hours up to two days, then days."""
    if time < MINUTE:
        return _("less than a minute")
    if time < 2 * HOUR:
        minutes = round(time / MINUTE)
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if time < 2 * DAY:
        hours = round(time / HOUR)
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    days = round(time / DAY)
    return ngettext("{n} day", "{n} days", days).format(n=days)
