"""Payer packs: one form, and every word of every payer means what its pack says.

1. Every pack that is shipped has the form; a pack that breaks it is refused with its name, the key
   and what is allowed, all faults at once.
2. Every word of every pack is found in a sample of what that payer writes, and every sample says
   something.
3. A word of one payer's pack means nothing from a payer with another.
4. What any payer may write goes for all.
"""

import pytest

from koppeling.model.pack_schema import read_pack
from koppeling.model.packs import GENERIC, Pack, known_packs, pack, pack_of

NAMES = known_packs()
SAMPLES: dict[str, tuple[str, ...]] = {
    "generic": (
        "Afrekening 900123",
        "verrekening met F2026001",
        "F2026001 verrekend",
        "zie verrekenoverzicht 900123",
        "saldering 2026",
        "salderen F2026001",
        "Voorschot maart 2026",
        "wettelijke rente over F2026001",
        "rente F2026001",
    ),
    "vgz": (
        "Salderen voorschot 2025",
        "BETAALSPECIFICATIE 202600077",
        "VZVL-DS93 12345",
        "VZVL-CM93/12345",
        "DS98 12345",
        "CM98-12345",
        "cm96 12345",
        "CM89.12345",
        "creditnota F2026001",
        "correctie F2026001",
        "zorgkostenplafond 2025",
        "plafond 2025",
    ),
    "zilveren_kruis": (
        "Declaratie F2026001",
        "afrekening 900123",
        "verrekenoverzicht 900123",
        "FC-2025-12",
        "COPE 2025 12",
        "MC2025/12",
        "12-SZ-2025",
        "eindafrekening 2025",
        "opbrengstverrekening 2025",
        "voorschot 2026",
        "restant vordering 12",
        "restvordering 12",
    ),
    "cz": (
        "overzicht rekening-courant",
        "overzicht rekening courant",
        "Uitbetaling",
        "Betaling aan u",
        "Terugvordering 77001002",
        "nacalculatie 2025",
        "controle 2025",
        "creditnota 12",
        "creditering 12",
        "correctie 12",
        "vorig saldo",
        "beginsaldo",
        "restant",
    ),
}
GOOD = """
version = 1

[[words]]
means = "reclaim"
status = "assumed"
source = "nobody knows"
words = ["KM12"]

[netting.overzicht]
status = "published"
source = "financier.nl/overzicht"
required = ["reference", "paid", "off"]
off = "plus"

[netting.overzicht.columns]
reference = ["Factuur"]
paid = ["Bij"]
off = ["Af"]

[netting.overzicht.labels]
number = ["Nummer"]
date = ["Datum"]
payout = ["Totaal"]

[netting.overzicht.pdf]
mark = '^overzicht'
rows = ['^(?P<reference>\\S{1,40}) (?P<paid>\\d{1,9},\\d\\d)$']
"""
TERM = '[[terms]]\nstatus = "assumed"\nsource = "nobody"\n'
FAULTS = [
    ("version = 1", "", "version: Field required"),
    ("version = 1", "version = 0", "version: Input should be greater than or equal to 1"),
    ("version = 1", "version =", "no TOML"),
    ("version = 1", "version = 1\nset_off = []", "set_off: unknown; allowed are version, words"),
    ('"reclaim"', '"claim"', "words.0.means: allowed is 'set_off', 'full_payment', 'credit'"),
    ("means =", "mean =", "words.0.mean: unknown; allowed are status, source, means, words"),
    ('"assumed"', '"guessed"', "words.0.status: allowed is 'published' or 'assumed'"),
    ('"nobody knows"', '""', "words.0.source: String should have at least 1 character"),
    ('"assumed"', '"published"', "words.0: source: what is published names the payer's site"),
    ('["KM12"]', "[]", "words.0.words: "),
    ('["KM12"]', '["-KM"]', "words.0.words.0: "),
    ('["KM12"]', '["K"]', "words.0.words.0: "),
    ('paid = ["Bij"]\n', "", "netting.overzicht: columns: missing is paid"),
    ('paid = ["Bij"]', 'payd = ["Bij"]', "netting.overzicht.columns.payd: allowed is 'date'"),
    ('"plus"', '"less"', "netting.overzicht.off: allowed is 'minus', 'plus' or 'any'"),
    ("payout =", "total =", "netting.overzicht.labels.total: unknown; allowed are number, date"),
    ("<paid>", "<pay>", "netting.overzicht.pdf.rows.0: a group may be named date, text"),
    ("'^overzicht'", "'^over('", "netting.overzicht.pdf.mark: no pattern"),
]


def test_a_good_pack_is_read() -> None:
    assert read_pack("own", GOOD).version == 1


@pytest.mark.parametrize(("old", "new", "said"), FAULTS, ids=[f[2] for f in FAULTS])
def test_a_broken_pack_is_refused_by_name_key_and_what_is_allowed(
    old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(ValueError, match=r"^pack own: ") as found:
        read_pack("own", GOOD.replace(old, new, 1))
    assert said in str(found.value)


def test_every_fault_is_said_at_once() -> None:
    text = GOOD
    for old, new, _ in FAULTS[4:7]:
        text = text.replace(old, new, 1)
    with pytest.raises(ValueError, match=r"words\.0\.mean: ") as found:
        read_pack("own", text)
    assert "words.0.status: " in str(found.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TERM, "terms.0: name pays_within_days or claim_within_months, not both"),
        (f"{TERM}pays_within_days = 30\nclaim_within_months = 5", "terms.0: name pays_within"),
        (f"{TERM}pays_within_days = 0", "terms.0.pays_within_days: "),
        ('[[agents]]\nlaw = "WLZ"', "agents.0.law: allowed is 'Zvw', 'Wlz'"),
        (
            '[[words]]\nmeans = "fee"\nstatus = "assumed"\nsource = "x"\nwords = ["km12"]',
            "words: 'km12' means two things",
        ),
    ],
)
def test_terms_agents_and_meanings_are_held_too(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^pack own: ") as found:
        read_pack("own", f"{GOOD}\n{text}")
    assert said in str(found.value)


def said_by(found: Pack, text: str) -> set[str]:
    """The words of a pack that a text says something with: of a payment, and its kind."""
    on_payment = (*found.set_off, *found.full_payment)
    return {found.kind_of(text)[1], *(w for w in on_payment if w in text.lower())} - {""}


def own_words(name: str) -> set[str]:
    """What only this pack brings, whoever may write it."""
    words = {w.text for w in pack(name).marks} | {*pack(name).set_off, *pack(name).full_payment}
    return words - own_words(GENERIC) if name != GENERIC else words


def test_every_pack_has_samples_and_no_other() -> None:
    assert set(NAMES) == set(SAMPLES)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_found_in_a_sample_and_every_sample_says_something(name: str) -> None:
    said = [said_by(pack(name), text) for text in SAMPLES[name]]
    assert all(said)
    assert own_words(name) - {word for words in said for word in words} == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_word_of_another_pack_means_nothing(name: str) -> None:
    strange = [text for other in NAMES if other != name for text in SAMPLES[other]]
    known = own_words(name) | own_words(GENERIC)
    assert {word for text in strange for word in said_by(pack(name), text)} <= known
    assert any(not said_by(pack(name), text) for text in strange)


@pytest.mark.parametrize("name", NAMES)
def test_what_any_payer_may_write_goes_for_all(name: str) -> None:
    for text in SAMPLES[GENERIC]:
        assert said_by(pack(name), text) >= said_by(pack(GENERIC), text)
    assert pack(name).agents == pack(GENERIC).agents


def test_a_mark_stands_alone_and_the_longest_word_counts() -> None:
    payer = pack("zilveren_kruis")
    assert [payer.kind_of(t)[1] for t in ("AFC 12", "FCA 12", "fc12", "Voorschotten")] == [
        "",
        "",
        "FC",
        "",
    ]
    assert pack("vgz").kind_of("Salderen voorschot") == ("advance", "salderen voorschot")


def test_an_unknown_pack_is_the_generic_one() -> None:
    assert pack("onbekend") == pack(GENERIC)
    assert pack("../vgz") == pack(GENERIC)


def test_a_pack_of_its_own_file_has_what_goes_for_all() -> None:
    own = pack_of("own", read_pack("own", GOOD))
    assert (own.set_off, [w.text for w in own.marks]) == ((), ["KM12"])
