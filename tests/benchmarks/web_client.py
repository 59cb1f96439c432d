"""A reader without a browser: talks to the web app as the page does, over the same WebSocket."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FINAL = ("answered", "no_evidence")


@dataclass
class Reader:
    """One session. `turns` is what the page shows of every turn, by its element's id."""

    connection: websockets.ClientConnection
    turns: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    _field: str = ""
    _page: str = ""
    _fragment: str = ""
    _interval_s: float = 0.0

    async def open_page(self) -> float:
        """Request the page and return the seconds until it was complete."""
        return await self._run(lambda message: None, lambda: True)

    async def ask(self, question: str) -> tuple[float, dict[str, Any]]:
        """Ask, wait for the finished answer, and return the seconds that took and what is shown of it."""

        def send(message: BackMsg) -> None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self._field
            state.chat_input_value.data = question

        known = set(self.turns)

        def is_there() -> bool:
            new = [turn for id, turn in self.turns.items() if id not in known]
            return any(turn["question"] == question and turn["status"] in FINAL for turn in new)

        seconds = await self._run(send, is_there)
        return seconds, [turn for id, turn in self.turns.items() if id not in known][-1]

    async def _run(self, fill: Callable[[BackMsg], None], is_there: Callable[[], bool]) -> float:
        """Send one request, and those the page would send by itself, until `is_there`; return the seconds."""
        started = time.perf_counter()
        await self._send(fill)
        done_s = 0.0
        while True:
            message = ForwardMsg.FromString(await self.connection.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._take(message.delta.new_element)
                done_s = done_s or (time.perf_counter() - started if self.turns and is_there() else 0.0)
            elif kind == "new_session":
                self._page, self._fragment = message.new_session.page_script_hash, ""
            elif kind == "auto_rerun":
                self._fragment, self._interval_s = message.auto_rerun.fragment_id, message.auto_rerun.interval
            elif kind == "script_finished":
                if is_there():
                    return done_s or time.perf_counter() - started
                if self._fragment:
                    await asyncio.sleep(self._interval_s)
                    await self._send(lambda _: None, self._fragment)

    async def _send(self, fill: Callable[[BackMsg], None], fragment: str = "") -> None:
        message = BackMsg()
        message.rerun_script.query_string = ""
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        fill(message)
        await self.connection.send(message.SerializeToString())

    def _take(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "chat_input":
            self._field = element.chat_input.id
        elif kind == "bidi_component" and '"question"' in element.bidi_component.json:
            self.turns[element.bidi_component.id] = json.loads(element.bidi_component.json)
        elif kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            self.errors.append(str(element))


async def connect(address: str) -> Reader:
    """Return a new session of the app at http://HOST:PORT."""
    connection = await websockets.connect(
        f"ws{address.removeprefix('http')}/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        origin=websockets.Origin(address),
        max_size=None,
    )
    return Reader(connection)
