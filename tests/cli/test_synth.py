"""The synthetic payer: from a seed, files in every standard that is written, and their truth.

1. The same seed gives the same bytes; a used folder and impossible months are refused.
2. Every file is read as its truth says, without a finding.
3. Booked with its own mapping, no match says anything but the truth, and every payout that names
   all it pays is matched.
4. Every standard, version and form of statement that has a writer occurs in it.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from koppeling.cli.main import main
from koppeling.cli.read import plain
from koppeling.cli.synth import synthetic
from koppeling.formats.layout import layouts
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from tests import sizes

# of a bank's CSV: that it is the lesser source, and that it may lack a balance
EXPECTED = {"fallback", "no_balance"}
SEEDS = range(1, 1 + sizes.of(4, 60))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    made, truth = synthetic(7, 2)
    program = "from koppeling.cli.synth import synthetic; print(synthetic(7, 2)[1]['files'])"
    command = [sys.executable, "-c", program]
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert again.stdout.strip() == str(truth["files"])
    assert synthetic(8, 2)[1]["files"] != truth["files"]
    assert main(["synth", "--seed", "7", "--out", str(tmp_path / "a")]) == 0
    written = {f.name: f.read_bytes() for f in (tmp_path / "a" / "files").iterdir()}
    assert written == {f.name: f.data for f in made}


def test_a_used_folder_and_impossible_months_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["synth", "--seed", "1", "--out", str(tmp_path)]) == 2
    assert main(["synth", "--seed", "1", "--out", str(tmp_path / "b"), "--months", "0"]) == 2
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_file_is_read_as_its_truth_says(seed: int) -> None:
    made, _ = synthetic(seed, 2)
    assert len({f.name for f in made}) == len(made)
    for file in made:
        (document,) = read_file(Source.of(file.data, key=b"k"))
        found = plain(document, Path(file.name))
        assert {k: found[k] for k in file.truth} == file.truth, file.name
        assert {p["code"] for p in found["problems"]} <= EXPECTED, file.name


def test_every_standard_that_has_a_writer_occurs() -> None:
    _, truth = synthetic(1, 3)
    found = {file["standard"] for file in truth["files"].values()}
    assert {x.standard for x in layouts()} <= found
    assert {"WMO323", "WMO325", "JW323", "JW325"} <= found
    assert {"GDS801", "GDS802", "CAMT.053", "MT940"} <= found
    assert {f"CSV {name}" for name in ("Rabobank", "ING", "ABN AMRO", "ASN", "Knab")} <= found
    assert {"verrekening", "betaalspecificatie", "verrekenoverzicht", "rekening-courant"} <= found


@pytest.mark.parametrize("seed", SEEDS)
def test_booked_no_match_says_anything_but_the_truth(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "month"
    assert main(["synth", "--seed", str(seed), "--out", str(out)]) == 0
    capsys.readouterr()
    command = ["run", "--json", "--mapping", str(out / "mapping.toml"), str(out / "files")]
    assert main(command) == 0
    result = json.loads(capsys.readouterr().out)
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    payouts = {place(p["bank_line"]): p for p in truth["payouts"]}
    matched = {place(m["bank_line"]): items(m["items"]) for m in result["matches"]}
    assert all(found == items(payouts[at]["items"]) for at, found in matched.items())
    known = [(at, p) for at, p in payouts.items() if p["from_known_account"]]
    named = {at for at, p in known if p["style"] in {"each", "bundle"}}
    assert named <= set(matched)
    assert {f["outcome"] for f in result["files"]} == {"used"}


def place(line: dict[str, Any]) -> tuple[str, int]:
    return line["sha256"], line["record"]


def items(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return sorted((item["invoice"], item["cents"]) for item in found)
