"""No process is ever left behind, and none that is not ours is ever touched.

1. What a test borrows is gone after it.
2. When the starter is killed, the emulator and the functions' processes end by themselves.
3. `up` leaves the cloud running, also for a second `up`; `down` stops all of it.
4. An `up` that is interrupted, or whose template is wrong, leaves nothing.
5. A state file that is not locked is stale: its number may be a stranger's by now.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import emulator
from local.places import ROOT, Places
from tests.local.conftest import FIXTURE, eventually

WHOLE_CLOUD = f"""
import time
from pathlib import Path
from local import deployer, emulator, places
where = places.places()
with emulator.borrowed(where) as running:
    ids = deployer.deploy(where, Path({str(FIXTURE)!r}), running.endpoint, "small", {{}})
    lambdas = deployer.client("lambda", running.endpoint)
    lambdas.invoke(FunctionName=ids["GreetFunction"], Payload="{{}}")
    print(running.pid, flush=True)
    time.sleep(60)
"""


BORROWED = """
import signal, time
from local import emulator, places
# a background job of a plain shell inherits an ignored interrupt
signal.signal(signal.SIGINT, signal.default_int_handler)
with emulator.borrowed(places.places()) as running:
    print(running.pid, flush=True)
    time.sleep(60)
"""


def lives(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def local(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command line of the local cloud, with the fixture's template."""
    return subprocess.run(
        [sys.executable, "-m", "local", "--template", str(FIXTURE), *arguments],
        cwd=ROOT,
        env=os.environ | {"KOPPELING_LOCAL": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def program(home: Path, *command: str) -> Iterator["subprocess.Popen[str]"]:
    """Our own Python on a program, ended whatever happens."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"KOPPELING_LOCAL": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_what_a_test_borrows_is_gone_after_it(where: Places) -> None:
    with emulator.borrowed(where) as running:
        alive = lives(running.pid)

    assert alive
    assert not lives(running.pid)
    assert not running.folder.exists()


def test_all_ends_when_the_starter_is_killed(home: Path) -> None:
    with program(home, "-c", WHOLE_CLOUD) as starter:
        assert starter.stdout
        group = int(starter.stdout.readline())
        before = lives(group)
        starter.kill()

        assert before
        assert eventually(lambda: not lives(group), 5)


def test_all_ends_when_the_starter_is_interrupted(home: Path) -> None:
    with program(home, "-c", BORROWED) as starter:
        assert starter.stdout
        group = int(starter.stdout.readline())
        starter.send_signal(signal.SIGINT)
        starter.wait(10)

        assert not lives(group)


def test_up_stays_and_down_stops_it(home: Path) -> None:
    folder = home / "run"
    first = local(home, "up")
    running = emulator.running(folder)
    second = local(home, "up", "--set", "Mood=odd")
    again = emulator.running(folder)
    down = local(home, "down")

    assert (first.returncode, second.returncode, down.returncode) == (0, 0, 0), second.stderr
    assert running is not None
    assert again == running
    assert not lives(running.pid)
    assert emulator.running(folder) is None
    assert not folder.exists()
    assert "not up" in local(home, "down").stderr


def test_an_up_that_is_interrupted_leaves_nothing(home: Path) -> None:
    with program(home, "-m", "local", "--template", str(FIXTURE), "up") as up:
        state = home / "run" / "emulator.json"
        assert eventually(lambda: state.exists() and state.read_text())
        group = json.loads(state.read_text())["pid"]
        up.send_signal(signal.SIGINT)
        code = up.wait(15)

    # it may have been done just before
    if code == 0:
        local(home, "down")
    assert code in (0, 130)
    assert not lives(group)


def test_an_up_whose_template_is_wrong_leaves_nothing(home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "template.yaml"
    wrong.write_text("Resources: {Odd: {Type: AWS::Odd::Thing}}\n")
    failed = local(home, "--template", str(wrong), "up")

    assert failed.returncode == 2
    assert "not deployed" in failed.stderr
    assert emulator.running(home / "run") is None
    assert not (home / "run").exists()


def test_a_stale_state_file_never_stops_a_stranger(home: Path) -> None:
    (home / "run").mkdir()
    with subprocess.Popen(["/bin/sleep", "30"], start_new_session=True) as stranger:
        state = {"pid": stranger.pid, "endpoint": "http://127.0.0.1:1"}
        (home / "run" / "emulator.json").write_text(json.dumps(state))
        down = local(home, "down")
        alive = stranger.poll() is None
        stranger.kill()

    assert "not up" in down.stderr
    assert alive


@pytest.mark.parametrize("arguments", [("drop", __file__), ("status",), ("invoke", "greet", "x")])
def test_what_needs_the_cloud_says_how_to_get_it(home: Path, arguments: tuple[str, ...]) -> None:
    done = local(home, *arguments)

    assert done.returncode == 2
    assert "koppeling local up" in done.stderr
    assert done.stdout == ""
