"""Rejections sent again or billed, taxes and closed periods: S5, S14, S33, S34, S35, S39."""

from tests.golden.arrivals import RICH, E, Events, with_
from tests.scenario import STRANGER

VAT = """
[[accounts.vat]]
vat = 21
account = "1500"
vat_code = "1H"
"""


def partly(won: int, refused: int) -> Events:
    """F100001 of two lines, the second rejected; what is awarded is paid."""
    story = Events().claim("F100001", [won * E, refused * E]).event()
    story.answer("F100001", [won * E, 0]).event()
    return story.money(won * E, "declaratie F100001", "02-15").event()


def again(euros: int) -> Events:
    """100 rejected, 900 awarded and paid; F100002 of so much is sent later for the rejection."""
    story = Events().claim("F100001", [100 * E, 900 * E]).event()
    story.answer("F100001", [0, 900 * E]).event()
    story.money(900 * E, "declaratie F100001", "02-15").event()
    return story.claim("F100002", euros * E, "03-02", month="01-31").event()


def s5() -> Events:
    story = again(100).answer("F100002", when="03-10").event()
    return story.money(100 * E, "declaratie F100002", "03-15").event()


def s5b() -> Events:
    story = partly(900, 100).claim("F100002", 100 * E, "03-02", month="01-31").event()
    story.decide("resubmission", "F100001", "F100002", when="03-03").event()
    story.answer("F100002", when="03-10").event()
    return story.money(100 * E, "declaratie F100002", "03-15").event()


def s14() -> Events:
    story = partly(880, 120).decide("rejection", "F100001", "client").event()
    story.inrichting = with_('other_lines = "unidentified"')
    return story.money(120 * E, "restnota", "03-10", iban=STRANGER).event()


def s33() -> Events:
    story = again(90).decide("resubmission", "F100001", "F100002", when="03-03").event()
    story.answer("F100002", when="03-10").event()
    return story.money(90 * E, "declaratie F100002", "03-15").event()


def s34() -> Events:
    story = Events().claim("F100001", 1000 * E, "01-08", month="2025-12-31").event()
    story.answer("F100001", when="01-20").event()
    return story.money(1000 * E, "declaratie F100001", "01-25").event()


def s35() -> Events:
    closed = RICH.replace("start = 2026-01-01", "start = 2026-01-01\nclosed_until = 2026-02-28")
    story = Events(inrichting=closed).claim("F100001", 1000 * E, "03-02", month="02-28").event()
    story.answer("F100001", when="03-10").event()
    return story.money(1000 * E, "declaratie F100001", "02-27").event()


def s39() -> Events:
    story = Events(inrichting=RICH + VAT).claim("F100001", [242 * E, 121 * E], vat=2100).event()
    story.answer("F100001", [242 * E, 0]).event()
    return story.money(242 * E, "declaratie F100001", "02-15").event()


CASES = {"S05": s5, "S05b": s5b, "S14": s14, "S33": s33, "S34": s34, "S35": s35, "S39": s39}
