"""One user of the app without a browser: speaks Streamlit's own protocol over its websocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LARGEST_MESSAGE = 64 * 2**20


@dataclass
class Page:
    """What the server has sent: widgets by key, and the exceptions that it drew."""

    session: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    exceptions: list[str] = field(default_factory=list)
    received: int = 0

    def take(self, message: ForwardMsg) -> None:
        if message.HasField("new_session"):
            self.session = message.new_session.initialize.session_id or self.session
        if not message.HasField("delta") or not message.delta.HasField("new_element"):
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")
        if kind in ("button", "file_uploader", "bidi_component", "checkbox"):
            identity = getattr(element, kind).id
            self.widgets[identity.rsplit("-", 1)[-1] or identity] = identity


class User:
    """A connection, its page, and the widgets' values as the browser would keep them."""

    def __init__(self, socket: ClientConnection, address: str) -> None:
        self.socket, self.address = socket, address
        self.page = Page()
        self.states: dict[str, dict[str, Any]] = {}
        self.query = ""

    async def run(self, query: str | None = None, **trigger: Any) -> float:
        """One run of the script, from the request to its end; seconds.

        ``trigger`` is a value that counts for this run only: ``id`` and one field of a WidgetState.
        """
        if query is not None:
            self.query = query
        message = BackMsg()
        message.rerun_script.query_string = self.query
        for identity, value in self.states.items():
            state = message.rerun_script.widget_states.widgets.add(id=identity)
            _fill(state, value)
        if trigger:
            state = message.rerun_script.widget_states.widgets.add(id=trigger.pop("id"))
            _fill(state, trigger)
        await self._quiet(0.05)
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await self._until(lambda m: m.HasField("new_session"))
        await self._until(lambda m: m.WhichOneof("type") == "script_finished")
        return time.perf_counter() - begun

    async def upload(self, uploader: str, name: str, data: bytes) -> float:
        """Give a file to an uploader and wait for the run that takes it; seconds, the transfer included."""
        begun = time.perf_counter()
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self.page.session
        await self.socket.send(message.SerializeToString())
        answer = await self._until(lambda m: m.HasField("file_urls_response"))
        (urls,) = answer.file_urls_response.file_urls
        await asyncio.to_thread(_put, f"{self.address}{urls.upload_url}", name, data)
        info = {"file_id": urls.file_id, "name": name, "size": len(data), "urls": urls}
        self.states[uploader] = {"files": [info]}
        await self.run()
        del self.states[uploader]  # the dialog has closed, and with it the uploader
        # The run that took the file asks for another, which draws the answer.
        await self._until(lambda m: m.WhichOneof("type") == "script_finished")
        return time.perf_counter() - begun

    async def _quiet(self, seconds: float) -> None:
        """Take what has come since, until nothing comes for so long."""
        with contextlib.suppress(TimeoutError):
            while True:
                self._take(await asyncio.wait_for(self.socket.recv(), seconds))

    def _take(self, data: bytes | str) -> ForwardMsg:
        self.page.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        self.page.take(message)
        return message

    async def _until(self, wanted: Any) -> ForwardMsg:
        while True:
            message = self._take(await self.socket.recv())
            if wanted(message):
                return message


def _fill(state: Any, value: dict[str, Any]) -> None:
    for name, held in value.items():
        if name == "files":
            for info in held:
                one = state.file_uploader_state_value.uploaded_file_info.add(
                    file_id=info["file_id"], name=info["name"], size=info["size"]
                )
                one.file_urls.CopyFrom(info["urls"])
        elif name == "json_value":
            state.json_value = json.dumps(held)
        else:
            setattr(state, name, held)


def _put(address: str, name: str, data: bytes) -> None:
    """As a browser sends it: one part of a form."""
    line = "geo-core-load"
    head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
    body = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + data + f"\r\n--{line}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={line}"}
    request = urllib.request.Request(address, body, kind, method="PUT")  # noqa: S310 - loopback
    urllib.request.urlopen(request, timeout=60).close()  # noqa: S310


def connection(address: str) -> Any:
    """The websocket of an app, to be used as ``async with``."""
    stream = address.replace("http://", "ws://") + "/_stcore/stream"
    asked: dict[str, Any] = {
        "subprotocols": ["streamlit"],
        "max_size": LARGEST_MESSAGE,
        "ping_interval": None,
    }
    return connect(stream, origin=address, **asked)
