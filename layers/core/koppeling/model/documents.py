"""What the readers hand over (documenten): what a payer, a bank or a person said, without people.

Everything here is free of personal data: a client is a keyed pseudonym, a bank line keeps its
text only where design promise 3 allows it. Cents are signed; a credit is negative. Months are
`YYYY-MM`, other dates are `datetime.date`. The shapes are stored as JSON, so a change of a field
needs a default under which older stored documents still read.
"""

from koppeling.model.canonical import digest
from koppeling.model.forms import (
    Auditfile,
    Decision,
    Decisions,
    OpenItems,
    OpenRow,
    PackageLine,
    Unknown,
)
from koppeling.model.headers import KIND_ORDER, Header, Kind
from koppeling.model.messages import Claim, Netting, NettingItem, Remittance, Status
from koppeling.model.statements import BankLine, Number, Statement, id_among_equals

__all__ = [
    "KIND_ORDER",
    "Auditfile",
    "BankLine",
    "Claim",
    "Decision",
    "Decisions",
    "Document",
    "Header",
    "Kind",
    "Netting",
    "NettingItem",
    "Number",
    "OpenItems",
    "OpenRow",
    "PackageLine",
    "Remittance",
    "Statement",
    "Status",
    "Unknown",
    "content_digest",
    "id_among_equals",
]

Document = Claim | Remittance | Netting | Statement | Decisions | OpenItems | Auditfile | Unknown


def content_digest(document: Document) -> str:
    """Digest of what a document says, whatever bytes it came in.

    A re-downloaded statement or a message with other line ends has another file hash and the same
    content digest: a duplicate, not an alarm. Where in its file something stands is no part of what
    is said: a blank line more moves every record. Nor is what is kept under the tenant's key, for a
    digest may be shown, nor what was looked for.
    """
    from koppeling.model.codec import to_plain

    plain = to_plain(document)
    plain["header"] = {k: plain["header"][k] for k in ("standard", "version", "test")}
    for name in ("refused", "again", "asked"):
        plain.pop(name, None)
    for rows in (plain.get(name) for name in ("lines", "rows", "items")):
        for row in rows if isinstance(rows, list) else ():
            row.pop("record", None)
    return digest([document.kind, plain])
