"""`koppeling read FILE...`: what each file says, one JSON object a document."""

import argparse
import json
from pathlib import Path
from typing import Any

from koppeling.cli.files import drawn_key, expanded, say, source_of
from koppeling.formats.reading import read_file
from koppeling.model.cents import euros_nl
from koppeling.model.documents import Claim, Document, Netting, OpenItems, Remittance, Statement
from koppeling.reports.result import problem_plain
from koppeling.reports.words import KINDS

EMPTY: dict[str, Any] = dict.fromkeys(
    (
        "law",
        "payer",
        "invoice",
        "status",
        "lines",
        "declared_cents",
        "awarded_cents",
        "non_financial_cents",
        "iban",
        "currency",
        "entries",
        "net_cents",
        "opening_cents",
        "closing_cents",
        "balanced",
    )
)


def add(subparsers: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """The subcommand and its options."""
    command = subparsers.add_parser("read", help="read files and say what they hold")
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when a document has an error-level problem."""
    key = drawn_key()
    refused = False
    for path in expanded(arguments.files):
        for document in read_file(source_of(path, key).figures()):
            refused = refused or document.header.refused
            found = plain(document, path)
            print(json.dumps(found, ensure_ascii=False) if arguments.json else words(found))
            if arguments.json:
                for problem in document.header.problems:
                    say(f"{path}: {problem.message()}")
    return 1 if refused else 0


def plain(document: Document, path: Path) -> dict[str, Any]:
    """The JSON object of contract section 6."""
    header = document.header
    return {
        "file": str(path),
        "member": header.member,
        "sha256": header.sha256,
        "kind": document.kind,
        "standard": header.standard or None,
        "version": header.version or None,
        "test": header.test,
        **EMPTY,
        **_figures(document),
        "problems": [problem_plain(p) for p in header.problems],
    }


def _figures(document: Document) -> dict[str, Any]:
    if isinstance(document, Claim):
        return {
            "law": document.law,
            "payer": document.payer,
            "invoice": document.invoice,
            "lines": document.lines,
            "declared_cents": document.declared,
        }
    if isinstance(document, Remittance):
        return {
            "law": document.law,
            "payer": document.payer,
            "invoice": document.invoice,
            "status": document.status,
            "lines": document.lines,
            "declared_cents": document.declared,
            "awarded_cents": document.awarded,
            "non_financial_cents": document.non_financial,
        }
    if isinstance(document, Statement):
        return {
            "iban": document.iban or None,
            "currency": document.currency,
            "entries": document.entries,
            "net_cents": document.net,
            "opening_cents": document.opening,
            "closing_cents": document.closing,
            "balanced": document.balanced,
        }
    if isinstance(document, Netting):
        return {
            "payer": document.payer or None,
            "lines": len(document.items),
            "net_cents": document.sum,
            "balanced": document.balanced,
        }
    if isinstance(document, OpenItems):
        return {"lines": len(document.rows)}
    return {}


LABELS = {
    "law": "wet",
    "payer": "financier",
    "invoice": "factuur",
    "status": "status",
    "lines": "regels",
    "declared_cents": "ingediend",
    "awarded_cents": "toegekend",
    "non_financial_cents": "niet-financieel",
    "iban": "rekening",
    "currency": "valuta",
    "entries": "mutaties",
    "opening_cents": "beginsaldo",
    "net_cents": "mutaties netto",
    "closing_cents": "eindsaldo",
    "balanced": "sluit",
}
# of a set-off there are no bank entries to speak of
OWN_LABELS = {("netting", "net_cents"): "som"}
VALUES: dict[Any, str] = {
    "awarded": "toegekend",
    "partial": "deels toegekend",
    "rejected": "afgewezen",
    "returned": "teruggestuurd, geldt als niet ingediend",
    True: "ja",
    False: "nee",
}


def words(found: dict[str, Any]) -> str:
    """The same for the bookkeeper: a row a fact, amounts at the right."""
    standard = " ".join(filter(None, (found["standard"], found["version"])))
    test = " (testbericht)" if found["test"] else ""
    kind = KINDS[found["kind"]][0]
    named = kind if standard == kind else f"{kind} {standard}".rstrip()
    rows = [f"{found['file']}: {named}{test}"]
    for key, usual in LABELS.items():
        value = found[key]
        if value is None:
            continue
        label = OWN_LABELS.get((found["kind"], key), usual)
        if key.endswith("_cents"):
            rows.append(f"  {label:<16}{euros_nl(value):>16}")
        elif key in {"status", "balanced"}:
            rows.append(f"  {label:<16}{VALUES[value]}")
        else:
            rows.append(f"  {label:<16}{value}")
    for p in found["problems"]:
        level = "fout" if p["level"] == "error" else "let op"
        rows.append(f"  {level}: {p['message']} [{p['code']}{_place(p['where'])}]")
    return "\n".join(rows)


def _place(where: dict[str, Any]) -> str:
    record = f", record {where['record']}" if where["record"] else ""
    return record + (f", veld {where['field']}" if where["field"] else "")
