"""An administration's books in a terminal, from its `result.json`: for the bookkeeper."""

from collections import defaultdict
from typing import Any

from koppeling.model.cents import euros_nl
from koppeling.model.reasons import REASONS
from koppeling.reports.words import ROLES


def shown(result: dict[str, Any]) -> str:
    """What was booked, what is held and parked and why, balances, and what explains clearing."""
    held = set(result["held"])
    counts = {
        "boekingen": len(result["entries"]),
        "wachten op vrijgave": len(held),
        "uit te zoeken": len(result["parked"]),
    }
    parts = [
        ", ".join(f"{count} {words}" for words, count in counts.items()),
        *_section("Geboekt", [_entry(e) for e in result["entries"] if e["key"] not in held]),
        *_section("Wacht op vrijgave", [_entry(e) for e in result["entries"] if e["key"] in held]),
        *_section("Uit te zoeken", [_parked(p) for p in result["parked"]]),
        *_section("Saldi", [_line(_role(r), c) for r, c in sorted(result["balances"].items())]),
        *_section("Specificatie tussenrekening", _clearing(result["entries"])),
        *_section("Aansluitingen die niet sluiten", _broken(result["identities"])),
    ]
    return "\n".join(parts)


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _line(words: str, cents: int) -> str:
    return f"{words:<58}{euros_nl(cents):>16}"


def _entry(entry: dict[str, Any]) -> str:
    debit = sum(p["cents"] for p in entry["postings"] if p["cents"] > 0)
    payer = next((p["payer"] for p in entry["postings"] if p["payer"]), "")
    text = entry["postings"][0]["text"]
    return _line(f"{entry['date']} {entry['journal']:<5} {payer:<15} {text}"[:57], debit)


def _parked(parked: dict[str, Any]) -> str:
    reason = REASONS[parked["reason"]][0]
    return _line(f"{reason}: {parked.get('about', '')}"[:57], parked["cents"])


def _role(role: str) -> str:
    return ROLES[role][0] if role in ROLES else role


def _clearing(entries: list[dict[str, Any]]) -> list[str]:
    """What is left on the clearing account, per payer and claim; a receipt on hold has no claim."""
    left: dict[tuple[str, str], int] = defaultdict(int)
    for posting in (p for e in entries for p in e["postings"] if p["role"] == "clearing"):
        left[posting["payer"], posting["dimensions"].get("invoice", "")] += posting["cents"]
    rows = [(f"{p:<15} {i or 'ontvangst zonder retour'}", c) for (p, i), c in left.items() if c]
    total = sum(c for _, c in rows)
    return [*(_line(words, c) for words, c in sorted(rows)), _line("saldo", total)]


def _broken(identities: dict[str, dict[str, Any]]) -> list[str]:
    return [
        _line(f"{name}: {found['why']}"[:57], found["difference_cents"])
        for name, found in identities.items()
        if found["holds"] is False
    ]
