"""Entries to JSON values and back, by hand (boekingen opgeslagen): the shape of `model/codec.py`.

An entry that is booked by line has a posting a line, and per-line work never touches pydantic. What
is read here was written here, so a wrong shape is a defect: it raises, and nobody repairs it.

>>> entry_from({})
Traceback (most recent call last):
KeyError: 'postings'
"""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from koppeling.model.canonical import digest
from koppeling.model.entries import Evidence, JournalEntry, Posting

_POSTING = tuple(f.name for f in fields(Posting) if f.name != "dimensions")
_ENTRY = tuple(f.name for f in fields(JournalEntry))


def entry_plain(entry: JournalEntry) -> dict[str, Any]:
    """The JSON value of an entry: what `to_plain` makes of it."""
    plain = {name: getattr(entry, name) for name in _ENTRY}
    return plain | {
        "date": entry.date.isoformat(),
        "postings": [_posting(p) for p in entry.postings],
        "evidence": [{"sha256": e.sha256, "record": e.record} for e in entry.evidence],
    }


def _posting(posting: Posting) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(posting, name) for name in _POSTING}
    plain["dimensions"] = [list(pair) for pair in posting.dimensions]
    return plain


def entry_from(plain: dict[str, Any]) -> JournalEntry:
    """The entry that `entry_plain` wrote; a key that a newer version added has its default."""
    postings = tuple(
        Posting(**(p | {"dimensions": tuple((k, v) for k, v in p["dimensions"])}))
        for p in plain["postings"]
    )
    evidence = tuple(Evidence(**e) for e in plain["evidence"])
    own = {"date": date.fromisoformat(plain["date"]), "postings": postings, "evidence": evidence}
    return JournalEntry(**(plain | own))


def content(entry: JournalEntry) -> str:
    """Digest of what an entry books; same key with another content is an alarm."""
    return digest(entry_plain(replace(entry, evidence=(), mapping_version=0)))
