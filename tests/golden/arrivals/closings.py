"""Closing the books, and what is put aside: S10, S12, S16."""

from tests.golden.arrivals import RICH, E, Events, paid, with_

FUNDS = RICH.replace(
    'writeoff = "4890"\n',
    'writeoff = "4890"\nprovision = "1399"\nprovision_cost = "4895"\n',
)
UNBILLED = with_(
    'accrue = "year"',
    'period = "remittance"',
    text=RICH.replace("start = 2026-01-01", "start = 2025-01-01").replace(
        'writeoff = "4890"\n',
        'writeoff = "4890"\nunbilled = "1410"\nunbilled_revenue = "8900"\n',
    ),
)


def s10() -> Events:
    story = Events(inrichting=FUNDS).claim("F100001", 1000 * E).event().answer("F100001").event()
    story.decide("provision", "uzovi:5555", cents=400 * E, when="12-31").event()
    return story.decide("uncollectable", "F100001", when="2027-03-01").event()


def s12() -> Events:
    story = paid("F100001", 52000)
    story.decide("reserve", "uzovi:5555/Zvw/2026", cents=2000 * E, when="11-30").event()
    story.letter("CM89001", 1900 * E, "12-01").event()
    story.claim("F100009", 3000 * E, "12-02", month="11-30").event()
    story.answer("F100009", when="12-10").event()
    items = ("declaration", "F100009", 3000 * E), ("reclaim", "CM89001", -1900 * E)
    story.set_off("V700001", *items, when="12-12")
    story.money(1100 * E, "afrekening V700001", "12-14").event()
    return story.decide("reserve", "uzovi:5555/Zvw/2026", cents=-100 * E, when="12-31").event()


def s16() -> Events:
    story = Events(inrichting=UNBILLED).claim("F100001", 1000 * E, "2025-12-28", month="2025-12-15")
    story.event().decide("close", "2025-12-31", when="2026-01-02").event()
    story.answer("F100001", 950 * E, "01-10").event()
    return story.money(950 * E, "declaratie F100001", "01-15").event()


CASES = {"S10": s10, "S12": s12, "S16": s16}
