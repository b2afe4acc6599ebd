"""Each change of the sources against the tests that come by it, in one run of pytest.

mutmut writes the changes, and picks one by a variable of the environment. Its own loop starts
pytest anew for each of them, which takes longer than the tests. Here the tests are collected once;
then each change has a fork of that process, in which they run until one fails: those first that
noticed another change of the same function, then the fastest.

Run by `bench/mutants.py` in the copy, with the Python that has mutmut: `each_change.py RESULT
ONE_IN PATTERN TEST...` writes to RESULT how many there are, and of
those tried {change: noticed by (a test, "time" or null)}.
"""

import contextlib
import gc
import hashlib
import importlib
import json
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

CHANGE = "MUTANT_UNDER_TEST"
LONGEST = 3
"""CPU seconds beside ten times what a test takes: what takes longer never ends."""


def made() -> list[str]:
    """Let mutmut write the sources with every change in them; the names of the changes."""
    os.environ[CHANGE] = "mutant_generation"
    mutmut = importlib.import_module("mutmut.__main__")
    Path("mutants").mkdir(exist_ok=True)
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(os.cpu_count() or 1)
    metas = sorted(Path("mutants/src").rglob("*.py.meta"))
    return [name for m in metas for name in json.loads(m.read_text())["exit_code_by_key"]]


class EachChange:
    """A plugin of pytest that runs the collected tests once for every change."""

    def __init__(self, changes: list[str], result: Path) -> None:
        """`result` = where to write what noticed each of the changes."""
        self.changes = changes
        self.result = result
        self.found: dict[str, str | None] = {}
        self.running: dict[int, tuple[str, int]] = {}
        self.noticed: dict[str, Counter[int]] = defaultdict(Counter)

    def pytest_collection(self) -> None:
        """A property that fails has done its work: no smaller example is looked for."""
        hypothesis = importlib.import_module("hypothesis")  # pytest wants to be there first
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("each change", phases=phases)
        hypothesis.settings.load_profile("each change")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        if session.testsfailed:
            return False
        gc.freeze()  # a fork that counts nothing copies nothing
        first = self._fork(lambda out: _reached(session.items, out))
        with os.fdopen(first[1]) as stream:
            told = json.loads(stream.read() or "null")
        os.waitpid(first[0], 0)
        assert told is not None, "without a change the tests must pass"
        self.seconds, self.tests = told
        for at, change in enumerate(self.changes):
            while len(self.running) >= (os.cpu_count() or 1):
                self._wait(session)
            self._start(session, change)
            print(f"\r  {at + 1}/{len(self.changes)}", end="", file=sys.stderr)
        while self.running:
            self._wait(session)
        return True

    def _start(self, session: pytest.Session, change: str) -> None:
        function = change.partition("__mutmut_")[0]
        before = self.noticed[function]
        tests = sorted(self.tests.get(function, ()), key=lambda i: (-before[i], self.seconds[i], i))

        def run(out: int) -> None:
            os.environ[CHANGE] = change
            for i in tests:
                signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST + 10 * self.seconds[i])
                if not _passes(session.items[i]):
                    os.write(out, str(i).encode())
                    return
            os.write(out, b"-1")

        child, out = self._fork(run)
        self.running[child] = (change, out)

    def _fork(self, work: Callable[[int], None]) -> tuple[int, int]:
        out, into = os.pipe()
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                work(into)
            os._exit(0)
        os.close(into)
        return child, out

    def _wait(self, session: pytest.Session) -> None:
        child, _ = os.wait()
        change, out = self.running.pop(child)
        with os.fdopen(out) as stream:
            told = stream.read()
        if not told:
            self.found[change] = "time"
        elif int(told) < 0:
            self.found[change] = None
        else:
            self.noticed[change.partition("__mutmut_")[0]][int(told)] += 1
            self.found[change] = session.items[int(told)].nodeid


def _reached(items: list[pytest.Item], out: int) -> None:
    """Seconds of each test, and the tests that come by each function; nothing when one fails."""
    state = importlib.import_module("mutmut.state").state()
    os.environ[CHANGE] = "stats"
    seconds, tests = [], defaultdict(list)
    for i, item in enumerate(items):
        state._stats.clear()  # noqa: SLF001 - where mutmut keeps it
        begin = time.process_time()
        if not _passes(item):
            print(f"without a change: {item.nodeid} fails", file=sys.stderr)
            return
        seconds.append(time.process_time() - begin)
        for function in state._stats:  # noqa: SLF001
            tests[function].append(i)
    with os.fdopen(out, "w") as stream:
        json.dump((seconds, tests), stream)


def _passes(item: pytest.Item) -> bool:
    return not any(r.failed for r in runtestprotocol(item, log=False, nextitem=None))


def main() -> int:
    """0 when every change was tried."""
    result, one_in, pattern, *tests = sys.argv[1:]
    named = [name for name in made() if fnmatch(name, pattern)]
    # drawn by name: the same ones each time, spread over all functions, and not by their order
    named.sort(key=lambda name: hashlib.sha256(name.encode()).digest())
    changes = sorted(named[: -(-len(named) // int(one_in))])
    os.environ[CHANGE] = ""
    plugin = EachChange(changes, Path(result).absolute())
    os.chdir("mutants")
    options = ["--rootdir=.", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    ended = int(pytest.main([*options, *tests], plugins=[plugin]))
    told = {"made": len(named), "found": plugin.found}
    plugin.result.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return ended


if __name__ == "__main__":
    sys.exit(main())
