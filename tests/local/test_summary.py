"""The books in a terminal: what was booked, what waits, what is parked, what explains clearing."""

from typing import Any

from local.summary import shown


def posting(role: str, cents: int, **more: Any) -> dict[str, Any]:
    plain = {"role": role, "cents": cents, "text": "Toegekend A1", "payer": "", "dimensions": {}}
    return plain | more


RESULT: dict[str, Any] = {
    "entries": [
        {
            "key": "k1",
            "date": "2026-02-10",
            "journal": "MEM",
            "postings": [
                posting("clearing", 123_456, payer="uzovi:9998", dimensions={"invoice": "A1"}),
                posting("debtor", -123_456),
            ],
        },
        {
            "key": "k2",
            "date": "2026-02-18",
            "journal": "MEM",
            "postings": [
                posting("bank", 23_456, text="Ontvangst A1"),
                posting("clearing", -23_456, payer="uzovi:9998", dimensions={"invoice": "A1"}),
            ],
        },
    ],
    "parked": [{"reason": "ambiguous", "cents": 500, "about": "regel 4"}],
    "balances": {"bank": 23_456, "clearing": 100_000, "debtor": -123_456},
    "identities": {
        "C1": {"holds": False, "difference_cents": 1, "why": "regels en totaal"},
        "C2": {"holds": None, "difference_cents": 0, "why": ""},
    },
    "held": ["k2"],
}


def test_the_books_are_told_in_the_words_of_the_bookkeeper() -> None:
    lines = [" ".join(line.split()) for line in shown(RESULT).splitlines()]

    assert lines == [
        "2 boekingen, 1 wachten op vrijgave, 1 uit te zoeken",
        "",
        "Geboekt",
        "2026-02-10 MEM uzovi:9998 Toegekend A1 1.234,56",
        "",
        "Wacht op vrijgave",
        "2026-02-18 MEM uzovi:9998 Ontvangst A1 234,56",
        "",
        "Uit te zoeken",
        "meer dan een verklaring: regel 4 5,00",
        "",
        "Saldi",
        "Bank 234,56",
        "Tussenrekening ontvangsten 1.000,00",
        "Debiteuren zorgfinanciers -1.234,56",
        "",
        "Specificatie tussenrekening",
        "uzovi:9998 A1 1.000,00",
        "saldo 1.000,00",
        "",
        "Aansluitingen die niet sluiten",
        "C1: regels en totaal 0,01",
    ]


def test_empty_sections_are_left_out() -> None:
    empty: dict[str, Any] = {
        "entries": [],
        "parked": [],
        "balances": {},
        "identities": {},
        "held": [],
    }

    assert shown(empty).splitlines()[0] == "0 boekingen, 0 wachten op vrijgave, 0 uit te zoeken"
    assert "Geboekt" not in shown(empty)
