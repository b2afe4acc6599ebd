"""What `check` says of payer packs: all of it warnings, for the mapping can be used as it is.

1. A pack that is not there is named, with those that are.
2. A payer that another pays for, and that nothing can come from, is named with who pays.
3. `term_days` is what counts; another term that the payer publishes is shown beside it.
"""

import json
from pathlib import Path
from typing import Any

from koppeling.model.packs import known_packs
from tests.cli.test_command_line import koppeling
from tests.scenario import MAPPING

OFFICE = """
[[payers]]
id = "zorgkantoor:5505"
name = "Zorgkantoor Teststad"
"""
AGENT = """
[[agents]]
id = "cak"
name = "CAK"
iban = ["NL44RABO0123456789"]
"""


def checked(tmp_path: Path, text: str) -> dict[str, Any]:
    file = tmp_path / "checked.toml"
    file.write_text(text, encoding="utf-8")
    done = koppeling("check", file, "--explain", "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["valid"]
    assert done.returncode == bool(found["problems"])
    return found


def warned(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    found = checked(tmp_path, text)["problems"]
    assert {p["level"] for p in found} <= {"warning"}
    return [(p["code"], p["where"]["field"]) for p in found]


def test_check_names_a_pack_that_is_not_there_and_those_that_are(tmp_path: Path) -> None:
    text = MAPPING.replace('debtor = "D1001"', 'debtor = "D1001"\npack = "vzg"')
    (found,) = checked(tmp_path, text)["problems"]
    assert (found["code"], found["where"]["field"]) == ("mapping_pack", "payers.0.pack")
    assert "vzg" in found["message"]
    assert all(name in found["message"] for name in known_packs())
    for name in known_packs():
        assert warned(tmp_path, text.replace("vzg", name)) == []


def test_check_names_who_pays_a_wlz_payer_without_an_account(tmp_path: Path) -> None:
    lacks = [("mapping_agent", "payers.2.paid_by")]
    assert warned(tmp_path, MAPPING + OFFICE) == lacks
    (found,) = checked(tmp_path, MAPPING + OFFICE)["problems"]
    assert "CAK" in found["message"]
    assert "Wlz" in found["message"]
    assert warned(tmp_path, f'{MAPPING}{OFFICE}iban = ["NL02RABO0111111111"]') == []
    assert warned(tmp_path, f'{MAPPING}{OFFICE}paid_by = "cak"\n{AGENT}') == []
    insurer = OFFICE.replace("zorgkantoor", "uzovi")
    assert warned(tmp_path, MAPPING + insurer) == []
    row = '[[booking_for]]\nlaw = "Wlz"\npayer = "zorgkantoor:5505"\nsettles = "advance"\n'
    assert warned(tmp_path, MAPPING + insurer + row) == lacks
    assert warned(tmp_path, MAPPING + insurer + row.replace("Wlz", "Zvw")) == []


def test_check_shows_the_term_that_the_payer_publishes_beside_another(tmp_path: Path) -> None:
    def term(days: str) -> dict[str, str]:
        text = MAPPING.replace('debtor = "D1001"', f'debtor = "D1001"\npack = "cz"\n{days}')
        values: list[dict[str, str]] = checked(tmp_path, text)["values"]
        return next(v for v in values if v["key"] == "payers.0.term_days")

    same = {"key": "payers.0.term_days", "value": "30", "source": "standaard"}
    assert term("") == same
    other = term("term_days = 45")
    assert (other["value"], other["source"]) == ("45", "bestand")
    assert other["published"].startswith("30 (cz.nl/")
    said = koppeling("check", tmp_path / "checked.toml", "--explain").stdout
    assert "payers.0.term_days = 45 (bestand; de financier publiceert 30 (cz.nl/" in said
