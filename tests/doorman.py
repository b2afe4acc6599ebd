"""The door of a package, over real HTTP: consent codes, rotating refresh tokens, and a first call.

As strict as Exact Online where it matters to who rotates: a code once, a refresh token once. It
has no clock: `early` and `down` say how it behaves. Ends with the test.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CODE = "stampNL001.ab/cd+ef=="
APP = {
    "client_id": "koppeling",
    "client_secret": "app-geheim",
    "redirect": "https://koppeling.example/klaar",
}


@dataclass
class Doorman:
    """Portier: what it gave, what it was asked, and how it behaves."""

    base: str = ""
    given: int = 0
    asked: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=lambda: {CODE})
    keys: set[str] = field(default_factory=set)
    early: bool = False
    down: int = 0
    lost: bool = False

    def let_in(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer to a request for a token."""
        if self.down:
            return self.down, {"error": "server_error"}
        if (form["client_id"], form["client_secret"]) != (APP["client_id"], APP["client_secret"]):
            return 400, {"error": "invalid_client"}
        if form["grant_type"] == "authorization_code":
            if form["code"] not in self.codes or form["redirect_uri"] != APP["redirect"]:
                return 400, {"error": "invalid_grant"}
            self.codes.remove(form["code"])
        elif form["refresh_token"] != f"verversing-{self.given}":
            words = "Old refresh token used."
            return 401, {"error": "unauthorized_client", "error_description": words}
        elif self.early:
            words = "Rate limit exceeded: access_token not expired"
            return 400, {"error": "invalid_request", "error_description": words}
        self.given += 1
        return 200, {
            "access_token": f"toegang-{self.given}",
            "token_type": "bearer",
            "expires_in": "600",
            "refresh_token": f"verversing-{self.given}",
        }

    def knows(self, authorization: str) -> bool:
        """Whether a request is let in."""
        held = {f"Bearer toegang-{self.given}"} | {f"Bearer {key}" for key in self.keys}
        return authorization in held


def _handler(door: Doorman) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {k: v[0] for k, v in parse_qs(body).items()}
            door.asked.append(form["grant_type"])
            status, answer = door.let_in(form)
            if door.lost:
                self.close_connection = True
                return
            self.answered(status, answer)

        def do_GET(self) -> None:
            door.asked.append(self.path)
            if door.down:
                self.answered(door.down, {})
                return
            known = door.knows(self.headers["authorization"])
            self.answered(200 if known else 401, {})

        def answered(self, status: int, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            if status == 429:
                self.send_header("Retry-After", "17")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    return Handler


@contextlib.contextmanager
def doorman() -> Iterator[Doorman]:
    """A door that is open as long as this lasts."""
    door = Doorman()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(door))
    server.daemon_threads = True
    door.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True)
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
