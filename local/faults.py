"""A faulty network for tests: a proxy before the emulator that breaks the calls it is told to.

A function is pointed at it by an override of AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL_DYNAMODB, so
that the code under test is the deployed one and the fault lies where it lies in life:

- `answer`         the service says no (503 try later, 403 refused) and does nothing
- `lose_request`   the connection breaks before the service saw the call
- `lose_response`  the service did it, and the connection breaks before the caller knows
- `delay`          the service is slow
"""

import contextlib
import http.client
import os
import re
import signal
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, Self

from local.emulator import Running

Fault = Literal["answer", "lose_request", "lose_response", "delay"]
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
CODES = {403: "AccessDenied", 404: "NoSuchKey", 429: "TooManyRequests", 503: "SlowDown"}
FOR_EVER = 1_000_000


@dataclass(slots=True)
class Rule:
    """Storing: which calls break, and how.

    A call fits when its method is `method` ('' = any), `path` is found in its path and query, and
    `target` in its X-Amz-Target (both regular expressions). The `nth` fitting call breaks, and the
    `times - 1` after it. `meanwhile` runs at that moment: before the answer, after forwarding if
    the call is forwarded; a test kills a process there. `seen` counts the calls that fitted.
    """

    fault: Fault
    method: str = ""
    path: str = ""
    target: str = ""
    nth: int = 1
    times: int = FOR_EVER
    status: int = 503
    seconds: float = 0.0
    meanwhile: Callable[[], None] = lambda: None
    seen: int = field(default=0, init=False)

    def breaks(self, method: str, path: str, target: str) -> bool:
        """Count the call if it fits; whether it is one that breaks."""
        if self.method not in ("", method):
            return False
        if not (re.search(self.path, path) and re.search(self.target, target)):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


class FaultProxy:
    """Storingsproxy: forwards every call to the emulator, but those that a rule breaks."""

    def __init__(self, upstream: str) -> None:
        """Take the endpoint that calls go to; nothing listens before `with`."""
        self._upstream = urllib.parse.urlsplit(upstream).netloc
        self._rules: list[Rule] = []
        self._lock = threading.Lock()
        self._server = _Server(self)
        self.calls: list[str] = []

    @property
    def endpoint(self) -> str:
        """Where the proxy listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def add(self, rule: Rule) -> Rule:
        """Break calls by this rule from now on; the first rule that breaks a call decides."""
        with self._lock:
            self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forward everything again."""
        with self._lock:
            self._rules.clear()

    def rule_for(self, method: str, path: str, target: str) -> Rule | None:
        """The rule that breaks this call; every rule counts it."""
        with self._lock:
            self.calls.append(f"{method} {path} {target}".rstrip())
            broken = [r for r in self._rules if r.breaks(method, path, target)]
        return broken[0] if broken else None

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers and body of the emulator's own answer."""
        connection = http.client.HTTPConnection(self._upstream, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def __enter__(self) -> Self:
        """Listen, on a loopback port of its own."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, proxy: FaultProxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's own name
        """Say nothing: the tests look at `calls`."""

    def handle_expect_100(self) -> bool:
        """Let the client send its body: S3 uploads ask first."""
        self.send_response_only(100)
        self.end_headers()
        return True

    def _serve(self) -> None:
        body = self._body()
        rule = self.server.proxy.rule_for(
            self.command, self.path, self.headers.get("X-Amz-Target", "")
        )
        fault = rule.fault if rule else None
        if rule and fault != "lose_response":
            rule.meanwhile()
        if rule and fault == "answer":
            self._refuse(rule.status)
        elif fault == "lose_request":
            self._hang_up()
        else:
            if rule and fault == "delay":
                time.sleep(rule.seconds)
            self._forward(body, rule if fault == "lose_response" else None)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _serve  # noqa: N815 - the base's own names

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().strip() or b"0", 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _forward(self, body: bytes, lost: Rule | None) -> None:
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
        headers.pop("Expect", None)
        status, answered, content = self.server.proxy.forward(
            self.command, self.path, headers, body
        )
        if lost:
            lost.meanwhile()
            self._hang_up()
            return
        length = str(len(content))
        self.send_response(status)
        for name, value in answered:
            if name.lower() == "content-length" and self.command == "HEAD":
                length = value
            if name.lower() not in HOP_BY_HOP | {"date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _refuse(self, status: int) -> None:
        code = CODES.get(status, "InternalError")
        if "X-Amz-Target" in self.headers:
            content = f'{{"__type":"{code}","message":"broken by a test"}}'.encode()
        else:
            content = (
                f"<Error><Code>{code}</Code><Message>broken by a test</Message></Error>".encode()
            )
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()


def kill_function(emulator: Running, name: str) -> int:
    """Kill a function's processes in the midst of what they do; how many there were.

    As when the machine under them dies: the caller sees Runtime.ExitError, the next call starts
    afresh. Reads /proc, so this works on Linux only.
    """
    wanted = f"AWS_LAMBDA_FUNCTION_NAME={name}".encode()
    killed = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            number = int(process.name)
            if os.getpgid(number) != emulator.pid or number == emulator.pid:
                continue
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                os.kill(number, signal.SIGKILL)
                killed += 1
    return killed
