"""Whether a book is what it was (bewijs), for a terminal and as data."""

from collections.abc import Iterator
from typing import Any

from koppeling.model.proof import Fault, Proof
from koppeling.reports.words import word

WIDTH = 34
MOST = 40
"""Faults in the terminal; all of them are in the JSON."""

COUNTED: dict[str, tuple[str, str]] = {
    "commits": ("vastleggingen", "commits"),
    "movements": ("gebeurtenissen van vastleggingen", "movements of commits"),
    "snapshots": ("boekstanden", "snapshots"),
    "mappings": ("inrichtingen", "mappings"),
    "files": ("bestanden", "files"),
    "documents": ("documenten", "documents"),
    "entries": ("boekingen, opnieuw opgesteld", "entries, drafted again"),
    "booked": ("boekingen in het pakket", "entries in the package"),
    "heads": ("dagbewijzen", "heads of days"),
    "written": ("bestanden in de map", "files in the folder"),
}
SAID: dict[str, tuple[str, str]] = {
    "whole": ("Niets is gewijzigd.", "Nothing was changed."),
    "broken": ("GEBROKEN; de eerste plaats:", "BROKEN; the first place:"),
    "more": ("... en nog {count}", "... and {count} more"),
    "empty": ("nog niets vastgelegd", "nothing recorded yet"),
}


def proof_lines(proof: Proof, language: str = "nl") -> Iterator[str]:
    """The verdict, what was looked at, and every broken place, the first of the chain first."""
    if proof.hash:
        yield f"{proof.sequence} {proof.hash}"
    elif not proof.counted:
        yield word(SAID, "empty", language)
    yield from (f"  {word(COUNTED, what, language):<{WIDTH}}{n:>8}" for what, n in proof.counted)
    yield word(SAID, "whole" if proof.whole else "broken", language)
    yield from (f"  {f.message(language)}" for f in proof.faults[:MOST])
    if len(proof.faults) > MOST:
        yield "  " + word(SAID, "more", language).format(count=len(proof.faults) - MOST)


def proof_plain(proof: Proof) -> dict[str, Any]:
    """The same as data."""
    return {
        "sequence": proof.sequence,
        "hash": proof.hash,
        "whole": proof.whole,
        "checked": dict(proof.counted),
        "broken": [fault_plain(f) for f in proof.faults],
    }


def fault_plain(fault: Fault) -> dict[str, Any]:
    """A broken place as data, with its sentence."""
    return {
        "code": fault.code,
        "name": fault.name,
        "sequence": fault.sequence,
        "message": fault.message("nl"),
    }
