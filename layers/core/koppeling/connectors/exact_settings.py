"""What the mapping says about an administration of Exact Online (instellingen van het pakket).

>>> Settings.of({"division": 123, "connection": "exact"}).base_url
'https://start.exactonline.nl'
>>> Settings.of({"connection": "exact"})
Traceback (most recent call last):
ValueError: package.division: moet het nummer van de administratie zijn, niet None
"""

from collections.abc import Mapping
from dataclasses import dataclass

BASE_URL = "https://start.exactonline.nl"
HIGHEST = 2**31 - 1
"""`EntryNumber` is an Int32."""
KEYS = frozenset({"journal", "exempt_code", "division", "connection", "base_url", "number_from"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Instellingen: `division` = the administration, `connection` = the name of its consent.

    `exempt_code` = the VAT code without VAT, for journals that have VAT. `number_from` = our entry
    numbers start here, out of the way of those that people get; 0 = they follow the highest one.
    """

    division: int
    connection: str
    base_url: str = BASE_URL
    journal: str = "MEM"
    exempt_code: str = ""
    number_from: int = 0

    @classmethod
    def of(cls, package: Mapping[str, object]) -> "Settings":
        """The keys of [package] in a mapping; ValueError says which is wrong, and how."""
        unknown = sorted(package.keys() - KEYS)
        if unknown:
            raise _wrong(unknown[0], "is geen sleutel van exact")
        division = _whole(package, "division", "het nummer van de administratie", None)
        number = _whole(package, "number_from", "een geheel getal vanaf 0", 0)
        base = _text(package, "base_url", BASE_URL).rstrip("/")
        if not base.startswith(("https://", "http://127.0.0.1:")):
            raise _wrong("base_url", f"moet met https:// beginnen, niet {base!r}")
        return cls(
            division=division,
            connection=_text(package, "connection", ""),
            base_url=base,
            journal=_text(package, "journal", "MEM"),
            exempt_code=_text(package, "exempt_code", "", empty=True),
            number_from=number,
        )


def _whole(package: Mapping[str, object], key: str, what: str, default: int | None) -> int:
    value = package.get(key, default)
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < HIGHEST
    if not right or not isinstance(value, int):
        raise _wrong(key, f"moet {what} zijn, niet {value!r}")
    return value


def _text(package: Mapping[str, object], key: str, default: str, *, empty: bool = False) -> str:
    value = package.get(key, default)
    if not isinstance(value, str) or not (value or empty):
        raise _wrong(key, f"moet tekst zijn, niet {value!r}")
    return value


def _wrong(key: str, why: str) -> ValueError:
    return ValueError(f"package.{key}: {why}")
