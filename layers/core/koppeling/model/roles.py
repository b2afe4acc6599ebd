"""Laws and account roles by name (wetten en rollen): contract section 1, without the mapping."""

from typing import Literal, get_args

Law = Literal["Zvw", "Wlz", "Wmo", "Jw", "Fz"]
Role = Literal[
    "bank",
    "debtor",
    "clearing",
    "unidentified",
    "rejected",
    "advance",
    "repayable",
    "writeoff",
    "difference",
    "revenue",
    "revenue_prior",
    "correction",
    "client",
    "fee",
    "charges",
    "interest",
    "intercompany",
    "unbilled",
    "unbilled_revenue",
    "provision",
    "provision_cost",
    "vat",
]
LAWS: tuple[str, ...] = get_args(Law)
ROLES: tuple[str, ...] = get_args(Role)
PACK = "pack:"
REVENUE_ROLES = frozenset({"revenue", "revenue_prior", "correction", "unbilled_revenue"})
RESULT_ROLES = (REVENUE_ROLES - {"unbilled_revenue"}) | {"vat", "writeoff"}
"""Of a claim: what no item stands open on, so that it can be booked again on another account."""
