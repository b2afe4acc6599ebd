"""The real package of the tests leaves nothing behind, whoever dies first.

1. When the one who started it is killed, Tryton and PostgreSQL end and their folder goes.
2. When what holds them is killed, PostgreSQL ends too, and the next start removes the folder.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from local import tryton as books
from local.places import ROOT, NotReady, Places, places
from local.tryton import Server, tryton

START = """
from local.places import places
from local.tryton import tryton
with tryton(places()) as server:
    print(server.folder, server.port, server.database_port, flush=True)
    input()
"""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def comes(what: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def test_nothing_stays_when_the_starter_is_killed(books_server: Server) -> None:
    assert listens(books_server.port)
    with subprocess.Popen(
        [sys.executable, "-c", START],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        folder, port, database_port = starter.stdout.readline().split()
        assert listens(int(port))
        assert listens(int(database_port))
        starter.kill()
    assert comes(lambda: not listens(int(port)) and not listens(int(database_port)))
    assert comes(lambda: not Path(folder).exists())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process cannot ask for this")
def test_postgres_ends_with_what_holds_it(
    books_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listens(books_server.port)
    parent = Path(tempfile.mkdtemp())
    parent.chmod(0o755)  # PostgreSQL may run as somebody else
    monkeypatch.setattr(tempfile, "tempdir", str(parent))
    monkeypatch.setattr(books, "YOUNG_SECONDS", -1)
    with tryton(places()) as server, tryton(places()) as other:
        os.kill(server.pid, signal.SIGKILL)
        assert comes(lambda: not listens(server.database_port))
        assert server.folder.exists()
        books._sweep(parent)
        assert not server.folder.exists()
        assert listens(other.port), "what lives is left alone"
    assert comes(lambda: not other.folder.exists())
    parent.rmdir()


def test_what_is_not_installed_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(NotReady, match=r"make \.local/tryton/\.done"), tryton(Places(tmp_path)):
        pass
    assert list(tmp_path.iterdir()) == []
