"""`evidence`, `find` and `verify` on files: judged by output and exit code.

1. A booking by its key, the beginning of it or its reference; a file by its hash, with a record.
2. No such thing, or more than one, is wrong use (2) and says which there are.
3. `--json` prints JSON only; two runs print the same bytes, though each draws a key of its own.
4. A folder that `run` wrote is whole (0); with a byte changed or a file gone it is broken (3), and
   the file is named. What `run` leaves out or refuses, they do too.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_command_line import koppeling, process
from tests.scenario import MAPPING, Case

E = 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small month on disk, and what `run` makes of it."""
    found = tmp_path_factory.mktemp("month")
    case = Case().claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.bank(1000 * E, "declaratie F100001").bank(12 * E, "geen idee", "02-19")
    (found / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (found / "in").mkdir()
    for number, data in enumerate(case.everything()):
        (found / "in" / f"{number}.dat").write_bytes(data)
    words = ("--mapping", found / "mapping.toml", "--out", found / "out", found / "in")
    assert koppeling("run", *words).returncode == 0
    return found


def on_files(command: str, folder: Path, *words: str) -> tuple[int, str, str]:
    done = koppeling(command, "--mapping", folder / "mapping.toml", *words, folder / "in")
    return done.returncode, done.stdout, done.stderr


def result(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "out" / "result.json").read_text())
    return found


def test_every_booking_of_a_run_has_its_evidence(folder: Path) -> None:
    for entry in result(folder)["entries"]:
        for name in (entry["key"], entry["key"][:12], entry["reference"]):
            code, out, err = on_files("evidence", folder, "--json", name)
            assert (code, err) == (0, "")
            found = json.loads(out)
            assert found["entry"].items() <= entry.items()
            assert found["commit"] is None  # nothing was recorded: it was only tried
            assert found["broken"] == []
            seen = [(f["sha256"], *f["records"]) for f in found["files"]]
            rests = [(e["sha256"], e["record"]) for e in entry["evidence"]]
            assert seen == [tuple(x for x in evidence if x is not None) for evidence in rests]


def test_a_file_leads_back_to_its_bookings(folder: Path) -> None:
    whole = result(folder)
    for file in whole["files"]:
        code, out, _ = on_files("evidence", folder, "--json", file["sha256"][:16])
        assert code == 0
        rests = {e["key"] for e in whole["entries"] if file["sha256"] in str(e["evidence"])}
        assert {e["key"] for e in json.loads(out)["entries"]} == rests
    statement = next(f["sha256"] for f in whole["files"] if f["kind"] == "statement")
    code, out, _ = on_files("evidence", folder, f"{statement}:2")
    assert code == 0
    assert "12,00" in out
    assert "1.000,00" not in out


@pytest.mark.parametrize("name", ["ffffffff", "ab", "x:y", ""])
def test_what_is_not_there_is_wrong_use(folder: Path, name: str) -> None:
    code, out, err = on_files("evidence", folder, name)
    assert (code, out) == (2, "")
    assert err.startswith("koppeling evidence: ")


def test_files_need_a_mapping(folder: Path) -> None:
    done = koppeling("find", "12,00", folder / "in")
    assert done.returncode == 2
    assert "--mapping" in done.stderr
    (folder / "bad.toml").write_text("[administration]\n", encoding="utf-8")
    done = koppeling("find", "--mapping", folder / "bad.toml", "12,00", folder / "in")
    assert done.returncode == 2
    assert "inrichting geweigerd" in done.stderr


def test_a_claim_is_found_with_its_card(folder: Path) -> None:
    code, out, err = on_files("find", folder, "--json", "f-100.001")
    assert (code, err) == (0, "")
    (card,) = json.loads(out)["claims"]
    figures = ("declared", "awarded", "rejected", "unpaid", "undecided", "open")
    assert [card[f"{name}_cents"] for name in figures] == [1050_00, 1000_00, 50_00, 0, 50_00, 50_00]
    (paid,) = card["paid"]
    assert (paid["date"], paid["cents"], paid["rule"]) == ("2026-02-15", 1000_00, "named_sum")
    assert {e["key"] for e in json.loads(out)["entries"]} >= set(card["entries"])
    dutch, english = (on_files("find", folder, "--language", x, "F100001")[1] for x in ("nl", "en"))
    assert "nog open" in dutch
    assert "still open" in english


def test_two_runs_print_the_same_bytes(folder: Path) -> None:
    key = result(folder)["entries"][-1]["key"]
    for command, *rest in (("find", "12,00"), ("evidence", "--json", key)):
        words = (command, "--mapping", folder / "mapping.toml", *rest, folder / "in")
        said = [run(*words).stdout for run in (koppeling, process)]
        assert said[0]
        assert said[0] == said[1]


def test_a_folder_that_run_wrote_is_what_its_files_make(folder: Path) -> None:
    code, out, _ = on_files("verify", folder, "--json", "--book", str(folder / "out"))
    (found,) = json.loads(out)["administrations"]
    assert (code, found["whole"], found["administration"]) == (0, True, "noord")
    for file in sorted((folder / "out").iterdir()):
        data = file.read_bytes()
        file.write_bytes(data.replace(b"1", b"2", 1))
        code, out, _ = on_files("verify", folder, "--book", str(folder / "out"))
        assert code == 3, file.name
        assert f"{file.name} is niet" in out
        file.unlink()
        code, out, _ = on_files("verify", folder, "--book", str(folder / "out"))
        assert code == 3
        assert f"{file.name} ontbreekt" in out
        file.write_bytes(data)


def test_a_folder_among_its_own_files_is_not_one_of_them(folder: Path) -> None:
    """As `run` leaves out the folder that it writes."""
    inside, mapping = folder / "in" / "out", folder / "mapping.toml"
    assert koppeling("run", "--mapping", mapping, "--out", inside, folder / "in").returncode == 0
    done = koppeling("verify", "--mapping", mapping, "--book", inside, folder / "in")
    shutil.rmtree(inside)
    assert (done.returncode, "Niets is gewijzigd" in done.stdout) == (0, True)


@pytest.mark.parametrize("command", ["find", "evidence", "run"])
def test_a_scheme_that_clashes_with_the_mapping_is_refused(tmp_path: Path, command: str) -> None:
    mapping = tmp_path / "mapping.toml"
    text = MAPPING.replace("[booking]", '[booking]\nclaims = "package"')
    mapping.write_text(text, encoding="utf-8")
    subject = () if command == "run" else ("abcdef",)
    done = koppeling(command, "--mapping", mapping, "--scheme", "awarded", *subject, mapping)
    assert (done.returncode, "awarded" in done.stderr) == (2, True)


def test_a_folder_is_verified_with_its_mapping_and_files(folder: Path) -> None:
    assert koppeling("verify", "--book", folder / "out").returncode == 2
    assert koppeling("verify", "--mapping", folder / "mapping.toml").returncode == 2


@pytest.mark.parametrize("words", [("verify",), ("find", "12,00"), ("evidence", "abcdef")])
def test_without_files_and_without_a_cloud_it_says_what_to_do(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("emulator", "runtime", "layers"):
        (tmp_path / part).mkdir()
    monkeypatch.setenv("KOPPELING_LOCAL", str(tmp_path))
    done = koppeling(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "koppeling local up" in done.stderr
