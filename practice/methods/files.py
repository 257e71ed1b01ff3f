"""Files, the newer way: ask for an address, upload to it, then say where the file belongs."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from practice.calls import Call, Handler, Refused
from practice.methods.chat import thread_of
from practice.workspace import WORKSPACE

Json = dict[str, Any]


async def get_upload_url(call: Call) -> Json:
    name, length = call.required("filename"), call.text("length")
    if not length.isdigit() or int(length) < 1:
        raise Refused("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    file_id = call.workspace.new_id("F")
    call.workspace.files[file_id] = {"id": file_id, "name": name, "length": int(length), "content": None}
    return {"upload_url": f"{call.workspace.url}upload/{file_id}", "file_id": file_id}


async def receive(request: web.Request) -> web.Response:
    """The upload itself: raw bytes, or a form with one file. The length must be the one that was announced."""
    file = request.app[WORKSPACE].files.get(request.match_info["file_id"])
    if file is None or file["content"] is not None:
        raise web.HTTPNotFound(text="no such upload")
    if request.content_type == "multipart/form-data":
        fields = [field for field in (await request.post()).values() if isinstance(field, web.FileField)]
        content = fields[0].file.read() if fields else b""
    else:
        content = await request.read()
    if len(content) != file["length"]:
        raise web.HTTPBadRequest(text="wrong length")
    file["content"] = content
    return web.Response(text=f"OK - {len(content)}")


async def complete_upload(call: Call) -> Json:
    wanted = call.parsed("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("invalid_arguments", ["[ERROR] missing required field: files"])
    files = []
    for one in wanted:
        file = call.workspace.files.get(str(one.get("id"))) if isinstance(one, dict) else None
        if file is None or file["content"] is None:
            raise Refused("file_not_found")
        title = one.get("title") or file["name"]
        link = f"{call.workspace.url}files/{file['id']}"
        shown = {"id": file["id"], "name": file["name"], "title": title, "size": file["length"]}
        files.append({**shown, "url_private": link, "permalink": link, "user": call.workspace.bot_user})
    if call.text("channel_id"):
        conversation = call.conversation("channel_id")
        if call.workspace.bot_user not in conversation.members:
            raise Refused("not_in_channel")
        if conversation.is_archived:
            raise Refused("is_archived")
        content = {"files": files, "thread_ts": thread_of(call, conversation)}
        call.workspace.write(conversation, call.workspace.bot_user, call.text("initial_comment"), content)
    return {"files": files}


async def download(request: web.Request) -> web.Response:
    """The file itself, for the page."""
    file = request.app[WORKSPACE].files.get(request.match_info["file_id"])
    if file is None or file["content"] is None:
        raise web.HTTPNotFound(text="no such file")
    name = "".join(c for c in file["name"] if c.isalnum() or c in "._- ") or "file"
    return web.Response(
        body=file["content"],
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


METHODS: dict[str, Handler] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
