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
    (b"\x1f\x8b", "een gecomprimeerd bestand"),
)


TEXTS: tuple[tuple[str, str], ...] = (
    ("<!doctype html", "een webpagina"),
    ("<html", "een webpagina"),
    ("declaratiebericht573", "een GDS801-bericht, dat deze versie nog niet leest"),
    ("declaratiebericht574", "een GDS802-bericht, dat deze versie nog niet leest"),
    ("camt.052", "een CAMT.052; lever het dagafschrift (CAMT.053) aan"),
    ("camt.054", "een CAMT.054; lever het dagafschrift (CAMT.053) aan"),
    (":20:", "een MT940-afschrift, dat deze versie nog niet leest"),
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

    >>> message_name("112", 4)
    'een EI-bericht 112 (HA304, huisartsenhulp), dat deze versie nog niet leest'
    >>> message_name("188", 2)
    'een EI-bericht 188 (AW320) in versie 2; gelezen wordt versie 1'
    """
    read = [x for x in layouts() if ei in x.ei]
    if read:
        known = " en ".join(x.version for x in read)
        name = f"een EI-bericht {ei} ({read[0].standard}) in versie {version}"
        return f"{name}; gelezen wordt versie {known}"
    words = f" ({_others()[ei]})" if ei in _others() else ""
    return f"een EI-bericht {ei}{words}, dat deze versie nog niet leest"


@cache
def _others() -> dict[str, str]:
    file = resources.files("koppeling.formats") / "layouts" / "other_standards.table"
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {ei: words if name == "-" else f"{name}, {words}" for ei, name, words in rows}


def _shape(text: str) -> str:
    if text.lstrip("\ufeffï»¿ \r\n\t").startswith("<"):
        return "een XML-bestand van een onbekende soort"
    first = text.split("\n", 1)[0]
    if first.count(";") > 1 or first.count(",") > 1:
        return "een CSV-bestand met onbekende kolommen"
    return "een onbekend bestand"
