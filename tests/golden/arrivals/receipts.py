"""Receipts of all kinds: S17, S24 to S27, S36, S37, S40."""

from tests.golden.arrivals import RICH, E, Events, paid, with_
from tests.scenario import OWN, TOWN
from tests.stories import SECOND

ACCOUNTS = f"""[[accounts.bank]]
account = "1100"
[[accounts.bank]]
iban = "{SECOND}"
account = "1101"

[[payers]]
id = "uzovi"""
TWO_ACCOUNTS = (
    RICH.replace(f'iban = ["{OWN}"]', f'iban = ["{OWN}", "{SECOND}"]')
    .replace('bank = "1100"\n', "")
    .replace('[[payers]]\nid = "uzovi', ACCOUNTS, 1)
)
LAWS = """[[accounts.debtor]]
account = "1300"
[[accounts.debtor]]
law = "Wmo"
account = "1301"
[[accounts.clearing]]
account = "1390"
[[accounts.clearing]]
law = "Wmo"
account = "1391"

[[payers]]
id = "uzovi"""
TWO_DEBTORS = (
    RICH.replace('debtor = "1300"\n', "", 1)
    .replace('clearing = "1390"\n', "")
    .replace('[[payers]]\nid = "uzovi', LAWS, 1)
)


def awarded(invoice: str, euros: int) -> Events:
    """A claim that is awarded in full, in two events."""
    return Events().claim(invoice, euros * E).event().answer(invoice).event()


def s17() -> Events:
    story = awarded("F100001", 1000)
    story.inrichting = with_("tolerance_cents = 1")
    return story.money(99999, "declaratie F100001", "02-15").event()


def s24() -> Events:
    story = paid("F100001", 2000).letter("MC55001", 1500 * E, "02-20").event()
    return story.money(-1500 * E, "terugbetaling MC55001", "03-01").event()


def s25() -> Events:
    story = awarded("F100001", 1000)
    story.money(1000 * E, "declaratie F100001", "02-15", end_to_end="BETALING1").event()
    back = {"end_to_end": "BETALING1", "returned": True}
    story.money(-1000 * E, "retour F100001", "02-17", **back).event()
    return story.money(1000 * E, "declaratie F100001", "02-20", end_to_end="BETALING2").event()


def s26() -> Events:
    story = paid("F100001", 1000).money(1000 * E, "declaratie F100001", "02-18").event()
    story.decide("explain", story.told().parked[0].id, "repayable").event()
    story.claim("F100002", 1500 * E, "03-02").event().answer("F100002", when="03-10").event()
    items = ("declaration", "F100002", 1500 * E), ("reclaim", "F100001", -1000 * E)
    story.set_off("V700001", *items, when="03-12").event()
    return story.money(500 * E, "afrekening V700001", "03-14").event()


def s27() -> Events:
    story = awarded("F100001", 1000).money(600 * E, "declaratie F100001", "02-15").event()
    story.decide("match", story.ask("residual").id, "F100001").event()
    return story.money(400 * E, "rest F100001", "03-15").event()


def s36() -> Events:
    story = awarded("F100001", 1000)
    story.inrichting = TWO_ACCOUNTS
    story.money(1000 * E, "declaratie F100001", "02-15", own=SECOND).event()
    story.money(-500 * E, "naar lopende rekening", "02-18", own=SECOND, iban=OWN)
    return story.money(500 * E, "van spaarrekening", "02-18", iban=SECOND).event()


def s37() -> Events:
    story = Events(inrichting=TWO_DEBTORS).towns("wmo", "W200001", 300 * E, message="MW1").event()
    story.towns("jw", "J200001", 500 * E, message="MJ1").event()
    return story.money(800 * E, "W200001 J200001", "02-15", iban=TOWN).event()


def s40() -> Events:
    story = Events().money(700 * E, "declaratie F777777", "02-15").event()
    return story.decide("explain", story.ask("unexplained").id, "intercompany").event()


CASES = {
    "S17": s17,
    "S24": s24,
    "S25": s25,
    "S26": s26,
    "S27": s27,
    "S36": s36,
    "S37": s37,
    "S40": s40,
}
