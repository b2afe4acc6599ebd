"""The same traces as data (sporen als gegevens): the shape of `evidence --json`."""

from typing import Any

from koppeling.model.movements import Movement
from koppeling.model.traces import FileSeen, FileTrace, Trace
from koppeling.reports.proofs import fault_plain
from koppeling.reports.result import entry_plain, why_plain


def trace_plain(found: Trace) -> dict[str, Any]:
    """A trace from the booking down to the bytes; `recorded` null = only tried."""
    at = found.recorded
    return {
        "entry": entry_plain(found.entry),
        "state": found.state,
        "receipt": {"package": found.package, "id": found.entry_id, "at": found.posted_at}
        if found.package
        else None,
        "movement": _movement(found.movement),
        "why": {"rule": found.why.rule, "class": found.why.evidence_class} | why_plain(found.why)
        if found.why
        else None,
        "taken_back": found.taken_back or None,
        "mapping": {
            "version": found.entry.mapping_version,
            "digest": found.mapping_digest,
            "sha256": found.mapping_file or None,
        },
        "commit": {
            "sequence": at.sequence,
            "hash": at.hash,
            "previous": at.previous,
            "movements": at.movements,
            "snapshot": at.snapshot,
            "engine": at.engine,
        }
        if at
        else None,
        "files": [_file(f) for f in found.files],
        "broken": [fault_plain(f) for f in found.faults],
    }


def file_trace_plain(found: FileTrace) -> dict[str, Any]:
    """A trace of a file up to the bookings that rest on it."""
    return {
        "file": _file(found.file),
        "sequence": found.sequence or None,
        "entries": [{"records": list(r)} | entry_plain(e) for e, r in found.entries],
        "broken": [fault_plain(f) for f in found.faults],
    }


def _movement(movement: Movement) -> dict[str, Any]:
    return {
        "name": movement.name,
        "kind": movement.kind,
        "date": movement.date.isoformat(),
        "cents": movement.cents,
        "payer": movement.payer,
        "invoice": movement.invoice,
        "rule": movement.reason or None,
        "reverses": movement.of or None,
    }


def _file(file: FileSeen) -> dict[str, Any]:
    return {
        "sha256": file.sha256,
        "records": list(file.records),
        "kinds": list(file.kinds),
        "standards": list(file.standards),
        "bytes": file.size,
    }
