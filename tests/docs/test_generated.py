"""Pages that are made from tables are what the tables say: `UPDATE=1 make test ARGS=tests/docs`."""

import os
from pathlib import Path

import pytest

from koppeling.formats.bank_exports import exports
from koppeling.formats.layout import layouts
from koppeling.formats.payer_packs import layouts as payer_layouts
from koppeling.formats.reading import FORMATS
from koppeling.model.actions import ACTIONS
from koppeling.model.problems import CATALOGUE

DOCS = Path(__file__).resolve().parents[2] / "docs"

SWIFT = "SWIFT category 9; descriptions and files of Dutch banks"
XML = (
    ("WMO323, JW323", "claim", "release 3.x of the published schemas", "verified"),
    ("WMO325, JW325", "remittance", "the same; lists rejected lines only", "verified"),
    ("GDS801 1.x, 2.x", "claim", "the public validation rules; some names inferred", "derived"),
    ("GDS802 1.x, 2.x", "remittance", "the same; lines by number, in full or not", "derived"),
    ("CAMT.053 .02 to .13", "statement", "ISO 20022 and the files of Dutch banks", "verified"),
    ("CAMT.052, CAMT.054 .02 to .13", "details", "the same, by the same tables", "derived"),
    (
        "MT940 (ABN AMRO, ING, Rabobank, SNS/ASN/RegioBank, Triodos, Knab)",
        "statement",
        SWIFT,
        "verified",
    ),
    ("MT940S of BNG, and MT940 of any other bank", "statement", SWIFT, "derived"),
    ("XAF 3.x, 4.0", "auditfile", "XML schemas 3.2, 3.2.1, 4.0 of the tax authority", "verified"),
    ("besluiten (CSV, xlsx)", "decisions", "our own [form](forms.md)", "own"),
    ("verrekening (CSV, xlsx)", "netting", "our own [form](forms.md)", "own"),
    ("openstaand (CSV, xlsx)", "open_items", "our own [form](forms.md)", "own"),
    *(
        (f"{x.document} of pack {x.pack} (CSV, xlsx, PDF)", "netting", x.source, x.status)
        for x in payer_layouts()
    ),
)
BOOKED = {
    "claim": "Submitted, Resubmitted",
    "remittance": "Returned, Awarded, Rejected, Advance settled; Submitted when the claim lacks",
    "statement": "Paid, Explained later",
    "auditfile": "nothing: what the package holds is compared with it, and no line booked twice",
    "netting": "Reclaimed, Netted, Advance settled; tells what a Paid is made of",
    "open_items": "nothing: opens items, which later movements close",
    "details": "nothing: they tell what is inside the entries of a statement",
    "decisions": "Decided on a rejection or a receipt, Resubmitted, Accrued, Provisioned; releases",
}


INTRODUCTION = """# Formats

What is read today. *Verified* = on published layouts or real files; *derived* = worked out from
a neighbour. Made from the layout tables by `tests/docs/test_generated.py`. A ZIP is read file by
file. A file that is none of these is refused with a sentence that names what it looks like.

| standard | version | EI codes | kind | status | source | booked from it |
|---|---|---|---|---|---|---|"""

PROBLEMS = """# Problems

Every finding about a file or a mapping. *error* = nothing of that file is booked; *warning* = it
is, but look. Made from the catalogue by `tests/docs/test_generated.py`.

| code | level | what the bookkeeper reads | in English |
|---|---|---|---|"""

ACTIONS_PAGE = """# Actions

What a person may decide, in the worklist, in the [form](forms.md) `besluiten` or with
`koppeling decide`. *Offered at* = the parked reasons whose row offers it in the list of its cell;
`held` and `all_held` are what review holds, `refused_entry` what the package refused, `blocked` a
blocked administration. *Closing*: [closing the books](closing.md). Made from `model/actions.py` by
`tests/docs/test_generated.py`.

| action | in Dutch | subject | target | what it does | offered at |
|---|---|---|---|---|---|"""

TARGETS = """
| action | target | in Dutch | in English |
|---|---|---|---|"""


def formats() -> str:
    names = ["Vektis EI", "iWmo/iJw", "GDS", "CAMT", "CSV", "XAF", "formulieren", "MT940"]
    assert [f.name for f in FORMATS] == names
    rows = [INTRODUCTION]
    for x in layouts():
        codes = ", ".join(x.ei)
        rows.append(
            f"| {x.standard} | {x.version} | {codes} | {x.direction} | {x.status} | {x.source} "
            f"| {BOOKED[x.direction]} |"
        )
    banks = [(found.name, "statement", found.source, found.status) for found in exports()]
    for name, kind, source, status in (*XML, *banks):
        rows.append(f"| {name} | | | {kind} | {status} | {source} | {BOOKED[kind]} |")
    rows += [
        "",
        "## What an EI message gives the accounting",
        "",
        "| standard | product | category | performer | service month |",
        "|---|---|---|---|---|",
    ]
    for x in layouts():
        named = {f.part: f.id for f in x.records[x.money] if f.part}
        end = next(
            f"{kind} {f.id}"
            for kind, part in ((x.money, "end"), (x.money, "day"), ("04", "end"))
            if (f := x.field(kind, part))
        )
        rows.append(
            f"| {x.standard} v{x.version} | {named['product']} | {named['category']} "
            f"| {named['agb']} | {end} |"
        )
    return "\n".join(rows) + "\n"


def problems() -> str:
    rows = [PROBLEMS]
    for code, (level, dutch, english) in CATALOGUE.items():
        rows.append(f"| `{code}` | {level} | {dutch} | {english} |")
    return "\n".join(rows) + "\n"


def actions() -> str:
    rows = [ACTIONS_PAGE]
    for a in ACTIONS.values():
        asked = ", ".join(f"`{reason}`" for reason in sorted(a.reasons))
        goes_to = a.goes_to.replace("|", "\\|")
        target = f"`{goes_to}`" if goes_to else ""
        rows.append(f"| `{a.name}` | {a.label} | {a.subject} | {target} | {a.english} | {asked} |")
    rows += [TARGETS]
    for a in ACTIONS.values():
        for target, (dutch, english) in a.targets.items():
            rows.append(f"| `{a.name}` | `{target}` | {dutch} | {english} |")
    return "\n".join(rows) + "\n"


PAGES = [("formats.md", formats()), ("problems.md", problems()), ("actions.md", actions())]


@pytest.mark.parametrize(("name", "made"), PAGES)
def test_the_page_is_what_the_table_says(name: str, made: str) -> None:
    page = DOCS / name
    if os.environ.get("UPDATE"):
        page.write_text(made, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == made
