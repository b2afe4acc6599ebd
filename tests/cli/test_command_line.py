"""The command line, as the contract has it, judged by its output and exit code.

It runs as a process of its own where that can matter: reading, wrong use, and that two runs write
the same bytes. Elsewhere it is called, because starting Python takes longer than what is tested.

1. `read` prints one JSON object a document with every key, and exits 1 on an error-level problem.
2. `describe` shows fields in the standard's words and no person.
3. `check` names every fault by its key; `--explain` gives every value with its source.
4. `run` exits 0, 1 or 2, writes its files, and prints only JSON with `--json`.
5. Bad input of every kind gets a sentence with file, record and field, and nothing of it is booked.
"""

import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from koppeling.cli.main import main
from koppeling.formats import camt_write, flat_write
from tests.scenario import AGB, INSURER, MAPPING, OWN, Case, day

Command = Callable[..., "subprocess.CompletedProcess[str]"]
E = 100
KEYS = [
    *("file", "member", "sha256", "kind", "standard", "version", "test", "law", "payer"),
    *("invoice", "status", "lines", "declared_cents", "awarded_cents", "non_financial_cents"),
    *("iban", "currency", "entries", "net_cents", "opening_cents", "closing_cents", "balanced"),
    "problems",
]


def process(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "koppeling.cli.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def koppeling(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            code = main([*map(str, words)])
        except SystemExit as end:  # argparse ends the program itself
            code = int(end.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), told.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small month on disk: mapping and files."""
    case = Case().claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.town("JW1", [500 * E]).town_answer("JW1").bank(1000 * E, "declaratie F100001")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "month").mkdir()
    for number, data in enumerate(case.everything()):
        (tmp_path / "month" / f"{number}.dat").write_bytes(data)
    return tmp_path


def test_read_prints_every_key_of_every_document(folder: Path) -> None:
    done = process("read", "--json", *sorted((folder / "month").iterdir()))
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(list(f) == KEYS for f in found)
    assert [f["standard"] for f in found] == ["PM304", "PM305", "JW323", "JW325", "CAMT.053"]
    answer = found[1]
    assert answer["status"] == "partial"
    assert (answer["declared_cents"], answer["awarded_cents"]) == (1050 * E, 1000 * E)
    assert answer["lines"] == 2
    assert answer["payer"] == "uzovi:5555"
    assert found[3]["lines"] == 0
    assert found[4]["balanced"] is True
    assert found[4]["net_cents"] == 1000 * E


def test_read_tells_the_bookkeeper_in_dutch(folder: Path) -> None:
    done = koppeling("read", folder / "month" / "1.dat", folder / "mapping.toml")
    assert done.returncode == 1
    rows = done.stdout.splitlines()
    assert rows[0].endswith("1.dat: retourbericht PM305 3.0")
    assert "  status          deels toegekend" in rows
    assert "  ingediend               1.050,00" in rows
    assert rows[-2].endswith("mapping.toml: niet herkend")
    assert rows[-1].startswith("  fout: Geen bekend berichtformaat")


def test_describe_speaks_the_standard_and_shows_nobody(folder: Path) -> None:
    done = koppeling("describe", folder / "month" / "1.dat")
    assert done.returncode == 0
    assert "TOEGEKEND BEDRAG" in done.stdout
    assert "0611" in done.stdout
    assert "999900006" not in done.stdout


def test_check_accepts_and_explains(folder: Path) -> None:
    file = folder / "coded.toml"
    file.write_text(f'{MAPPING}\n[rgs]\n1300 = "BVorDebHad"\n', encoding="utf-8")
    done = koppeling("check", file, "--explain", "--json")
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    values = {v["key"]: v for v in found["values"]}
    assert values["booking.rejected"] == {
        "key": "booking.rejected",
        "value": "hold",
        "source": "standaard",
    }
    assert values["booking.bank"]["source"] == "bestand"
    assert values["rgs.1300"]["value"] == "BVorDebHad"
    assert {r["role"] for r in found["roles"] if r["needed"] and not r["rows"]} >= {"interest"}


@pytest.mark.parametrize(
    ("change", "code", "name"),
    [
        (("clearing = true", "clearing = true\nclaring = 1"), "mapping_key", "claring"),
        (('bank = "1100"', ""), "mapping_missing", "accounts.bank"),
        (('clearing = "1390"', ""), "mapping_missing", "accounts.clearing"),
        (('"outstanding"', '"sometimes"'), "mapping_value", "booking.recognise"),
        (('debtor = "D1002"', 'paid_by = "cak"'), "mapping_value", "payers.1.paid_by"),
        (("start = 2026-01-01", ""), "mapping_missing", "administration.start"),
        (("[package]", '[rgs]\n1300 = "debiteuren"\n[package]'), "mapping_value", "rgs.1300"),
        (("[package]", "[package"), "mapping_unreadable", ""),
        (('"outstanding"', '"awarded"\nclaims = "package"'), "mapping_conflict", "booking"),
    ],
)
def test_check_names_the_fault(folder: Path, change: tuple[str, str], code: str, name: str) -> None:
    file = folder / "wrong.toml"
    file.write_text(MAPPING.replace(*change), encoding="utf-8")
    done = koppeling("check", file, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert not found["valid"]
    assert [(p["code"], name in p["where"]["field"]) for p in found["problems"]] == [(code, True)]
    run = koppeling("run", "--mapping", file, folder / "month")
    assert run.returncode == 2


def test_check_warns_of_no_switch_that_is_carried_out(folder: Path) -> None:
    file = folder / "mapping.toml"
    every = """tolerance_cents = 2
writeoff_limit_cents = 100
other_lines = "unidentified"
rejected = "debtor"
settles = "advance"
non_financial = "park"
detail = "line"
period = "remittance"
prior_year = "same"
accrue = "month"
"""
    file.write_text(MAPPING.replace("[booking]\n", f"[booking]\n{every}"), encoding="utf-8")
    done = koppeling("check", file, "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["problems"] == []


def run_json(*words: str | Path, by: Command = koppeling) -> tuple[int, dict[str, Any], str]:
    done = by("run", "--json", *words)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_run_writes_its_files_and_prints_the_same_result(folder: Path) -> None:
    mapping, out = folder / "mapping.toml", folder / "month" / "out"
    code, found, _ = run_json("--mapping", mapping, "--out", out, folder / "month", by=process)
    assert code == 0
    assert json.loads((out / "result.json").read_text("utf-8")) == found
    names = {p.name for p in out.iterdir()}
    assert names >= {"journal.hledger", "journal.csv", "report.html", "worklist.xlsx"}
    assert {f"C{n}" for n in range(1, 14)} == set(found["identities"])
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    files = sorted((folder / "month").glob("*.dat"), reverse=True)
    assert run_json("--mapping", mapping, "--out", out, *files, by=process)[0] == 0
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_run_shows_all_four_schemes(folder: Path) -> None:
    code, found, _ = run_json(
        "--mapping", folder / "mapping.toml", "--scheme", "all", folder / "month"
    )
    assert code == 0
    assert list(found["schemes"]) == [
        "outstanding+clearing",
        "outstanding",
        "awarded+clearing",
        "awarded",
    ]


def test_run_sets_the_four_schemes_side_by_side(folder: Path) -> None:
    out = folder / "four"
    words = ("run", "--mapping", folder / "mapping.toml", "--scheme", "all", "--out", out)
    done = koppeling(*words, folder / "month")
    assert done.returncode == 0
    assert done.stdout.startswith("Boekingswijzen naast elkaar")
    assert "Eén uitbetaling gevolgd" in done.stdout
    page = (out / "report.html").read_text("utf-8")
    linked = re.findall(r'href="([^"]*)"', page)
    assert len(linked) == 4
    assert all((out / name).is_file() for name in linked)


def bad_files() -> dict[str, tuple[bytes, str, int]]:
    """Name -> (bytes, the code that must come out, exit code of `read`)."""
    case = Case().claim("F100001", [1000 * E]).answer("F100001")
    answer, statement = (
        case.files[1],
        camt_write.statement(
            OWN, 0, [camt_write.Booked(day("02-15"), 5 * E, "x", INSURER)], closing=999
        ),
    )
    records = answer.split(b"\r\n")
    wrong_total = answer.replace(b"00000100000D", b"00000100001D")
    other = flat_write.claim("PM304", "5555", "99999999", "X1", day("02-01"), [_line("X1", 5 * E)])
    test = flat_write.claim(
        "PM304", "5555", AGB, "T1", day("02-01"), [_line("T1", 5 * E)], kind="T"
    )
    doctype = b'<?xml version="1.0"?><!DOCTYPE a><Document xmlns="urn:x:camt.053.001.02"/>'
    return {
        "truncated": (b"\r\n".join(records[:-2]) + b"\r\n", "missing_element", 1),
        "short record": (
            b"\r\n".join([*records[:1], records[1][:-9], *records[2:]]),
            "record_length",
            1,
        ),
        "wrong total": (wrong_total, "totals_differ", 1),
        "unknown standard": (b"01999" + answer[5:], "no_format", 1),
        "test message": (test, "test_message", 0),
        "doctype": (doctype, "doctype", 1),
        "unbalanced": (statement, "unbalanced", 1),
        "dollars": (
            camt_write.statement(OWN, 0, [], currency="USD"),
            "currency",
            1,
        ),
        "picture": (b"\x89PNG\r\n\x1a\n", "no_format", 1),
        "empty": (b"", "no_format", 1),
        "wrong administration": (other, "wrong_administration", 0),
    }


def _line(reference: str, cents: int) -> flat_write.Sent:
    return flat_write.Sent(
        client="999900006", product="120001", cents=cents, end=day("01-31"), reference=reference
    )


@pytest.mark.parametrize("name", list(bad_files()))
def test_bad_input_is_named_and_never_booked(folder: Path, name: str) -> None:
    data, code, exit_code = bad_files()[name]
    file = folder / "bad.dat"
    file.write_bytes(data)
    read = koppeling("read", "--json", file)
    assert read.returncode == exit_code
    problems = json.loads(read.stdout)["problems"]
    if code != "wrong_administration":
        assert code in [p["code"] for p in problems]
        assert next(p for p in problems if p["code"] == code)["message"]
    good = run_json("--mapping", folder / "mapping.toml", folder / "month")[1]
    status, found, stderr = run_json("--mapping", folder / "mapping.toml", folder / "month", file)
    assert found["entries"] == good["entries"]
    outcome = next(f for f in found["files"] if f["problems"])
    assert code in [p["code"] for p in outcome["problems"]]
    assert outcome["outcome"] == ("test" if name == "test message" else "refused")
    assert status == (0 if name == "test message" else 1)
    assert str(file) in stderr
    assert found["identities"]["C12"]["holds"] is True


def test_wrong_use_exits_two(folder: Path) -> None:
    assert process("read", folder / "nothing.txt").returncode == 2
    assert koppeling("run", folder / "month").returncode == 2
    assert process("dance").returncode == 2
    assert process("--help").returncode == 0
    for command in ("read", "describe", "check", "run"):
        assert koppeling(command, "--help").returncode == 0
