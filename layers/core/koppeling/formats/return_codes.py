"""Return codes (retourcodes) as a table: what is known of a code, and which one refuses."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

FINE = frozenset({"0200", "8001", ""})


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """Retourcode: `level` X whole file, T header, D detail, O fine."""

    code: str
    level: str
    text: str


@cache
def return_codes() -> dict[str, ReturnCode]:
    """Every published code by its number; where two lists share one, the EI list is shown."""
    file = resources.files("koppeling.formats") / "layouts" / "return_codes.table"
    found: dict[str, ReturnCode] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            _, code, level, text = line.split("\t")
            found.setdefault(code, ReturnCode(code, level, text))
    return found


def is_known(code: str) -> bool:
    """Whether a code is in a published list that we have."""
    return code in return_codes()


def refusing(codes: bytes) -> str:
    """The first refusing code of a triple of four characters; '' when none refuses.

    >>> refusing(b"02000611    "), refusing(b"            ")
    ('0611', '')
    """
    triple = [codes[i : i + 4].decode("latin-1").strip() for i in (0, 4, 8)]
    return next((c for c in triple if c not in FINE and c.strip("0")), "")
