"""What people do: `drop` puts files as a user would, waits until all is settled, shows the replies.

1. A mapping goes to the config bucket under the name it has itself; other files to the inbox.
2. Without `--to`, the only administration there is; with more than one, `--to` is asked for.
3. Replies are Dutch, on standard output; a refused file makes the exit code 1.
4. `status --json` has the contracted shape, and its result is a file.
5. An input that nobody takes is told, with what stands still; one that waits for a mapping is not.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.actions import ACTIONS, fault
from koppeling.model.documents import Decisions
from local import commands, replies
from local.__main__ import main
from local.cloud import Administration, Cloud, NotSettled
from local.places import ROOT, Places
from tests.local.conftest import FIXTURE, Small

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MAPPING = '[administration]\ntenant = "zorggroep"\nname = "noord"\n'


@pytest.fixture(scope="module")
def up(where: Places, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A `.local` of its own that borrows the parts of the real one."""
    home = tmp_path_factory.mktemp("home")
    for part in ("emulator", "runtime", "layers"):
        (home / part).symlink_to(where.home / part)
    return Places(home)


@pytest.fixture(scope="module")
def local(up: Places) -> Iterator[Run]:
    """The command line, on a cloud of its own that is up."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "local", "--template", str(FIXTURE), *arguments],
            cwd=ROOT,
            env=os.environ | {"KOPPELING_LOCAL": str(up.home)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("up").returncode == 0
    yield run
    run("down")


def test_files_are_dropped_and_answered_and_counted(local: Run, tmp_path: Path) -> None:
    mapping, good, bad = (tmp_path / n for n in ("inrichting.toml", "goed.txt", "fout.txt"))
    mapping.write_text(MAPPING)
    good.write_text("used")
    bad.write_text("refused")
    early = local("drop", str(good))
    mapped = local("drop", str(mapping))
    dropped = local("drop", str(good), str(bad))
    again = local("drop", str(good), str(bad))
    status = local("status", "--json")

    assert early.returncode == 2
    assert "drop a mapping" in early.stderr
    assert mapped.returncode == 0, mapped.stderr
    assert dropped.returncode == 1, dropped.stderr
    assert dropped.stdout.splitlines() == [
        "goed.txt: verwerkt",
        "fout.txt: geweigerd, niets van dit bestand is geboekt",
        "  - Telt niet op (record 2, veld 0116)",
    ]
    assert again.stdout.splitlines() == [
        "goed.txt: al bekend, niets nieuws",
        *dropped.stdout.splitlines()[1:],
    ]
    row = json.loads(status.stdout)["administrations"][0]
    result = row.pop("result")
    assert json.loads(Path(result).read_text())["held"] == ["e1"]
    assert row == {
        "tenant": "zorggroep",
        "administration": "noord",
        "sequence": 0,
        "blocked": False,
        "drafted": 0,
        "posted": 0,
        "held": 1,
        "parked": 2,
    }


def test_with_two_administrations_it_is_asked_which(local: Run, tmp_path: Path) -> None:
    for name in ("noord", "zuid"):
        mapping = tmp_path / f"{name}.toml"
        mapping.write_text(MAPPING.replace("noord", name))
        assert local("drop", str(mapping)).returncode == 0
    file = tmp_path / "bestand.txt"
    file.write_text("test")
    asked = local("drop", str(file))
    named = local("drop", "--to", "zorggroep/zuid", str(file))

    assert asked.returncode == 2
    assert "zorggroep/noord, zorggroep/zuid" in asked.stderr
    assert named.stdout.strip() == "bestand.txt: testbericht: gelezen, niet geboekt"


def test_a_decision_is_dropped_as_the_form(local: Run, up: Places) -> None:
    cloud = commands.cloud_of(up)
    cloud.configure(b"", Administration("zorggroep", "west"))
    done = local(
        "decide", "--to", "zorggroep/west", "post", "all", "--cents", "5", "--reason", "ja"
    )
    found = cloud.client("s3").list_objects_v2(Bucket=cloud.ids["InboxBucket"])["Contents"]
    key = next(o["Key"] for o in found if "/west/besluit-post-" in o["Key"])
    form = cloud.client("s3").get_object(Bucket=cloud.ids["InboxBucket"], Key=key)["Body"].read()
    (document,) = read_file(Source.of(form, key=b""))

    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()[:2]
    assert first.startswith("besluit B")
    assert first.endswith(": post all, 0,05 euro (ja)")
    assert second.startswith(key.rsplit("/", 1)[-1])
    assert isinstance(document, Decisions)
    (row,) = document.rows
    assert (row.action, row.subject, row.cents, row.reason) == ("post", "all", 5, "ja")


def test_a_decision_is_told_as_json(local: Run, up: Places) -> None:
    commands.cloud_of(up).configure(b"", Administration("zorggroep", "west"))
    row = ("explain", "L1", "account:4890")
    done = local("decide", "--to", "zorggroep/west", *row, "--reason", "kosten", "--json")
    found = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    assert found["administration"] == "zorggroep/west"
    said = [found["decision"][k] for k in ("action", "subject", "target", "cents", "reason")]
    assert said == [*row, None, "kosten"]
    assert set(found) >= {"file", "outcome", "problems", "carried_out"}


@pytest.mark.parametrize(
    "row", [("boek", "x"), ("explain", "L1", "nergens"), ("rejection", "R1", "weg")]
)
def test_a_decision_that_no_book_can_carry_out_is_wrong_use(
    row: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    why = fault(row[0], row[-1])

    assert why, "a book can carry this out: it would be dropped into a cloud that is up"
    assert main(["decide", *row, "--reason", "ja"]) == 2
    assert why in capsys.readouterr().err


def test_the_help_of_decide_has_a_line_for_every_action(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["decide", "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    for action in ACTIONS.values():
        line = next(x for x in shown.splitlines() if x.split()[:1] == [action.name])
        assert action.english in line
        assert action.goes_to in shown


def test_the_help_is_reached_from_the_command_that_people_type() -> None:
    shown = subprocess.run(
        [Path(sys.executable).with_name("koppeling"), "decide", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown.startswith("usage: koppeling decide ")


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        ({"outcome": "used", "problems": []}, False),
        ({"outcome": "used", "problems": [{"code": "decision_waits"}]}, False),
        ({"outcome": "used", "problems": [{"code": "decision_refused"}]}, True),
        ({"outcome": "refused"}, True),
    ],
)
def test_a_decision_that_was_not_taken_is_a_refusal(reply: dict[str, Any], refused: bool) -> None:
    assert replies.undecided(reply) == refused


def test_files_are_named_from_where_the_user_stands(tmp_path: Path) -> None:
    (tmp_path / "hier.txt").write_text("used")
    done = subprocess.run(
        [Path(sys.executable).with_name("koppeling"), "local", "drop", "hier.txt"],
        cwd=tmp_path,
        env=os.environ | {"KOPPELING_LOCAL": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    # it found the file: what is missing is the cloud
    assert "koppeling local up" in done.stderr


@pytest.mark.parametrize("to", ["noord", "a/b/c", "/b", "a/"])
def test_an_administration_is_two_names(local: Run, to: str) -> None:
    refused = local("drop", "--to", to, "x")

    assert refused.returncode == 2
    assert "TENANT/ADMINISTRATION" in refused.stderr


def test_an_input_that_nobody_takes_is_told(small: Small) -> None:
    cloud: Cloud = small.cloud
    waits, stuck = Administration("zorggroep", "west"), Administration("zorggroep", "oost")
    cloud.drop(b"left", waits, "a.txt")
    cloud.settle(20)
    cloud.configure(b"", stuck)
    cloud.drop(b"left", stuck, "a.txt")

    with pytest.raises(NotSettled, match="T#zorggroep#A#oost"):
        cloud.settle(20, standstill=1)
    for pk in ("T#zorggroep#A#west", "T#zorggroep#A#oost"):
        for each, sk in list(cloud.keys("NEW#", pk)):
            cloud.table.delete_item(Key={"PK": each, "SK": sk})
