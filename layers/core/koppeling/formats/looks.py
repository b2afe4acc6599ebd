"""What an unknown file looks like (herkenning), in words for the person who dropped it."""

SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "een PDF"),
    (b"PK\x03\x04", "een ZIP- of Excel-bestand dat geen besluitenlijst is"),
    (b"PK\x05\x06", "een leeg ZIP-bestand"),
    (b"\xd0\xcf\x11\xe0", "een oud Office-bestand"),
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
    ("auditfile", "een auditfile (XAF)"),
    (":20:", "een MT940-afschrift, dat deze versie nog niet leest"),
)


def looks_like(head: bytes) -> str:
    """A short Dutch description; never a piece of the content."""
    if not head.strip():
        return "een leeg bestand"
    found = next((words for sign, words in SIGNS if head.startswith(sign)), "")
    text = head.decode("latin-1").lower()
    return found or next((words for sign, words in TEXTS if sign in text), "") or _shape(text)


def _shape(text: str) -> str:
    if text.lstrip("\ufeffï»¿ \r\n\t").startswith("<"):
        return "een XML-bestand van een onbekende soort"
    first = text.split("\n", 1)[0]
    if first.count(";") > 1 or first.count(",") > 1:
        return "een CSV-bestand met onbekende kolommen"
    return "een onbekend bestand"
