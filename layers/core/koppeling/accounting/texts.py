"""The texts of bookings (omschrijvingen), as data: what happened and the claims, never a person.

A text is made of words of our own and of claim numbers; nothing that a bank or a message says about
a person can get into it. What a package has no room for is cut between words, so that no claim
number is ever cut in two and taken for another one.
"""

from koppeling.model.movements import Movement

WORDS = {
    "submitted": "Declaratie",
    "returned": "Technisch afgekeurd",
    "awarded": "Toegekend",
    "awarded_non_financial": "Toegekend, niet financieel",
    "rejected": "Afgewezen",
    "resubmitted": "Opnieuw gedeclareerd",
    "reclaimed": "Terugvordering",
    "advance_settled": "Verrekend met voorschot",
    "netted": "Verrekend",
    "paid": "Ontvangst",
    "explained": "Ontvangst verklaard",
    "decided_rejection": "Besluit afwijzing",
    "decided_receipt": "Besluit ontvangst",
    "accrued": "Nog te factureren",
    "reserved": "Reservering terugbetaling",
    "provisioned": "Dotatie voorziening",
    "uncollectable": "Oninbaar",
    "reversed": "Tegenboeking",
}
NAMED = 3
"""Claim numbers in the text of a receipt; how many more is said by a number."""


def text_of(movement: Movement) -> str:
    """The text of an entry: what happened and the claim numbers, never a name."""
    invoices = [movement.invoice] if movement.invoice else [p.invoice for p in movement.parts]
    named = [i for i in invoices if i]
    shown = " ".join(named[:NAMED]) + (f" +{len(named) - NAMED}" if len(named) > NAMED else "")
    return f"{WORDS[movement.kind]} {shown}".strip()


def fitted(text: str, most: int | None) -> str:
    """A text of at most so many characters, cut between words; None = no limit.

    >>> fitted("Toegekend F100001 F100002", 20), fitted("Toegekend F1", None)
    ('Toegekend F100001', 'Toegekend F1')
    >>> fitted("Declaratienummer", 6)
    'Declar'
    """
    if most is None or len(text) <= most:
        return text
    whole, _, _ = text[: most + 1].rpartition(" ")
    return whole or text[:most]


def numbered(text: str, part: int, parts: int, most: int | None) -> str:
    """The text of one of the parts that an entry was split into, with its number.

    >>> numbered("Ontvangst F1", 2, 3, None), numbered("Ontvangst F1", 2, 3, 13)
    ('Ontvangst F1 2/3', 'Ontvangst 2/3')
    """
    if parts == 1:
        return fitted(text, most)
    mark = f" {part}/{parts}"
    return fitted(text, None if most is None else most - len(mark)) + mark
