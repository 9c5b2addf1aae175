"""A client of the live channel that is no browser: it speaks the frames that outside tools speak."""

import json
import re
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import websocket
from flask import Flask

from db.models import Member
from webapp.domain import accounts

WAIT = 15  # seconds; what is announced comes at once, what is not comes never


def cookie_of(app: Flask, member: Member) -> tuple[str, str]:
    """A new session of a member: the cookie for a request, and the session's token."""
    token = accounts.open_session(member, device="test")
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own kind
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}", token


def submit(base_url: str, cookie: str, page_path: str, action: str) -> None:
    """Press a button of a page, as a browser without script does."""
    page = urlopen(Request(base_url + page_path, headers={"Cookie": cookie}))  # noqa: S310 # our own server
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
    assert token
    sent = urlencode({"csrf_token": token[1]}).encode()
    cookies = "; ".join([cookie, *(c.split(";")[0] for c in page.headers.get_all("Set-Cookie", []))][-1:])
    urlopen(Request(base_url + action, data=sent, headers={"Cookie": cookies}))  # noqa: S310 # our own server


class Live:
    """One open socket."""

    def __init__(self, base_url: str, pair_id: int, cookie: str, origin: str = "", query: str = "") -> None:
        address = f"{base_url.replace('http', 'ws', 1)}/pairs/{pair_id}/live{query}"
        headers = [f"Cookie: {cookie}"]
        self.ws = websocket.create_connection(address, header=headers, origin=origin or base_url, timeout=WAIT)

    def send(self, **frame: Any) -> None:
        self.ws.send(json.dumps(frame))

    def post(self, body: str, client_id: str, **more: Any) -> None:
        self.send(type="message", client_id=client_id, body=body, **more)

    def receive(self) -> str:
        text = self.ws.recv()
        assert isinstance(text, str)
        return text

    def hear(self, words: str) -> str:
        """The next frame that holds these words."""
        while True:
            frame = self.receive()
            if words in frame:
                return frame

    def close_code(self) -> int:
        """The code with which the other side closes, whatever comes before."""
        while True:
            opcode, data = self.ws.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big")

    def is_silent(self, seconds: float = 0.5) -> bool:
        """Whether nothing comes for so long."""
        self.ws.settimeout(seconds)
        try:
            self.ws.recv()
        except websocket.WebSocketTimeoutException:
            return True
        finally:
            self.ws.settimeout(WAIT)
        return False

    def close(self) -> None:
        self.ws.close()


def seqs(frame: str) -> list[int]:
    """The seqs that the rows of a frame bear."""
    return [int(seq) for seq in re.findall(r'data-seq="(\d+)"', frame)]
