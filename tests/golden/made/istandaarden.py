"""iWmo and iJw 323 and 325 messages that keep or break a rule: folder -> (rule, files)."""

from dataclasses import replace
from datetime import date

from koppeling.formats.istandaarden_write import Performed, answer, claim

SENT, SAID = date(2026, 2, 2), date(2026, 2, 9)
JANUARY = date(2026, 1, 31)
LINES = (
    Performed("999900006", "45A04", 24_000, JANUARY, "R1", begin=date(2026, 1, 1)),
    Performed("999900018", "45A48", 34_000, JANUARY, "R2"),
)
CREDIT = tuple(replace(x, cents=-x.cents, previous=f"O{x.reference}") for x in LINES)


def sent(law: str = "jw", lines: tuple[Performed, ...] = LINES, total: int | None = None) -> bytes:
    return claim(law, "9999", "41000001", "F2026001", SENT, lines, message="B1", total=total)


def said(law: str = "jw", lines: tuple[Performed, ...] = LINES, **more: object) -> bytes:
    made: bytes = answer(
        law,
        "9999",
        "41000001",
        "F2026001",
        SAID,
        lines,
        answers="B1",
        **more,  # type: ignore[arg-type]
    )
    return made


def changed(data: bytes, before: str, after: str) -> bytes:
    """The message with one place changed; the place must be there."""
    assert before.encode() in data, before
    return data.replace(before.encode(), after.encode(), 1)


def release(data: bytes, version: str, space: str = "") -> bytes:
    """The message as of another release; `space` names another one in its namespaces."""
    major, _, minor = version.partition(".")
    moved = data.replace(b"/3_2/", f"/{space or version.replace('.', '_')}/".encode())
    moved = moved.replace(b"BerichtVersie>3<", f"BerichtVersie>{major}<".encode())
    return moved.replace(b"Subversie>2<", f"Subversie>{minor}<".encode())


ONE = {"R2": "9333"}

CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    "323-telt-op": (
        "Een 323 waarvan de regels samen het ingediende totaal zijn, wordt gelezen.",
        {"jw.xml": sent(), "wmo.xml": sent("wmo")},
    ),
    "323-telt-niet-op": (
        "Een 323 waarvan de regels niet samen het ingediende totaal zijn, wordt geweigerd.",
        {"jw-een-cent.xml": sent(total=58_001), "wmo-teken.xml": sent("wmo", total=-58_000)},
    ),
    "325-alles-toegekend": (
        "Een 325 zonder regels en met gelijke totalen kent alles toe.",
        {"jw.xml": said(), "wmo.xml": said("wmo")},
    ),
    "325-alleen-afgewezen-regels": (
        "Een 325 noemt alleen afgewezen regels; wat zij niet noemt, is toegekend.",
        {"jw.xml": said(rejected=ONE), "wmo.xml": said("wmo", rejected=ONE)},
    ),
    "325-alles-afgewezen": (
        "Een 325 die elke regel noemt, wijst alles af.",
        {"jw.xml": said(rejected={"R1": "9333", "R2": "9333"})},
    ),
    "325-verklaart-haar-verschil-niet": (
        "Een 325 waarvan de afgewezen regels niet ingediend min toegekend zijn, wordt geweigerd.",
        {
            "een-cent.xml": said(rejected=ONE, awarded=24_001),
            "geen-regel.xml": said(awarded=24_000),
        },
    ),
    "325-alleen-de-kop": (
        "Een 325 met alleen een kop zegt dat de declaratie niet is aangekomen.",
        {
            "jw-0001.xml": said(header="0001", header_only=True),
            "wmo-0001.xml": said("wmo", header="0001", header_only=True),
            "jw-kopfout.xml": said(header="9302", header_only=True),
        },
    ),
    "325-kop-zonder-fout": (
        "Een 325 met alleen een kop waarin geen fout staat mist haar antwoord en wordt geweigerd.",
        {"jw.xml": said(header="0200", header_only=True)},
    ),
    "325-afgekeurd-als-geheel": (
        "Een 325 met een fout op de declaratie, niets toegekend en geen regels, is teruggestuurd.",
        {
            "fout-op-de-declaratie.xml": said(code="9333", awarded=0),
            "0001-met-totalen.xml": said(header="0001", awarded=0),
        },
    ),
    "325-code-van-de-client": (
        "Een regel zonder eigen afwijzing krijgt de retourcode van haar client.",
        {
            "jw.xml": said(rejected={"R2": "0200"}).replace(
                b"<m:RetourCode>0200</m:RetourCode></m:RetourCodes></m:Client>",
                b"<m:RetourCode>8187</m:RetourCode></m:RetourCodes></m:Client>",
            )
        },
    ),
    "credit": (
        "Een regel in credit telt negatief, en een hele declaratie mag in credit zijn.",
        {
            "323.xml": sent(lines=CREDIT),
            "323-deels.xml": sent(lines=(LINES[0], CREDIT[1])),
            "325.xml": said(lines=CREDIT, rejected=ONE),
        },
    ),
    "release-3": (
        "Elke release 3 wordt gelezen, ook met oudere naamruimten.",
        {
            "jw323-3.0.xml": release(sent(), "3.0"),
            "jw325-3.1.xml": release(said(rejected=ONE), "3.1"),
            "wmo323-3.1.xml": release(sent("wmo"), "3.1"),
            "wmo325-3.0.xml": release(said("wmo"), "3.0"),
        },
    ),
    "andere-release": (
        "Een bericht van een andere release dan 3 wordt geweigerd met die release.",
        {
            "jw323-4.0.xml": release(sent(), "4.0"),
            "wmo325-4.1.xml": release(said("wmo"), "4.1"),
            "jw325-naamruimte-4.0.xml": release(said(), "3.2", "4_0"),
            "wmo323-2.4.xml": release(sent("wmo"), "2.4"),
        },
    ),
    "bedrag-in-centen": (
        "Een bedrag is hele centen met D of C; al het andere wordt geweigerd.",
        {
            "komma.xml": changed(sent(), "<b:Bedrag>24000<", "<b:Bedrag>240,00<"),
            "min-teken.xml": changed(sent(), "<b:Bedrag>24000<", "<b:Bedrag>-24000<"),
            "geen-d-of-c.xml": changed(sent(), "DebetCredit>D<", "DebetCredit>X<"),
        },
    ),
    "tarief-maal-volume": (
        "Het bedrag is wat er staat, ook als het niet tarief maal volume is.",
        {
            "jw.xml": changed(
                sent(),
                "<m:GeleverdVolume>1</m:GeleverdVolume>",
                "<m:GeleverdVolume>16</m:GeleverdVolume><m:ProductTarief>1500</m:ProductTarief>",
            )
        },
    ),
    "onmisbaar": (
        "Wat een 323 of 325 niet missen kan, wordt bij naam genoemd.",
        {
            "declaratienummer.xml": changed(
                sent(), "<m:DeclaratieNummer>F2026001</m:DeclaratieNummer>", ""
            ),
            "gemeente.xml": changed(sent(), "Ontvanger>9999<", "Ontvanger>999<"),
            "antwoord-op.xml": changed(
                said(),
                "<m:DeclaratieIdentificatie><b:Identificatie>B1</b:Identificatie>",
                "<m:DeclaratieIdentificatie>",
            ),
        },
    ),
    "onbekende-code": (
        "Een onbekende retourcode in een 325 wordt bewaard en gemeld, en houdt niets tegen.",
        {"jw.xml": said(rejected={"R2": "7777"})},
    ),
    "geen-xml": (
        "Een 323 met een DOCTYPE of die afbreekt, wordt geweigerd.",
        {
            "doctype.xml": changed(sent(), "<m:Bericht", "<!DOCTYPE x SYSTEM 'x.dtd'><m:Bericht"),
            "afgebroken.xml": sent()[:-30],
        },
    ),
}
