"""ZIP files that keep or break a rule: folder -> (rule, files)."""

from datetime import date
from functools import partial

from koppeling.formats import besluiten
from koppeling.formats.camt_write import Booked, statement
from koppeling.formats.flat_write import Sent, answer, claim
from koppeling.formats.zipped_write import encrypted, packed, stating

archive = partial(packed, deflate=False)  # what deflate makes differs from machine to machine
IBAN = "NL91ABNA0417164300"
PAID = Booked(date(2026, 2, 16), 34000, "F1", "NL69INGB0123456789", "Testverzekeraar")
SENT = Sent(
    client="999900006",
    product="120001",
    cents=34000,
    end=date(2026, 1, 31),
    reference="F1-0",
    agb="04000001",
)
CLAIM = claim("PM304", "5555", "41000001", "F1", date(2026, 2, 2), [SENT])
ANSWER = answer(CLAIM, awarded={}, codes={}, day=date(2026, 2, 9), reference="ZV1")
BANK = statement(IBAN, 1000, [PAID])
WRONG = statement(IBAN, 1000, [PAID], closing=35001)
FORM = besluiten.write([])
BOOK = archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
ALL = {"declaratie.txt": CLAIM, "retour.txt": ANSWER, "afschrift.xml": BANK}
SYSTEM = {"__MACOSX/._retour.txt": b"x", ".DS_Store": b"x", "map/": b"", "Thumbs.db": b"x"}
EVIL = [("../../retour.txt", ANSWER), ("C:\\map\\retour.txt", ANSWER), ("/etc/passwd", BANK)]
CUT = archive(ALL)
BROKEN = archive({"een.txt": CLAIM}).replace(b"999900006", b"999900018")

CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    "elk-bestand": (
        "Elk bestand in een ZIP wordt gelezen alsof het los was aangeleverd.",
        {
            "in-volgorde.zip": archive(ALL),
            "andersom.zip": archive(dict(reversed(ALL.items()))),
        },
    ),
    "een-bestand": (
        "Een ZIP met een enkel bestand is dat bestand.",
        {
            "declaratie.zip": archive({"declaratie.txt": CLAIM}),
            "retour.zip": archive({"retour.txt": ANSWER}),
            "afschrift.zip": archive({"afschrift.xml": BANK}),
            "besluiten.zip": archive({"besluiten.csv": FORM}),
        },
    ),
    "mappen": (
        "Mappen in een ZIP tellen niet mee; hun bestanden wel.",
        {"twee-diep.zip": archive({"2026/": b"", "2026/02/": b"", "2026/02/retour.txt": ANSWER})},
    ),
    "systeembestanden": (
        "Wat een computer zelf in een ZIP achterlaat wordt overgeslagen.",
        {
            "voor.zip": archive({**SYSTEM, "retour.txt": ANSWER}),
            "na.zip": archive({"retour.txt": ANSWER, **SYSTEM}),
        },
    ),
    "leeg-bestand": (
        "Een leeg bestand in een ZIP wordt overgeslagen.",
        {"leeg-erbij.zip": archive({"leeg.txt": b"", "retour.txt": ANSWER})},
    ),
    "zonder-bestanden": (
        "Een ZIP zonder bestanden wordt geweigerd.",
        {
            "leeg.zip": archive({}),
            "alleen-een-map.zip": archive({"map/": b""}),
            "alleen-systeem.zip": archive(SYSTEM),
            "alleen-leeg.zip": archive({"leeg.txt": b""}),
        },
    ),
    "een-slecht-bestand": (
        "Een bestand dat wordt geweigerd houdt de andere in de ZIP niet tegen.",
        {
            "afschrift-sluit-niet.zip": archive({"fout.xml": WRONG, "retour.txt": ANSWER}),
            "afgebroken.zip": archive({"fout.txt": CLAIM[:-3], "retour.txt": ANSWER}),
            "afbeelding-erbij.zip": archive({"brief.png": b"\x89PNG\r\n", "retour.txt": ANSWER}),
        },
    ),
    "alleen-slechte-bestanden": (
        "Bij elk geweigerd bestand in een ZIP staat het hoeveelste het is.",
        {"twee.zip": archive({"brief.png": b"\x89PNG\r\n", "foto.png": b"\x89PNG\r\n"})},
    ),
    "zelfde-naam": (
        "Twee bestanden met een naam in een ZIP worden allebei gelezen.",
        {"twee.zip": archive([("a.txt", CLAIM), ("a.txt", ANSWER)])},
    ),
    "namen": (
        "Een naam die naar elders wijst kan geen kwaad en wordt schoon getoond.",
        {"omhoog.zip": archive(EVIL), "stuurtekens.zip": archive([("a\x1b[2J.txt", CLAIM)])},
    ),
    "wachtwoord": (
        "Een ZIP met een wachtwoord wordt geweigerd.",
        {
            "een.zip": encrypted(archive({"retour.txt": ANSWER})),
            "drie.zip": encrypted(archive(ALL)),
        },
    ),
    "zip-in-zip": (
        "Een ZIP in een ZIP wordt geweigerd; de bestanden ernaast worden gelezen.",
        {
            "vooraan.zip": archive({"in.zip": archive(ALL), "retour.txt": ANSWER}),
            "achteraan.zip": archive({"retour.txt": ANSWER, "in.zip": archive(ALL)}),
            "leeg-erin.zip": archive({"in.zip": archive({}), "retour.txt": ANSWER}),
        },
    ),
    "lengte-klopt-niet": (
        "Een bestand waarvan de ZIP een andere lengte noemt wordt geweigerd.",
        {
            "te-klein.zip": stating(archive(ALL), 10),
            "te-groot.zip": stating(archive(ALL), 4_000_000_000),
        },
    ),
    "beschadigd-bestand": (
        "Een bestand in een ZIP met een verkeerde controlesom wordt geweigerd.",
        {"controlesom.zip": BROKEN},
    ),
    "afgebroken": (
        "Een ZIP die onderweg is afgebroken wordt als geheel geweigerd.",
        {"half.zip": CUT[: len(CUT) // 2], "een-byte.zip": CUT[:-1], "begin.zip": CUT[:40]},
    ),
    "te-veel-bestanden": (
        "Een ZIP met meer dan duizend bestanden wordt geweigerd.",
        {"1001.zip": archive({f"{i}.txt": b"x" for i in range(1001)})},
    ),
    "office": (
        "Een Office-bestand is geen ZIP met bestanden.",
        {
            "odt.zip": archive({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"}),
            "leeg-werkboek.xlsx": BOOK,
            "werkboek-in-zip.zip": archive({"w.xlsx": BOOK, "retour.txt": ANSWER}),
        },
    ),
}
