"""Puts the practice workspace together and serves it on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from practice import cast, page
from practice.deliveries import Deliveries
from practice.faults import Faults
from practice.mail_api import MailApi
from practice.mailbox import Mailbox
from practice.methods import files
from practice.people_api import PeopleApi
from practice.response_urls import ResponseUrls
from practice.scene import Scene
from practice.triggers import Triggers
from practice.web_api import WebApi
from practice.workspace import WORKSPACE, Config, Workspace

HOST = "127.0.0.1"
MOST_BODY = 4 * 1024 * 1024
DELIVERIES: web.AppKey[Deliveries] = web.AppKey("deliveries", Deliveries)


@dataclass(frozen=True)
class PracticeServer:
    """A running workspace. `url` ends in a slash; `api_url` is what the bot takes as SLACK_API_URL, and `mailbox.url`
    what it takes as SMTP_URL."""

    workspace: Workspace
    deliveries: Deliveries
    url: str
    mailbox: Mailbox

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    @property
    def config(self) -> Config:
        return self.workspace.config


def create_app(workspace: Workspace, mailbox: Mailbox) -> web.Application:
    """The whole server as an application; `workspace.url` must be set before the bot calls."""
    faults = Faults(workspace)
    deliveries = Deliveries(workspace)
    triggers = Triggers(workspace)
    response_urls = ResponseUrls(workspace, faults)
    web_api = WebApi(workspace, deliveries, faults, triggers)
    people = PeopleApi(Scene(workspace, deliveries, faults, triggers, response_urls))
    app = web.Application(client_max_size=MOST_BODY)
    app[WORKSPACE] = workspace
    app[DELIVERIES] = deliveries
    app.router.add_route("*", "/api/{method}", web_api.serve)
    app.router.add_get("/link/", deliveries.sockets.serve)
    app.router.add_post("/response/{key}", response_urls.serve)
    app.router.add_post("/upload/{file_id}", files.receive)
    app.router.add_get("/files/{file_id}", files.download)
    app.router.add_routes(people.routes())
    app.router.add_routes(MailApi(workspace, mailbox).routes())
    page.add_routes(app)
    app.on_shutdown.append(_let_go)
    return app


async def _let_go(app: web.Application) -> None:
    """Open streams and sockets end first, so that the server can."""
    app[WORKSPACE].close()
    await app[DELIVERIES].close()


@asynccontextmanager
async def running(
    config: Config | None = None, *, port: int = 0, mail_port: int = 0, workspace: Workspace | None = None
) -> AsyncIterator[PracticeServer]:
    """A workspace on this port of loopback (0: any free one), with the default company unless one is given."""
    place = workspace or cast.settle(Workspace(config or Config()))
    mailbox = Mailbox(place.clock.now, place.changed)
    app = create_app(place, mailbox)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port)
        await site.start()
        real_port = runner.addresses[0][1]
        place.url = f"http://{HOST}:{real_port}/"
        async with mailbox.open(mail_port):
            yield PracticeServer(place, app[DELIVERIES], place.url, mailbox)
    finally:
        await runner.cleanup()
