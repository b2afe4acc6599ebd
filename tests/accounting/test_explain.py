"""What `check --explain` says of a mapping: every value with its source, every role with its need.

1. Every value in force, in the order of the sections, each with the key by which the file says it;
   what the file states is `bestand`, all else `standaard`.
2. Beside a term stands what the payer publishes, when that is another one.
3. A role is needed when any booking policy that can be in force can touch it.
"""

import pytest

from koppeling.accounting.explain import Need, Value, needs, values
from koppeling.model.packs import pack
from koppeling.model.roles import ROLES
from tests.scenario import MAPPING, mapping

MORE = """
[[booking_for]]
law = "Wlz"
settles = "advance"

[[rejections]]
codes = ["0611", "0612"]
do = "reverse"

[[agents]]
id = "cak"
name = "CAK"

[rgs]
1300 = "BVorDebHad"
"""
ALWAYS = {
    *("bank", "revenue", "clearing", "client", "repayable", "interest", "intercompany"),
    *("difference", "correction", "fee", "charges", "advance"),
}


def told(text: str) -> dict[str, tuple[str, str]]:
    return {v.key: (v.value, v.source) for v in values(mapping(text))}


def test_every_value_with_its_source_in_the_order_of_the_file() -> None:
    found = told(MAPPING + MORE)
    wanted = {
        "administration.tenant": ("zorggroep", "bestand"),
        "administration.iban": ("NL91ABNA0417164300", "bestand"),
        "administration.start": ("2026-01-01", "bestand"),
        "administration.company": ("", "standaard"),
        "booking.recognise": ("outstanding", "bestand"),
        "booking.clearing": ("true", "bestand"),
        "booking.rejected": ("hold", "standaard"),
        "booking.tolerance_cents": ("0", "standaard"),
        "package.kind": ("files", "bestand"),
        "package.journal": ("MEM", "standaard"),
        "booking_for.0.law": ("Wlz", "bestand"),
        "booking_for.0.settles": ("advance", "bestand"),
        "rejections.0.codes": ("0611, 0612", "bestand"),
        "payers.0.name": ("Testverzekeraar", "bestand"),
        "payers.0.contracted": ("true", "standaard"),
        "payers.1.ids": ("gemeente:9999", "bestand"),
        "agents.0.id": ("cak", "bestand"),
        "agents.0.iban": ("", "standaard"),
        "accounts.bank.0.account": ("1100", "bestand"),
        "rgs.1300": ("BVorDebHad", "bestand"),
    }
    assert {key: found.get(key) for key in wanted} == wanted
    assert [key for key in found if key in wanted] == list(wanted)
    assert "administration.closed_until" not in found  # nothing is said, and nothing holds
    plain = mapping(MAPPING.replace("clearing = true", "clearing = false"))
    assert Value("booking.clearing", "false", "bestand") in values(plain)


def test_a_term_that_the_payer_publishes_stands_beside_another() -> None:
    (term,) = [t for t in pack("vgz").terms if t.status == "published"][:1]
    days = term.pays_within_days
    assert days is not None
    text = MAPPING.replace('debtor = "D1001"', 'debtor = "D1001"\npack = "vgz"\nterm_days = 400')
    same = text.replace("400", str(days))
    (shown,) = [v for v in values(mapping(text)) if v.published]
    assert (shown.key, shown.value) == ("payers.0.term_days", "400")
    assert f"{days} (" in shown.published
    assert term.source in shown.published
    first = next(v for v in values(mapping(same)) if v.key == "payers.0.term_days")
    assert not any(x.startswith(f"{days} ") for x in first.published.split("; "))


@pytest.mark.parametrize(
    ("booking", "more"),
    [
        ({}, {"debtor", "writeoff", "rejected", "revenue_prior"}),
        ({"rejected": "debtor"}, {"debtor", "writeoff", "revenue_prior"}),
        ({"prior_year": "same"}, {"debtor", "writeoff", "rejected"}),
        ({"period": "claim"}, {"debtor", "writeoff", "rejected"}),
        ({"recognise": "awarded"}, {"revenue_prior"}),
        (
            {"recognise": "awarded", "accrue": "month"},
            {"revenue_prior", "unbilled", "unbilled_revenue"},
        ),
        (
            {"other_lines": "unidentified"},
            {"debtor", "writeoff", "rejected", "revenue_prior", "unidentified"},
        ),
        (
            {"other_lines": "unidentified", "bank": "package"},
            {"debtor", "writeoff", "rejected", "revenue_prior"},
        ),
    ],
)
def test_the_roles_that_switches_can_need(booking: dict[str, str], more: set[str]) -> None:
    found = needs(mapping(**booking))
    assert [n.role for n in found] == list(ROLES)
    assert {n.role for n in found if n.needed} == ALWAYS | more


def test_roles_are_needed_by_any_policy_and_rows_are_counted() -> None:
    text = MAPPING.replace("clearing = true", "clearing = false")
    found = {n.role: n for n in needs(mapping(text))}
    assert found["unidentified"] == Need("unidentified", needed=True, rows=1)
    assert not found["clearing"].needed
    assert found["fee"] == Need("fee", needed=True, rows=0)
    text += '\n[[booking_for]]\nlaw = "Wlz"\nclearing = true\n'
    text += '\n[[rejections]]\ncodes = ["1"]\ndo = "hold"\n'
    both = {n.role: n for n in needs(mapping(text, rejected="debtor"))}
    assert both["clearing"].needed
    assert both["rejected"].needed
