"""What others do with the same files, each as its manual says; runs in `.local/bench` only.

`python -m bench.peers NAME PATH [JSON]` prints CPU seconds, peak megabytes and figures, by which
`measure.best` sees that all did the same work.
"""

import importlib
import json
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from bench.measure import one

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"


def lxml_child_loops(path: str) -> list[int]:
    """By lxml: iterparse on Ntry with loops over the children: signed cents and the texts of each.

    Checks nothing: no balance, limits, identity or findings.
    """
    from lxml import etree

    amount, sign, day, reference, details = (
        NAMESPACE + name for name in ("Amt", "CdtDbtInd", "BookgDt", "AcctSvcrRef", "NtryDtls")
    )
    net = 0
    for _, entry in etree.iterparse(path, events=("end",), tag=NAMESPACE + "Ntry"):
        cents, minus, found = 0, False, {}
        for child in entry:
            tag = child.tag
            if tag == amount:
                cents = int(child.text.replace(".", ""))
            elif tag == sign:
                minus = child.text == "DBIT"
            elif tag == day:
                found["day"] = child[0].text
            elif tag == reference:
                found["reference"] = child.text
            elif tag == details:
                for detail in child:
                    _detail(detail, found)
        net += -cents if minus else cents
        entry.clear()
        while entry.getprevious() is not None:
            del entry.getparent()[0]
    return [net]


REFS, PARTIES, TEXT = (NAMESPACE + name for name in ("Refs", "RltdPties", "RmtInf"))


def _detail(detail: Iterable[Any], found: dict[str, str]) -> None:
    for child in detail:
        tag = child.tag
        if tag in {REFS, TEXT}:
            for part in child:
                found[part.tag] = part.text
        elif tag == PARTIES:
            for part in child:
                deep = part
                while len(deep):
                    deep = deep[0]
                found[part.tag] = deep.text


def bankstatementparser_parse(path: str) -> list[int]:
    """By bankstatementparser, all transactions at once."""
    from bankstatementparser import CamtParser

    frame = CamtParser(path).parse()
    return [int(sum(frame["Amount"], Decimal(0)) * 100)]


def bankstatementparser_streaming(path: str) -> list[int]:
    """By bankstatementparser, one by one."""
    from bankstatementparser import CamtParser

    amounts = (row["Amount"] for row in CamtParser(path).parse_streaming())
    return [int(sum(amounts, Decimal(0)) * 100)]


def pandas_read_fwf(path: str, columns: str) -> list[int]:
    """By pandas.read_fwf with the names and widths of all fields, as text, in chunks."""
    import pandas as pd

    wanted = json.loads(columns)
    declared = awarded = 0
    frames = pd.read_fwf(
        path,
        colspecs=[tuple(column) for column in wanted["colspecs"]],
        names=wanted["names"],
        dtype=str,
        header=None,
        chunksize=20_000,
    )
    for frame in frames:
        rows = frame[frame[wanted["names"][0]] == "04"]
        signs = [rows[name].map({"D": 1, "C": -1}) for name in wanted["signs"]]
        sums = [rows[name].astype(int) for name in wanted["amounts"]]
        declared += int((sums[0] * signs[0]).sum())
        awarded += int((sums[1] * signs[1]).sum())
    return [declared, awarded]


PEERS: dict[str, tuple[str, Callable[..., list[int]]]] = {
    "lxml": ("lxml.etree", lxml_child_loops),
    "bankstatementparser": ("bankstatementparser", bankstatementparser_parse),
    "bankstatementparser-streaming": ("bankstatementparser", bankstatementparser_streaming),
    "read_fwf": ("pandas", pandas_read_fwf),
}

if __name__ == "__main__":
    library, work = PEERS[sys.argv[1]]
    importlib.import_module(library)  # loading it is not reading
    one(lambda: work(*sys.argv[2:]))
