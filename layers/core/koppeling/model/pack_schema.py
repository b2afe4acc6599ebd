"""The one form of a payer pack (financierpakket), and what is wrong with a file that breaks it.

A pack is data that people edit: each fact says whether the payer published it or somebody assumed
it, and where. An unknown key, a value that is not allowed and a fact without a source are refused
together, in one error that names pack, key and what may stand there. How to write one:
docs/packs.md.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo

from koppeling.model.roles import Law

ON_PAYMENT = ("set_off", "full_payment", "more_than_named")
"""What a word may say of a whole transfer; it may be of a kind besides."""
Meaning = Literal[
    "set_off",
    "full_payment",
    "more_than_named",
    "credit",
    "reclaim",
    "advance",
    "interest",
    "fee",
    "carried",
    "payout",
]
Column = Literal[
    "date",
    "text",
    "payer_reference",
    "reference",
    "paid",
    "off_payer_reference",
    "off_reference",
    "off",
]
CountsFrom = Literal["service", "service_month", "answer"]
"""From when a payer counts: the day of care, the end of its month, or the date of its answer."""
FIELDS: tuple[str, ...] = get_args(Column)
"""What the column of a set-off document may be."""


def _pattern(text: str) -> str:
    """A pattern over one line: its named groups are our fields."""
    try:
        names = re.compile(text).groupindex
    except re.error as error:
        wrong = f"no pattern: {error}"
        raise ValueError(wrong) from error
    if names.keys() - set(FIELDS):
        wrong = f"a group may be named {', '.join(FIELDS)}"
        raise ValueError(wrong)
    return text


# a word begins and ends with a letter or digit: its edges are looked for in a text
Word = Annotated[str, StringConstraints(pattern=r"^[^\W_]([^\W_]|[ ./-][^\W_])+$", max_length=40)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Standard = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,3}[0-9]{3}$")]


class _Table(BaseModel):
    # built when the first pack is read: not every function reads one
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class _Fact(_Table):
    """Feit: `published` by the payer, then `source` begins with the site, or `assumed` and why."""

    status: Literal["published", "assumed"]
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _published_somewhere(self) -> Self:
        if self.status == "published" and not re.match(r"[a-z0-9.-]+\.nl\b", self.source):
            wrong = "source: what is published names the payer's site first"
            raise ValueError(wrong)
        return self


class Words(_Fact):
    """Woorden: what words mean, on a transfer or in a row of a set-off.

    `set_off` = something was taken off, `full_payment` = nothing was, `more_than_named` =
    more is paid than the numbers that stand there; the others are the kinds of
    the form `verrekening`.
    """

    means: Meaning
    words: tuple[Word, ...] = Field(min_length=1)


class Term(_Fact):
    """Termijn: within how many days the payer pays, or within how many months a claim must come.

    `care` = the care that the payer says it of; '' = all. `standards` = those in which that care
    is claimed and answered: by them a claim is known to be of it. `counts_from` is about claiming.
    """

    pays_within_days: int | None = Field(default=None, ge=1, le=730)
    claim_within_months: int | None = Field(default=None, ge=1, le=120)
    counts_from: CountsFrom = "service_month"
    care: str = ""
    standards: tuple[Standard, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.pays_within_days is None) == (self.claim_within_months is None):
            wrong = "name pays_within_days or claim_within_months, not both"
            raise ValueError(wrong)
        return self


class ClientBill(_Fact):
    """Rekening aan de client: whether what this payer does not pay may be billed to the client.

    It is about contracted care; `care` and `standards` as in a term.
    """

    may_be_billed: bool
    care: str = ""
    standards: tuple[Standard, ...] = ()


class PaidBy(_Fact):
    """Betaalkantoor: who pays what payers of a law award, such as the CAK for the Wlz.

    `payers` = the kind of label by which such a payer is known without more.
    """

    law: Law
    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    payers: Literal["uzovi", "gemeente", "zorgkantoor"] | None = None


class Pdf(_Table):
    """PDF van een verrekening: the line it is known by, its rows, and lines that are passed by."""

    mark: Pattern
    rows: tuple[Pattern, ...] = Field(min_length=1)
    ignore: tuple[Pattern, ...] = ()


class Labels(_Table):
    """Opschriften: the words before number, date and payout, the best word first."""

    number: tuple[Title, ...] = Field(min_length=1)
    date: tuple[Title, ...] = Field(min_length=1)
    payout: tuple[Title, ...] = Field(min_length=1)


class NettingDocument(_Fact):
    """Verrekendocument: columns by our field, and how the document is told from others."""

    required: frozenset[str] = Field(min_length=1)
    off: Literal["minus", "plus", "any"]
    repeats: bool = False
    columns: dict[Column, tuple[Title, ...]]
    labels: Labels
    pdf: Pdf | None = None

    @model_validator(mode="after")
    def _has_money(self) -> Self:
        missing = (self.required | {"paid", "off"}) - self.columns.keys()
        if missing:
            wrong = f"columns: missing is {', '.join(sorted(missing))}"
            raise ValueError(wrong)
        return self


class PackFile(_Table):
    """Pakketbestand: everything that a pack may say."""

    version: int = Field(ge=1)
    words: tuple[Words, ...] = ()
    terms: tuple[Term, ...] = ()
    client: tuple[ClientBill, ...] = ()
    agents: tuple[PaidBy, ...] = ()
    netting: dict[Title, NettingDocument] = {}

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        """A kind is one, and a text cannot say both that something was taken off and that not."""
        seen: dict[tuple[str, bool], str] = {}
        for row in self.words:
            on_payment = row.means in ON_PAYMENT
            for word in row.words:
                if seen.setdefault((word.lower(), on_payment), row.means) != row.means:
                    wrong = f"words: '{word}' means two things"
                    raise ValueError(wrong)
        return self


def read_pack(name: str, toml: str) -> PackFile:
    """The pack of a file; ValueError names the pack, each key that is wrong and what may be there.

    >>> read_pack("x", "version = 0")
    Traceback (most recent call last):
    ValueError: pack x: version: Input should be greater than or equal to 1
    """
    try:
        return PackFile.model_validate(tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        wrong = f"pack {name}: no TOML: {error}"
        raise ValueError(wrong) from error
    except ValidationError as error:
        wrong = f"pack {name}: {'; '.join(_faults(error))}"
        raise ValueError(wrong) from error


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        place = fault["loc"]
        key = ".".join(map(str, place)).removesuffix(".[key]")
        allowed = fault.get("ctx", {}).get("expected")
        if fault["type"] == "extra_forbidden":
            yield f"{key}: unknown; allowed are {', '.join(_known(place))}"
        elif allowed:
            yield f"{key}: allowed is {allowed}"
        else:
            yield f"{key}: {fault['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _known(place: tuple[int | str, ...]) -> list[str]:
    """The keys of the table in which the last one of a place stands."""
    table: type[BaseModel] = PackFile
    for key in place[:-1]:
        field: FieldInfo | None = table.model_fields.get(str(key))
        inner = field.annotation if field else None
        table = next((t for t in _tables(inner)), table)
    return list(table.model_fields)


def _tables(kind: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in get_args(kind):
        yield from _tables(inner)
