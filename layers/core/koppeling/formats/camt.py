"""CAMT.053 bank statements (afschriften), version .02 to .13, streaming, any prefix or none.

The entry (Ntry) is the accounting unit; its details only explain it and split it only when they add
up to the cent. Opening + entries = closing is a gate. Elements are taken by local name, so the
differences between versions are a few alternative paths (`Amt` of a detail, parties, agents).
"""

from collections.abc import Iterator

from koppeling.formats.camt_entry import Entry, Numbered
from koppeling.formats.camt_statement import StatementParts, statement
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import read_xml, root_of
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Where, problem

STANDARD = "CAMT.053"
PERSONAL = frozenset({"Nm", "AdrLine", "StrtNm", "BldgNb", "PstCd", "BirthDt", "Id", "IBAN"})


def claims(head: bytes) -> bool:
    """The root's namespace names camt.053, or a document without one holds BkToCstmrStmt."""
    root = root_of(head)
    if "camt.053" in root:
        return True
    bare = "camt." not in root and "Document" in root
    return bare and b"BkToCstmrStmt" in head


class _Reader:
    """Cuts the stream into statements and entries; what is not of either is passed by."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.version = ""
        self.statements: list[StatementParts] = []
        self.entry: Entry | None = None
        self.attributes: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.path.append(name)
        self.attributes = attributes
        if name == "Stmt" and len(self.path) == 3:  # noqa: PLR2004 - Document/BkToCstmrStmt/Stmt
            self.statements.append(StatementParts())
        elif name == "Ntry" and self.statements and self.entry is None:
            self.entry = Entry(len(self.statements[-1].entries) + 1)
        elif self.entry is not None:
            self.entry.opens(self.path)
        elif name == "Bal" and self.statements:
            self.statements[-1].balances.append({})
        if self.entry is not None and "Ccy" in attributes:
            self.entry.currency(self.path, attributes["Ccy"])
        elif self.statements and "Ccy" in attributes:
            self.statements[-1].currencies.add(attributes["Ccy"])

    def end(self, name: str, text: str) -> None:
        """An element closes."""
        path = self.path
        if self.entry is not None:
            if name == "Ntry" and path[-2:] == ["Stmt", "Ntry"]:
                self.statements[-1].entries.append(self.entry.done())
                self.entry = None
            else:
                self.entry.value(path, text)
        elif self.statements and text and "Stmt" in path:
            self.statements[-1].value(path[path.index("Stmt") + 1 :], text)
        path.pop()


def read(source: Source) -> Iterator[Document]:
    """One document a statement in the file."""
    reader = _Reader()
    version = version_of(source.head())
    stopped = read_xml(source, reader)
    where = Where(source.sha256)
    if stopped is None and not reader.statements:
        stopped = problem("missing_element", where, name="Stmt")
    if stopped:
        yield Unknown(Header(source.sha256, STANDARD, version, (stopped,), source.member))
        return
    for part, found in enumerate(reader.statements):
        yield statement(found, Header(source.sha256, STANDARD, version, (), source.member, part))


def version_of(head: bytes) -> str:
    """`001.02` of the namespace, '' when there is none."""
    _, found, rest = root_of(head).partition("camt.053.")
    return rest[:6] if found else ""


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; parties and accounts masked."""
    shown: list[str] = []

    class Shower:
        def __init__(self) -> None:
            self.path: list[str] = []

        def start(self, name: str, attributes: dict[str, str]) -> None:
            del attributes
            self.path.append(name)

        def end(self, name: str, text: str) -> None:
            if text:
                inside = {"RltdPties", "RltdAgts"} & set(self.path)
                masked = bool(name in PERSONAL and inside)
                masked = masked or name in {"Ustrd", "AddtlNtryInf", "AddtlTxInf"}
                shown.append(f"{'/'.join(self.path)}: {'***' if masked else text}")
            self.path.pop()

    stopped = read_xml(source, Shower())
    yield from shown
    if stopped:
        yield stopped.message()


__all__ = ["Numbered", "claims", "describe", "read"]
