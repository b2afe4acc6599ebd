"""The emulator as a process: started, found back and stopped, with nothing left behind.

Three rules keep it clean. It runs in a session of its own and the whole process group is stopped,
because the functions' processes are its children. It holds a lock on its state file for as long as
it lives, so that a stale file never points at a stranger. And it hangs on a leash (its standard
input): when the starter dies without having said `stay`, it takes its group down itself.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.places import ROOT, NotReady, Places

REGION = "eu-west-1"
ACCOUNT = "123456789012"
START_SECONDS = 30
STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Running:
    """Draaiende emulator: its process group, where it listens, and the folder it keeps."""

    pid: int
    endpoint: str
    folder: Path

    @property
    def overrides(self) -> Path:
        """JSON: function name -> environment variables that win over the template's."""
        return self.folder / "overrides.json"

    @property
    def log(self) -> Path:
        """What the emulator writes."""
        return self.folder / "emulator.log"


def running(folder: Path) -> Running | None:
    """The emulator whose state lies in this folder, None when it does not live."""
    state = folder / "emulator.json"
    try:
        descriptor = os.open(state, os.O_RDWR)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read()
        else:
            return None
    if not text:
        return None
    found = json.loads(text)
    return Running(found["pid"], found["endpoint"], folder)


def stop(emulator: Running) -> None:
    """Stop the emulator and every function's process, and remove its folder.

    At once and by force: all it knows is in memory, and a function that hangs must not stay.
    """
    end = time.monotonic() + STOP_SECONDS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < end:
            os.killpg(emulator.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(emulator.pid, os.WNOHANG)
            time.sleep(0.01)
    shutil.rmtree(emulator.folder, ignore_errors=True)


class Leash:
    """Lijn: holds an emulator to the life of this process, until it may stay."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        """Hold the process by its standard input."""
        self.process = process

    def let_go(self) -> None:
        """The emulator stays when this process ends; `stop` ends it later."""
        self._close(b"stay")

    def cut(self) -> None:
        """Close the pipe without a word: the emulator ends, if it has not yet."""
        self._close(b"")
        self.process.wait()

    def _close(self, word: bytes) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(word)
            self.process.stdin.close()


def start(
    where: Places, folder: Path, settings: Mapping[str, str] | None = None
) -> tuple[Running, Leash]:
    """Start an emulator on a free loopback port, with its state in `folder`.

    `settings` are more environment variables of the emulator. Raises NotReady when it does not
    come up; then nothing of it is left.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tmp").mkdir(parents=True)
    command = [str(where.emulator), "-m", "local.launcher"]
    environment = _environment(where, folder) | dict(settings or {})
    with (folder / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    leash = Leash(process)
    try:
        return _await(process, folder, environment["GATEWAY_PORT"]), leash
    except BaseException:
        leash.cut()
        stop(Running(process.pid, "", folder))
        raise


def _environment(where: Places, folder: Path) -> dict[str, str]:
    """Nothing is inherited but the path: the developer's own AWS settings never get in."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    return kept | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(_free_port()),
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(folder / "tmp"),
        "LOCAL_RUNTIME": str(where.runtime),
        "LOCAL_LOCK": str(folder / "emulator.json"),
        "LOCAL_OVERRIDES": str(folder / "overrides.json"),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: "subprocess.Popen[bytes]", folder: Path, port: str) -> Running:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health"):
                found = running(folder)
            if found is not None and found.pid == process.pid:
                return found
        time.sleep(0.03)
    tail = (folder / "emulator.log").read_text(errors="replace")[-2000:]
    message = f"the emulator did not start:\n{tail}"
    raise NotReady(message)


@contextlib.contextmanager
def borrowed(where: Places, settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """An emulator for as long as the block lasts: for tests."""
    parent = where.home / "tests"
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(dir=parent))
    emulator, leash = start(where, folder, settings)
    try:
        yield emulator
    finally:
        stop(emulator)
        leash.cut()


def _sweep(parent: Path) -> None:
    """Remove what starters that were killed left on disk; one that is starting is young."""
    for folder in parent.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > 2 * START_SECONDS and not running(folder):
                shutil.rmtree(folder, ignore_errors=True)
