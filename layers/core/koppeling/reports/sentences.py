"""The sentences of an explanation (zinnen), Dutch first, English second.

A key is what matching can say (`model/explanations.py`), and where it matters how it turned out.
Figures stand between braces.
"""

Table = dict[str, tuple[str, str]]

CLASSES: Table = {
    "A": (
        "een nummer, kenmerk of document wijst het aan, en de som klopt",
        "a number, reference or document points to it, and the sum is right",
    ),
    "B": (
        "zo betaalt deze financier, en de som klopt",
        "this is how the payer pays, and the sum is right",
    ),
    "decision": ("een mens heeft het besloten", "a person decided it"),
    "C": ("alleen het bedrag past", "only the amount fits"),
    "D": ("een voorstel: het past, maar bewijst niets", "a proposal: it fits, but proves nothing"),
}
MEASURED: Table = {
    "measured": (
        "{standing} aflettering(en), {taken_back} teruggedraaid",
        "{standing} match(es), {taken_back} taken back",
    ),
}
SUM: Table = {
    "class": ("klasse", "class"),
    "total": ("totaal", "total"),
    "line": ("bankmutatie", "bank line"),
    "residual": ("niet verklaard", "unexplained"),
    "more": ("en nog {count} posten", "and {count} more items"),
    "silence": ("drie dagen na de bankmutatie", "three days after the bank line"),
}
CLUES: Table = {
    "number": (
        "{value} wordt genoemd, maar niet aaneen: in delen, afgekapt of als betalingskenmerk",
        "{value} is named, but not in one piece: in parts, cut off or as a payment reference",
    ),
    "number, placed": ("{value} staat in de omschrijving", "{value} stands in the text"),
    "document": (
        "verrekenoverzicht {value} betaalt precies dit bedrag uit",
        "set-off document {value} pays out exactly this amount",
    ),
    "document, placed": (
        "verrekenoverzicht {value} staat in de omschrijving en betaalt precies dit bedrag uit",
        "set-off document {value} stands in the text and pays out exactly this amount",
    ),
    "word, placed": (
        "'{value}' in de omschrijving zegt wat voor betaling dit is",
        "'{value}' in the text says what kind of payment this is",
    ),
    "file": (
        "alle posten komen uit een retourbestand, en alles wat daarvan openstaat telt mee",
        "all items come from one remittance file, and all that is open of it counts",
    ),
    "run": (
        "alle posten zijn op een dag toegekend, en alles wat daarvan openstaat telt mee",
        "all items were awarded on one day, and all that is open of it counts",
    ),
    "amount": ("het bedrag is gelijk aan een openstaande post", "the amount equals an open item"),
    "reference": (
        "dezelfde rekening en hetzelfde bedrag andersom; bij de retour ook een gelijk kenmerk",
        "the same account and amount the other way; the return shares a reference too",
    ),
}
RULED_OUT: Table = {
    "subset, none": (
        "geen tweede combinatie van {searched} openstaande post(en) geeft {amount}",
        "no second set of {searched} open item(s) gives {amount}",
    ),
    "subset, found": (
        "ook een andere combinatie van {searched} openstaande post(en) geeft {amount}",
        "another set of {searched} open item(s) gives {amount} too",
    ),
    "subset, unfinished": (
        "niet alle combinaties zijn doorzocht: {searched} of meer openstaande posten is te veel",
        "not all sets were searched: {searched} or more open items are too many",
    ),
    "negatives, none": (
        "geen tweede combinatie van {searched} verrekenpost(en) verklaart het verschil",
        "no second set of {searched} open item(s) to set off explains the difference",
    ),
    "negatives, found": (
        "ook een andere combinatie van {searched} verrekenpost(en) verklaart het verschil",
        "another set of {searched} open item(s) to set off explains the difference too",
    ),
    "negatives, unfinished": (
        "niet alle combinaties van {searched} verrekenpost(en) zijn doorzocht",
        "not all sets of {searched} open item(s) to set off were searched",
    ),
    "file_or_run, none": (
        "geen ander van {searched} retourbestanden en toekenningsdagen telt op tot {amount}",
        "no other of {searched} remittance files and award days adds up to {amount}",
    ),
    "file_or_run, found": (
        "nog {found} van {searched} retourbestanden en toekenningsdagen telt op tot {amount}",
        "{found} more of {searched} remittance files and award days add up to {amount}",
    ),
    "file_or_run, unfinished": (
        "niet alle {searched} retourbestanden en toekenningsdagen zijn doorzocht",
        "not all of {searched} remittance files and award days were searched",
    ),
    "equal_item, none": (
        "geen andere van {searched} post(en) van deze financier was in 24 maanden {amount}",
        "no other of {searched} item(s) of this payer was {amount} in 24 months",
    ),
    "equal_item, found": (
        "nog {found} van {searched} post(en) van deze financier was in 24 maanden {amount}",
        "{found} more of {searched} item(s) of this payer were {amount} in 24 months",
    ),
    "equal_item, unfinished": (
        "niet alle {searched} post(en) van deze financier zijn vergeleken",
        "not all of {searched} item(s) of this payer were compared",
    ),
    "equal_line, none": (
        "geen andere onverklaarde ontvangst van deze financier is {amount}",
        "no other unexplained receipt of this payer is {amount}",
    ),
    "equal_line, found": (
        "nog {found} onverklaarde ontvangst(en) van deze financier: {amount}",
        "{found} more unexplained receipt(s) of this payer: {amount}",
    ),
    "equal_line, unfinished": (
        "niet alle onverklaarde ontvangsten zijn vergeleken",
        "not all unexplained receipts were compared",
    ),
    "equal_total, none": (
        "totalen van {searched} retourbestanden en dagen zijn hier te onderscheiden",
        "totals of {searched} remittance files and days can be told apart here",
    ),
    "equal_total, found": (
        "totalen van deze financier waren eerder gelijk: een totaal zegt weinig",
        "totals of this payer were equal before: a total says little",
    ),
    "equal_total, unfinished": (
        "niet alle totalen van {searched} retourbestanden en dagen zijn vergeleken",
        "not all totals of {searched} remittance files and days were compared",
    ),
    "tariff, none": (
        "{amount} is geen veelvoud (tot 31) van een van de {searched} tarieven uit de declaraties",
        "{amount} is no multiple (up to 31) of any of the {searched} tariffs in the claims",
    ),
    "tariff, found": (
        "{amount} is een veelvoud van {found} van {searched} tarieven: dat past al gauw",
        "{amount} is a multiple of {found} of {searched} tariffs: that fits easily",
    ),
    "tariff, unfinished": (
        "niet alle {searched} tarieven uit de declaraties zijn vergeleken",
        "not all of {searched} tariffs in the claims were compared",
    ),
    "accident, none": (
        "van {searched} andere ontvangsten van deze financier past er geen op deze posten",
        "of {searched} other receipts of this payer none fits these items",
    ),
    "accident, found": (
        "ook {found} van {searched} andere ontvangsten van deze financier past op deze posten",
        "{found} of {searched} other receipts of this payer fit these items too",
    ),
    "accident, unfinished": (
        "hoe gauw hier iets toevallig past, is niet te meten",
        "how easily something fits here by accident cannot be measured",
    ),
    "taken_before, none": (
        "wat is verrekend kan geen van {searched} andere onverklaarde verrekening(en) zijn",
        "what was set off cannot be in any of {searched} other unexplained set-off(s)",
    ),
    "taken_before, found": (
        "{found} van wat is verrekend kan al eerder verrekend zijn",
        "{found} of what was set off may have been set off before",
    ),
    "taken_before, unfinished": (
        "niet alle andere verrekeningen zijn vergeleken",
        "not all other set-offs were compared",
    ),
    "left_waiting, none": (
        "van {searched} andere openstaande negatieve post(en) bleef er geen onverrekend die paste",
        "of {searched} other open negative item(s) none that fitted was left",
    ),
    "left_waiting, found": (
        "{found} van {searched} andere openstaande negatieve post(en) had er ook af gekund",
        "{found} of {searched} other open negative item(s) could have been taken off as well",
    ),
    "left_waiting, unfinished": (
        "niet alle openstaande negatieve posten zijn vergeleken",
        "not all open negative items were compared",
    ),
}
CHANGES: Table = {
    "three_days": (
        "boekt vanzelf als tot en met {day} is gelezen en niets anders dit bedrag verklaart",
        "books by itself when all up to {day} is read and nothing else explains this amount",
    ),
    "decision": (
        "boekt niet vanzelf: een mens besluit, of er komt nog een document dat het bewijst",
        "does not book by itself: a person decides, or a document that proves it is still to come",
    ),
}
_REFUSED = ("uw besluit (refuse) draait dit terug", "your decision (refuse) undoes this")
_ABSENCE = (
    "een later gelezen document dat dit bedrag ook verklaart, of uw besluit (refuse)",
    "a document read later that explains this amount too, or your decision (refuse)",
)
UNDONE: Table = {
    "return": _REFUSED,
    "named_sum": _REFUSED,
    "netting_document": _REFUSED,
    "advance": (
        "een declaratie die de omschrijving noemt, of uw besluit (refuse)",
        "a claim that the text names, or your decision (refuse)",
    ),
    "whole_remittance": _ABSENCE,
    "unique_amount": _ABSENCE,
    "decision": ("intrekken van het besluit (undo)", "taking the decision back (undo)"),
    "other": (
        "een financier met deze rekening in de inrichting",
        "a payer with this account in the mapping",
    ),
}
