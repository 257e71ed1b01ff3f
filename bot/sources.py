"""`loopwell sources`: which surveys are connected, where they deliver, and when they last did."""

from collections.abc import Mapping
from datetime import datetime
from typing import TextIO

from bot.settings import Settings
from playbooks.policy import Policy
from storage.database import Store
from storage.deliveries import count_set_aside, last_delivered


async def list_sources(settings: Settings, policy: Policy, out: TextIO, *, known: bool = True) -> int:
    """Writes one line a source. Tokens are left out: the address with its token is yours to put together.

    `known` is False where there is no database to ask when each last delivered.
    """
    last, waiting = await _deliveries(settings) if known else ({}, {})
    none = "nothing yet" if known else "last delivery not known"
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    for source in policy.sources:
        token = "?token=..." if source.token else ""
        heard = f"last delivered {last[source.name]:%Y-%m-%d %H:%M} UTC" if source.name in last else none
        aside = f", {waiting[source.name]} set aside" if source.name in waiting else ""
        out.write(f"{source.name}  {source.provider}  {base}/surveys/{source.name}{token}  {heard}{aside}\n")
    for name in sorted(waiting.keys() - {source.name for source in policy.sources}):
        out.write(f"{name}  not in {settings.config} any more, {waiting[name]} set aside\n")
    if waiting:
        out.write("Once the configuration fits, `loopwell replay --all` reads what was set aside.\n")
    if not policy.sources:
        out.write("No sources are configured.\n")
    return 0


async def _deliveries(settings: Settings) -> tuple[Mapping[str, datetime], Mapping[str, int]]:
    """By source: when it last delivered, and how many wait set aside."""
    store = Store(settings.database_url)
    try:
        return await store.read(last_delivered), await store.read(count_set_aside)
    finally:
        store.close()
