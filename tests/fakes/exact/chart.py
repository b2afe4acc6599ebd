"""How the administration of the fake is set up: enough of everything for every rule to bite.

`1300` takes no line without a debtor, `4000` none without a cost centre, `4100` none without a cost
unit, `9999` is blocked; `8000` has a default VAT code and `MBT` is a memorial journal with VAT.
"""

import uuid
from typing import Any

VAT_ACCOUNT = "1500"
_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def guid(kind: str, name: str) -> str:
    """A key that is the same each time."""
    return str(uuid.uuid5(_SPACE, f"exact/{kind}/{name}"))


def _account(code: str, name: str, kind: int = 90, **more: Any) -> dict[str, Any]:
    row = {
        "ID": guid("account", code),
        "Code": code,
        "Description": name,
        "IsBlocked": False,
        "Matching": False,
        "BalanceType": "B",
        "Type": kind,
        "UseCostcenter": 0,
        "UseCostunit": 0,
        "VATCode": None,
    }
    return row | more


def _journal(code: str, name: str, kind: int, **more: Any) -> dict[str, Any]:
    row = {
        "Code": code,
        "Description": name,
        "Type": kind,
        "AllowVAT": False,
        "IsBlocked": False,
        "GLAccountCode": None,
    }
    return row | more


ACCOUNTS = [
    _account("1100", "Bank", 12),
    _account("1300", "Debiteuren zorg", 20, Matching=True),
    _account("1390", "Tussenrekening declaraties", Matching=True),
    _account(VAT_ACCOUNT, "Btw hoog", 24),
    _account("4000", "Lonen", 125, BalanceType="W", UseCostcenter=1, UseCostunit=2),
    _account("4100", "Materiaal", 121, BalanceType="W", UseCostunit=1),
    _account("8000", "Omzet Zvw", 110, BalanceType="W", VATCode="2"),
    _account("8990", "Afwijzingen", 120, BalanceType="W"),
    _account("9999", "Oude rekening", IsBlocked=True),
    *(_account(code, f"Rekening {code}") for code in ("0500", "*12", "(99)", "!x@y=z")),
    *(_account(code, f"Zorg {code}") for code in ("1310", "1380", "1395", "1650", "1660")),
    *(_account(code, f"Zorg {code}", 120, BalanceType="W") for code in ("4890", "8980")),
    *(_account(f"70{n:02d}", f"Rekening {n}") for n in range(60)),
]
JOURNALS = [
    _journal("MEM", "Memoriaal", 90),
    _journal("MBT", "Memoriaal met btw", 90, AllowVAT=True),
    _journal("BNK", "Bank", 12, GLAccountCode="1100"),
    _journal("VRK", "Verkoop", 20, AllowVAT=True),
    _journal("INK", "Inkoop", 22, AllowVAT=True),
    _journal("KAS", "Kas", 10),
    _journal("OUD", "Oud memoriaal", 90, IsBlocked=True),
    _journal("A", "Memoriaal A", 90),
    _journal("B", "Memoriaal B", 90),
]
VAT_CODES: list[dict[str, Any]] = [
    {"Code": "0", "Description": "Geen btw", "Percentage": 0.0},
    {"Code": "2", "Description": "Btw hoog incl.", "Percentage": 0.21},
]
CENTRES: list[dict[str, Any]] = [
    {"Code": "NOORD", "Description": "Noord"},
    {"Code": "ZUID", "Description": "Zuid"},
]
UNITS: list[dict[str, Any]] = [{"Code": "ZVW", "Description": "Zvw"}]
DEBTORS: list[dict[str, Any]] = [
    {
        "ID": guid("debtor", code),
        "Code": code.rjust(18),
        "Name": f"Verzekeraar {code}",
        "Status": "C",
    }
    for code in ("D1001", "D1002")
]
