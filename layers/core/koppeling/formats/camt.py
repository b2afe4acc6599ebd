"""CAMT statements and reports (afschriften), version .02 to .13, streaming, with the balance gate.

CAMT.053 is the statement that is booked: opening + booked entries = closing, else it is refused.
CAMT.052 (intraday) and CAMT.054 (notifications) tell what is inside its entries: they are read the
same way, are never booked beside it, and owe no balance. Elements are taken by local name, so any
prefix or no namespace will do; what differs between the versions is a few alternative paths
(`camt_fields.py`). Source: the XML schemas .001.02 and .001.08 and files of Dutch banks.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from koppeling.formats.camt_fields import DetailSaid, detail_said, entry_said
from koppeling.formats.camt_forms import Forms
from koppeling.formats.camt_statement import Gathered
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused, described, head_of, parts, root_of
from koppeling.model.documents import Document, Header, Statement, Unknown
from koppeling.model.problems import Problem, Where, problem


class Message:
    """Soort: the word in the namespace, and the paths of one statement or report."""

    def __init__(self, word: str, container: str, part: str) -> None:
        """A kind of CAMT."""
        self.word, self.container, self.part = word, container, part
        self.standard = word.upper()
        self.whole = f"{container}/{part}"
        self.account = f"{self.whole}/Acct"
        self.entry = f"{self.whole}/Ntry"
        self.detail = f"{self.entry}/NtryDtls/TxDtls"
        self.wanted = frozenset({self.whole, self.account, self.entry, self.detail})

    def enveloped(self) -> "Message":
        """The same inside a business envelope."""
        return Message(self.word, f"Document/{self.container}", self.part)


BOOKED = Message("camt.053", "BkToCstmrStmt", "Stmt")
MESSAGES = (
    BOOKED,
    Message("camt.052", "BkToCstmrAcctRpt", "Rpt"),
    Message("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
)
ENVELOPES = frozenset({"BizMsgEnvlp"})
"""Roots around a business header (AppHdr) and the message itself."""

VERSION = re.compile(r"camt\.05[234]\.([0-9.]+)$", re.ASCII)
PERSONAL = frozenset(
    {"RltdPties", "Ownr", "Nm", "PstlAdr", "Ustrd", "AddtlRmtInf", "AddtlTxInf", "AddtlNtryInf"}
)


def claims(head: bytes) -> bool:
    """The namespace says camt.052 to .054, in an envelope too; without one the first child does."""
    return _message(head) is not None


def _message(head: bytes) -> Message | None:
    root = root_of(head, ENVELOPES)
    if root.name != "Document":
        return None
    found = (m for m in MESSAGES if m.word in root.namespace)
    if not root.namespace:
        plain = head.replace(b"\0", b"")  # also of UTF-16
        found = (m for m in MESSAGES if f"<{m.container}".encode() in plain)
    message = next(found, None)
    return message.enveloped() if message and root_of(head).name in ENVELOPES else message


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; parties and free text masked."""
    return described(source, PERSONAL)


def read(source: Source) -> Iterator[Document]:
    """One document a statement, when the whole file could be read."""
    head = head_of(source)
    message = _message(head) or BOOKED
    version = VERSION.search(root_of(head, ENVELOPES).namespace)
    named = version[1] if version else ""
    header = Header(source.sha256, message.standard, named, (), source.member)
    try:
        found = list(_statements(source, message, header))
    except Refused as refused:
        why = _exact(source, message, refused)
        yield Unknown(replace(header, problems=(why,)), message.standard)
        return
    if not found:
        where = Where(source.sha256, None, message.part)
        missing = problem("missing_element", where, name=message.part)
        yield Unknown(replace(header, problems=(missing,)), message.standard)
    yield from found


def _exact(source: Source, message: Message, refused: Refused) -> Problem:
    """Why a file is refused, with its line: only the parser alone sees every line of the file."""
    try:
        for _ in parts(source, message.wanted):
            pass
    except Refused as exact:
        return exact.problem
    return refused.problem


def _statements(source: Source, message: Message, header: Header) -> Iterator[Statement]:
    forms = Forms(source)
    details: list[DetailSaid] = []
    record = part = 0
    gathered = Gathered(source)
    for path, element in parts(source, message.wanted, cut=forms.cut):
        if path == message.detail:
            details.append(detail_said(element))
        elif path == message.account:
            gathered.account(element)
        elif path == message.entry:
            for said, below in forms.taken(element) or [(entry_said(element), details)]:
                # counted through the file: hash and record alone must lead back to the entry
                record += 1
                gathered.entry(record, said, below)
            details = []
        elif path == message.whole:
            own = replace(header, part=part)
            yield gathered.statement(element, own, details_only=message.word != BOOKED.word)
            gathered = Gathered(source)
            part += 1
