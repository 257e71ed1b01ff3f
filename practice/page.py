"""Serves the page for people, and its survey panel."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from practice import samples
from practice.sources import SOURCES
from practice.surveys import BadSurveyError, Survey, send
from practice.workspace import WORKSPACE

STATIC = Path(__file__).parent / "static"
# Nothing of the page comes from another machine, and no text of a message can become a script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """Adds ``/``, ``/static/...``, ``GET /practice/providers`` and ``POST /practice/surveys``."""
    app.router.add_get("/", _page)
    app.router.add_get("/practice/providers", _providers)
    app.router.add_post("/practice/surveys", _surveys)
    app.router.add_static("/static/", STATIC)
    app.on_response_prepare.append(_guard)


async def _guard(request: web.Request, response: web.StreamResponse) -> None:
    """The browser asks again for every file: who edits one sees it at the next look."""
    if request.path == "/" or request.path.startswith("/static/"):
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"


async def _page(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "index.html")


def _offer(name: str) -> dict[str, Any]:
    """A source as the panel shows it, without its secret, with comments that its customers might write."""
    shown = asdict(SOURCES[name])
    del shown["secret"]
    wishes = [arrival.wish for arrival in samples.arrivals()]
    said = [wish for wish in wishes if wish["source"] == name and wish.get("comment")]
    comments = [{key: wish[key] for key in ("score", "comment", "language")} for wish in said]
    return {**shown, "comments": comments}


async def _providers(request: web.Request) -> web.Response:
    return web.json_response(
        {"ok": True, "sources": [_offer(name) for name in SOURCES], "customers": list(samples.customers())}
    )


async def _surveys(request: web.Request) -> web.Response:
    workspace = request.app[WORKSPACE]
    bot_url = workspace.config.bot_url
    if not bot_url:
        return _refusal("no_bot", "The workspace does not know the bot's address: start it with --bot-url.")
    try:
        wish = await request.json()
        if not isinstance(wish, dict):
            raise BadSurveyError("A survey is a JSON object.")
        survey = Survey.read(wish)
    except ValueError as problem:  # BadSurveyError is one, and so is what JSON raises
        return _refusal("bad_survey", str(problem))
    answers = await send(survey, bot_url, lambda: datetime.fromtimestamp(workspace.clock.now(), UTC))
    return web.json_response({"ok": True, "answers": answers})


def _refusal(error: str, message: str) -> web.Response:
    return web.json_response({"ok": False, "error": error, "message": message}, status=400)
