"""What an unknown file looks like (herkenning), in words for the person who dropped it."""

from functools import cache
from importlib import resources

from koppeling.formats.layout import layouts

SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "een PDF"),
    (b"PK\x03\x04", "een ZIP- of Excel-bestand dat geen besluitenlijst is"),
    (
        b"\xd0\xcf\x11\xe0",
        "een oud Office-bestand (xls, doc); van een bank: exporteer een CAMT.053",
    ),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
    (b"\xff\xfe", "een tekst in UTF-16; sla het bestand op als UTF-8"),
    (b"\xfe\xff", "een tekst in UTF-16; sla het bestand op als UTF-8"),
    (b"\x1f\x8b", "een gecomprimeerd bestand"),
)


TEXTS: tuple[tuple[str, str], ...] = (
    ("<!doctype html", "een webpagina"),
    ("<html", "een webpagina"),
    (":34f:", "een MT942; lever het dagafschrift (MT940) aan"),
    (":28c:", "een MT940-afschrift zonder rekening of beginsaldo"),
)


def looks_like(head: bytes) -> str:
    """A short Dutch description; never a piece of the content."""
    if not head.strip():
        return "een leeg bestand"
    found = next((words for sign, words in SIGNS if head.startswith(sign)), "")
    text = head.decode("latin-1").lower()
    return found or next((words for sign, words in TEXTS if sign in text), "") or _shape(text)


def message_name(ei: str, version: int) -> str:
    """What an EI message is that has no layout here, by its code.

    >>> message_name("117", 4)
    'een EI-bericht 117 (VE303, vervoer), dat deze versie nog niet leest'
    >>> message_name("188", 2)
    'een EI-bericht 188 (AW320) in versie 2; gelezen wordt versie 1'
    """
    read = [x for x in layouts() if ei in x.ei]
    if read:
        known = " en ".join(x.version for x in read)
        name = f"een EI-bericht {ei} ({read[0].standard}) in versie {version}"
        return f"{name}; gelezen wordt versie {known}"
    known_as = ", ".join(x for x in _others().get(ei, ()) if x != "-")
    words = f" ({known_as})" if known_as else ""
    return f"een EI-bericht {ei}{words}, dat deze versie nog niet leest"


def name_of(ei: str) -> str:
    """The standard's name by its EI code, `EI 146` when only the code is known."""
    tables = (x.standard for x in layouts() if ei in x.ei)
    name = next(tables, "") or _others().get(ei, ("-", ""))[0]
    return f"EI {ei}" if name == "-" else name


def may_answer(ei: str) -> bool:
    """Whether a message of this code is a remittance of the EI family, by the published list.

    The older messages of gemeenten are no part of it: they name another payer in another way.
    """
    tables = [x.answers for x in layouts() if ei in x.ei]
    name, words = _others().get(ei, ("", ""))
    return tables[0] if tables else words.endswith("retour") and name[:2] not in {"WM", "JW"}


@cache
def _others() -> dict[str, tuple[str, str]]:
    """Name and words of every message that is known by its code alone."""
    file = resources.files("koppeling.formats") / "layouts" / "other_standards.table"
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {ei: (name, words) for ei, name, words in rows}


def _shape(text: str) -> str:
    if text.lstrip("\ufeffï»¿ \r\n\t").startswith("<"):
        return "een XML-bestand van een onbekende soort"
    first = text.split("\n", 1)[0]
    if first.count(";") > 1 or first.count(",") > 1:
        return "een CSV-bestand met onbekende kolommen"
    return "een onbekend bestand"
