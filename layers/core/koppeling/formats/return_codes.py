"""Return codes (retourcodes) as a table: what is known of a code, and which one refuses.

Two mechanisms: three codes of four characters, which every standard shares, and the older one of
HA305, a code of processing (COD027) with three codes of a fault (COD957), of three digits each.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

FINE = frozenset({"0200", "8001", ""})
WIDTH = 4
OLDER_WIDTH = 3
PROCESSED = frozenset({"", "000", "001", "002"})
OLDER = {"CODE VERWERKING": "V", "FOUTCODE": "F"}


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """Retourcode: `level` X whole file, T header, D detail, O fine."""

    code: str
    level: str
    text: str


@cache
def code_lists() -> dict[str, dict[str, ReturnCode]]:
    """Every published list by its name, and in it every code by its number."""
    file = resources.files("koppeling.formats") / "layouts" / "return_codes.table"
    found: dict[str, dict[str, ReturnCode]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, code, level, text = line.split("\t")
            found.setdefault(name, {}).setdefault(code, ReturnCode(code, level, text))
    return found


@cache
def return_codes() -> dict[str, ReturnCode]:
    """Every code of four characters; where two lists share one, the EI list is shown."""
    found: dict[str, ReturnCode] = {}
    for name, codes in code_lists().items():
        if name not in OLDER.values():
            found = codes | found
    return found


def meaning(field: str, code: str) -> ReturnCode | None:
    """What a code says in a field of this name; None for a field without codes, or unknown."""
    if field.startswith("RETOURCODE"):
        return return_codes().get(code)
    name = OLDER.get(field.partition(" (")[0], "")
    return code_lists()[name].get(code) if name else None


def has_codes(field: str) -> bool:
    """Whether a field of this name holds a return code."""
    return field.startswith("RETOURCODE") or field.partition(" (")[0] in OLDER


def is_known(code: str) -> bool:
    """Whether a code is in a published list that we have."""
    return any(code in codes for codes in code_lists().values())


def pieces(codes: bytes, width: int = WIDTH) -> list[str]:
    """The codes of one record, each without its blanks."""
    starts = range(0, len(codes), width)
    return [codes[i : i + width].decode("latin-1").strip() for i in starts]


def refusing_of(codes: tuple[str, ...]) -> str:
    """The first refusing code of a line, by its codes as received.

    >>> refusing_of(("0200", "0611")), refusing_of(("001", "100")), refusing_of(())
    ('0611', '100', '')
    """
    width = len(codes[0]) if codes else WIDTH
    return refusing("".join(code.ljust(width) for code in codes).encode("latin-1"), width)


def refusing(codes: bytes, width: int = WIDTH) -> str:
    """The first refusing code of a record; '' when none refuses.

    >>> refusing(b"02000611    "), refusing(b"            ")
    ('0611', '')
    >>> refusing(b"018100000000", 3), refusing(b"018000000000", 3), refusing(b"001000000000", 3)
    ('100', '018', '')
    """
    found = pieces(codes, width)
    if width == OLDER_WIDTH:
        processed, faults = found[0] if found else "", found[1:]
        fault = next((c for c in faults if c.strip("0")), "")
        return fault or ("" if processed in PROCESSED else processed)
    return next((c for c in found if c not in FINE and c.strip("0")), "")
