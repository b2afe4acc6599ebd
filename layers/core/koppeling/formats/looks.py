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


def looks_like(head: bytes) -> str:
    """A short Dutch description; never a piece of the content."""
    if not head.strip():
        return "een leeg bestand"
    for sign, words in SIGNS:
        if head.startswith(sign):
            return words
    text = head.decode("latin-1").lstrip("\ufeff\xef\xbb\xbf \r\n\t")
    lower = text.lower()
    if lower.startswith(("<!doctype html", "<html")):
        return "een webpagina"
    if "declaratiebericht573" in lower or "declaratiebericht574" in lower:
        return "een GDS801/GDS802-bericht, dat deze versie nog niet leest"
    if "camt.052" in lower or "camt.054" in lower:
        return "een CAMT.052 of CAMT.054; lever het dagafschrift (CAMT.053) aan"
    if "xmlauditfile" in lower or "auditfile" in lower:
        return "een auditfile (XAF)"
    if text.startswith("<"):
        return "een XML-bestand van een onbekende soort"
    if ":20:" in text or text.startswith(("{1:", ":940:", "0000 01")):
        return "een MT940-afschrift, dat deze versie nog niet leest"
    if text[:2] == "01" and text[2:5].isdigit():
        return f"een EI-bericht {text[2:5]}"
    first = text.split("\n", 1)[0]
    if first.count(";") > 1 or first.count(",") > 1:
        return "een CSV-bestand met onbekende kolommen"
    return "een onbekend bestand"
