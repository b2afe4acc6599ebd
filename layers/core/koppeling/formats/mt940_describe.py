"""Every field of an MT940 file with its name (toelichting), parties and free text masked."""

import re
from collections.abc import Iterator

from koppeling.formats.mt940_dialects import SEPA, Dialect
from koppeling.formats.mt940_entry import ENTRY, YYMMDD
from koppeling.formats.mt940_fields import TAGS, fields, pieces
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused

MASK = "***"
PLAIN = frozenset({"/TRTP", "/TRCD", "/NRTX", "/RTRN", "/ISDT", "/SVCL", "/BUSP"})
"""Code words whose value says nothing of people."""

_WORDS = Dialect("", (), words=(*SEPA, "CNTP"))


def describe(source: Source) -> Iterator[str]:
    """Lines of text; what may name a person is masked."""
    record = 0
    try:
        for piece in pieces(source):
            first, *behind = fields(piece)
            if record:
                yield f"{record:>6}  :61: {TAGS['61']}: {_entry(first)}"
            for field in behind:
                tag, _, value = field.partition(":")
                shown = _details(value) if tag == "86" else _line(value)
                yield f"        :{tag}: {TAGS[tag]}: {shown}"
            record += 1
    except Refused as refused:
        yield refused.problem.message()


def _line(value: str) -> str:
    """The first line: behind it stands the envelope of the next message, or a broken rest."""
    return "".join(c if c.isprintable() else "?" for c in value.partition("\n")[0].strip())


def _entry(value: str) -> str:
    found = re.fullmatch(ENTRY, value) or re.fullmatch(ENTRY, value.replace("\n", ""))
    if found is None:
        return MASK
    dates, mark, whole, part, kind, *_ = found.groups()
    valued, entered = dates[:YYMMDD], dates[YYMMDD:]
    days = f"valuta {valued}" + (f", boekdatum {entered}" if entered else "")
    return f"{days}, {mark} {whole},{part or ''}, soort {kind.strip()}, kenmerken {MASK}"


def _details(value: str) -> str:
    first, *parts = _WORDS.by_words.split(value.replace("\n", ""))
    told = [MASK] if first.strip() else []
    for word, said in zip(parts[::2], parts[1::2], strict=True):
        plain = said.strip(" /") if word in PLAIN else MASK if said.strip(" /") else ""
        told.append(f"{word} {plain}".strip())
    return " ".join(told)
