"""The fake from the other side: start it, speak HTTP to it, and ask it what no package tells."""

import atexit
import http.client
import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from koppeling.connectors.wire import NoAnswer, NotSent, Reply

ROOT = Path(__file__).parents[3]


@cache
def address() -> str:
    """Where the fake listens: one process for all tests of this one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.exact"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(process.kill)
    assert process.stdout is not None
    return process.stdout.readline().strip()


def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """One request over a connection of its own, as `Send` wants it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.connect()
    except OSError as error:
        raise NotSent from error
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    try:
        connection.request(method, path, body or None, dict(headers))
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, found, answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer from error
    finally:
        connection.close()


def control(name: str, **told: Any) -> dict[str, Any]:
    """What the fake does or tells behind the package's back."""
    reply = send("POST", f"{address()}/_fake/{name}", {}, json.dumps(told).encode())
    assert reply.status == 200, reply
    found: dict[str, Any] = json.loads(reply.body)
    return found
