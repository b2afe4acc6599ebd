"""A real bookkeeping package on this machine: Tryton on PostgreSQL, for as long as a block lasts.

It is for tests and for trying the connector by hand; nothing of it is deployed. `make test`
installs it (docs/decisions/0023-tryton-on-postgresql.md). The first start makes the administration
of `tryton_books.toml`, half a minute; each later one copies its files.
"""

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.places import ROOT, NotReady, Places

KEYS: dict[str, str] = tomllib.loads((ROOT / "local/tryton_books.toml").read_text("utf-8"))["keys"]
"""Sleutels: of the connection (`koppeling`) and of persons who work beside it."""
COMPANY = 1
PREFIX = "koppeling-tryton-"
YOUNG_SECONDS = 60
MADE_OF = ("local/tryton_books.py", "local/tryton_books.toml", "local/tryton_launcher.py")


@dataclass(frozen=True, slots=True)
class Server:
    """Draaiend pakket: its process and the folder of this run, and where it listens.

    `programs` = those of PostgreSQL, to reach its database.
    """

    pid: int
    folder: Path
    port: int
    database_port: int
    programs: Path
    databases: list[str]

    @property
    def url(self) -> str:
        """Where Tryton answers."""
        return f"http://127.0.0.1:{self.port}"

    def new(self) -> "Administration":
        """One more administration like the one that was made."""
        name = f"books{len(self.databases)}"
        self.databases.append(name)
        where = ("-h", "127.0.0.1", "-p", str(self.database_port), "-U", "tryton")
        command = [str(self.programs / "createdb"), *where, "-T", "books", name]
        subprocess.run(command, check=True)
        return Administration(self, name)


@dataclass(frozen=True, slots=True)
class Administration:
    """Administratie: one database of the server."""

    server: Server
    database: str

    def sql(self, statement: str) -> str:
        """Do something behind the package's back, as no connector can."""
        where = f"postgresql://tryton@127.0.0.1:{self.server.database_port}/{self.database}"
        command = [str(self.server.programs / "psql"), "-XAtq", "-c", statement, where]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def clear(self) -> None:
        """Nothing was ever booked, and every period is open."""
        self.sql(
            "truncate account_move, account_move_line, analytic_account_line,"
            " account_move_reconciliation, account_journal_period cascade;"
            " update account_period set state = 'open'"
        )


@contextlib.contextmanager
def tryton(where: Places) -> Iterator[Server]:
    """The package, started; it ends with the block, and with this process. Raises NotReady."""
    python = str(where.tryton)
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    command = [python, "local/tryton_launcher.py", str(folder), str(_template(where))]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = process.stdout.readline().decode().split()
            if not said:
                log.seek(0)
                message = f"Tryton did not start:\n{log.read().decode(errors='replace')[-2000:]}"
                raise NotReady(message)
            yield Server(process.pid, folder, int(said[0]), int(said[1]), Path(said[2]), [])
        finally:
            process.stdin.close()
            process.wait()


def _sweep(parent: Path) -> None:
    """Remove what a launcher that was killed left on disk; one that is starting is young."""
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (folder / "alive").open() as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - folder.stat().st_mtime > YOUNG_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _template(where: Places) -> Path:
    """The files of the administration, by what they were made of."""
    made = hashlib.sha256((ROOT / "requirements/tryton.txt").read_bytes())
    for name in MADE_OF:
        made.update((ROOT / name).read_bytes())
    return where.home / "tryton" / f"books-{made.hexdigest()[:16]}"
