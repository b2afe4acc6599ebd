"""Measuring variants side by side: each in a process of its own, in turn, the best round counts.

The peers run in an environment of their own (`.local/bench`), so that neither the product nor its
tests ever depend on them.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 3
NIGHT = os.environ.get("SIZE") == "night"
PEERS = Path(".local/bench/bin/python")


@dataclass(frozen=True)
class Target:
    """Doel: at least so many times faster than each peer named, and under so many megabytes."""

    name: str
    times: dict[str, float]
    megabytes: float


Result = tuple[float, float]
"""CPU seconds, peak megabytes."""


def own(module: str, *arguments: str) -> list[str]:
    """The command that measures one of our own variants."""
    return [sys.executable, "-m", module, *arguments]


def peer(*arguments: str) -> list[str]:
    """The command that measures a peer of `bench/peers.py`."""
    return [str(PEERS), "-m", "bench.peers", *arguments]


def best(
    commands: dict[str, list[str]], expected: object, rounds: int = ROUNDS
) -> dict[str, Result]:
    """The best round of every variant; each must come to the same figures."""
    found: dict[str, Result] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds, megabytes, figures = json.loads(done.stdout)
            assert figures == expected, (name, figures, expected)
            before = found.get(name, (1e9, 0.0))
            found[name] = (min(before[0], seconds), max(before[1], megabytes))
    return found


def one(work: Callable[[], Any]) -> None:
    """Run one variant in this process and print what it took, with its figures."""
    begin = time.process_time()
    figures = work()
    seconds = time.process_time() - begin
    # what a process started by this one took is its own work too (wc)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds += children.ru_utime + children.ru_stime
    print(json.dumps([seconds, _peak(), figures]))


def _peak() -> float:
    """Peak megabytes of this process; getrusage would count what its parent had at the start."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(rows["VmHWM"].split()[0]) / 1024


def told(found: dict[str, Result], targets: list[Target], size: int) -> bool:
    """Print every variant and every ratio; whether all targets are met."""
    for name, (seconds, megabytes) in found.items():
        speed = size / 1e6 / seconds
        print(f"  {name:<36} {seconds:7.2f} s CPU {speed:8.1f} MB/s {megabytes:7.1f} MB")
    good = True
    for target in targets:
        seconds, megabytes = found[target.name]
        for name, times in target.times.items():
            ratio = found[name][0] / seconds
            good = good and ratio >= times
            wanted = f"at least {times:g}" if times else "stated"
            print(f"  {target.name}: {ratio:.2f} x {name} ({wanted})")
        good = good and megabytes <= target.megabytes
        print(f"  {target.name}: {megabytes:.1f} MB (under {target.megabytes:g})")
    print("  targets met" if good else "  TARGETS MISSED")
    return good
