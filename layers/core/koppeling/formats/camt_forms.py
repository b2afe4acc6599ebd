"""Entries that look alike (gelijkvormige boekingen), read a hundred at a time: the fast path.

A bank writes an entry in a few forms, hundred thousands of times: the tags are the same and only
the texts between them differ. So an entry is split into its form and its texts in one pass, and a
form that was seen before says at which place each field stands. Such entries are taken out of the
stream and an empty entry with a mark takes their place, so that the parser of `xml_stream.py` says
where they stood. All else goes to the parser as it is: what is around the entries, the first entry
of each form, odd entities, attributes but `Ccy`, long entries, and all that follows a comment, a
CDATA section or a processing instruction. Both ways give the same fields.

What is taken out is well-formed: its form balances, its texts hold no markup, entity or forbidden
character.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter

from koppeling.formats.camt_fields import DetailSaid, EntrySaid, detail_said, entry_said
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element

Said = tuple[EntrySaid, Sequence[DetailSaid]]
"""What an entry says, and each of its details."""

Values = tuple[str, ...]
Record = tuple[str | Values, ...]

PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?:(?!encoding)[^>])*(?:encoding=[\"']utf-8[\"'][^>]*)?\?>)?\s*"
    rb"<(?:(?P<prefix>[A-Za-z][A-Za-z0-9]*):)?Document[\s>]",
    re.IGNORECASE,
)
BREAKS = (b"<!", b"<?")
LEGAL = bytes([0x9, 0xA, 0xD, *range(0x20, 0x100)])
NEVER = ("]]>", "\ufffe", "\uffff")  # stands in no text of XML
TEXTS = re.compile(">([^<]+)<")
# the last one last: what it gives is no entity
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
OTHER_ENTITY = re.compile(f"&(?!{'|'.join(name[1:] for name in ENTITIES)})")
PLACE = "\0"  # stands in a form where an entry has a text
LONGEST = 1 << 15
MOST_FORMS = 256
MOST_WAITING = 16


class Forms:
    """Vormen: what was learned of one file, and the entries that were taken out of it."""

    def __init__(self, source: Source) -> None:
        """Nothing is learned yet; nothing is taken from a file that is not plain UTF-8."""
        plain = PLAIN.match(source.head())
        prefix = plain["prefix"].decode() + ":" if plain and plain["prefix"] else ""
        self.cutting = plain is not None
        self.declared = plain.end() if plain else 0
        self.name = f"{prefix}Ntry"
        self.begin, self.end = f"<{self.name}>", f"</{self.name}>"
        self.tag = re.compile(
            rf"<(/?){prefix}([A-Za-z][A-Za-z0-9]*)(?: Ccy=\"([A-Z]*)\")?(/?)>({PLACE}?)"
        )
        # no file can hold its own hash
        self.mark = f"c{source.sha256[:32]}"
        self.rest = b""
        self.known: dict[str, _Form | None] = {}
        self.waiting: dict[str, list[Said]] = {}
        self.number = 0

    def cut(self, chunk: bytes) -> bytes:
        """What is left of the stream for the parser; b"" says that it ends."""
        data, self.rest = self.rest + chunk, b""
        if any(data.find(sign, self.declared) >= 0 for sign in BREAKS):
            self.cutting = False
        if not (chunk and self.cutting) or len(self.waiting) > MOST_WAITING:
            return data
        end = self.end.encode()
        at = data.rfind(end) + len(end) if end in data else 0
        # behind it an entry may have begun, or at least a tag
        keep = at
        if len(data) - at >= LONGEST:
            keep = data.rfind(b"<", max(at, len(data) - LONGEST))
            keep = keep if keep >= 0 else len(data)
        self.rest = data[keep:]
        self.declared = max(self.declared - keep, 0)
        return self._taken_out(data[:at]) + data[at:keep]

    def taken(self, entry: Element) -> list[Said] | None:
        """The entries that an entry with a mark stands for; None for any other entry."""
        return self.waiting.pop(entry.attributes.get(self.mark, ""), None)

    def _taken_out(self, data: bytes) -> bytes:
        """The stream up to the end of an entry, without the entries of a known form."""
        if data.translate(None, LEGAL):
            return data
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return data
        if any(never in text for never in NEVER):
            return data
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        left: list[str] = []
        run: list[Said] = []
        for piece in text.split(self.end)[:-1]:
            before, begin, entry = piece.rpartition(self.begin)
            said = self._said(entry.strip()) if begin else None
            if said is None:
                left += (self._marked(run), piece, self.end)
                run = []
                continue
            if before and not before.isspace():
                left += (self._marked(run), before)
                run = []
            run.append(said)
        left.append(self._marked(run))
        return "".join(left).encode()

    def _marked(self, run: list[Said]) -> str:
        if not run:
            return ""
        self.number += 1
        self.waiting[str(self.number)] = run
        return f'<{self.name} {self.mark}="{self.number}"/>'

    def _said(self, entry: str) -> Said | None:
        """What an entry of a known form says; None where the parser must read it."""
        if len(entry) > LONGEST:
            return None
        pieces = TEXTS.split(entry)
        if "&" in entry:
            if OTHER_ENTITY.search(entry):
                return None
            pieces[1::2] = map(_unescaped, pieces[1::2])
        shape = PLACE.join(pieces[::2])
        form = self.known.get(shape)
        if form:
            return form.said(pieces)
        if shape not in self.known and len(self.known) < MOST_FORMS:
            tree = _tree(shape.replace(PLACE, f">{PLACE}<"), self.tag)
            self.known[shape] = _Form(tree) if tree else None
        return None


def _unescaped(text: str) -> str:
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    return text


def _tree(shape: str, tag: re.Pattern[str]) -> Element | None:
    """An entry as the parser would give it, with its place for each text; None for an odd form."""
    open_ = [Element("Ntry", {})]
    at = place = 0
    for found in tag.finditer(shape):
        close, name, currency, empty, text = found.groups()
        if found.start() != at or (close and (currency is not None or empty)):
            return None
        at = found.end()
        if close:
            if open_.pop().name != name or not open_:
                return None
        else:
            child = Element(name, {} if currency is None else {"Ccy": currency})
            open_[-1].children.append(child)
            open_[-1].text = ""
            if not empty:
                open_.append(child)
                child.text = f"{PLACE}{place}" if text else ""
        place += bool(text)
    return open_[0] if at == len(shape) and len(open_) == 1 else None


class _Form:
    """Vorm: which of the texts of an entry is which field of it and of its details."""

    def __init__(self, entry: Element) -> None:
        details = [detail_said(d) for d in entry.every("NtryDtls", "TxDtls")]
        records: list[Record] = [entry_said(entry), *details]
        every = [text for record in records for text in _flat(record)]
        places = sorted({int(text[1:]) for text in every if text.startswith(PLACE)})
        # twice the first, because one alone would be no tuple
        self.texts = itemgetter(0, 0, *(2 * place + 1 for place in places))
        self.constants = tuple(sorted({text for text in every if not text.startswith(PLACE)}))
        values = ("", "", *(f"{PLACE}{place}" for place in places), *self.constants)
        at = {text: i for i, text in enumerate(values)}
        self.entry, *self.details = (_Places(record, at) for record in records)

    def said(self, pieces: Sequence[str]) -> Said | None:
        """The fields by their places; None when a text is blank: then it is as if not there."""
        texts = tuple(map(str.strip, self.texts(pieces)))
        if "" in texts:
            return None
        values = texts + self.constants
        return (
            EntrySaid._make(self.entry.of(values)),
            [DetailSaid._make(detail.of(values)) for detail in self.details],
        )


def _flat(record: Record) -> Iterator[str]:
    for value in record:
        yield from (value,) if isinstance(value, str) else value


class _Places:
    """Where the fields of one record stand among the values: first the texts, then the lists."""

    def __init__(self, record: Record, at: dict[str, int]) -> None:
        lists = [value for value in record if not isinstance(value, str)]
        self.single = len(record) - len(lists)
        assert all(isinstance(value, str) for value in record[: self.single]), "lists come last"
        self.pick: Callable[[Values], Values] = itemgetter(*(at[text] for text in _flat(record)))
        ends = accumulate(map(len, lists), initial=self.single)
        self.bounds = [slice(*pair) for pair in pairwise(ends)]

    def of(self, values: Values) -> tuple[str | Values, ...]:
        flat = self.pick(values)
        return flat[: self.single] + tuple([flat[bound] for bound in self.bounds])
