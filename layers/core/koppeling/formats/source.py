"""What a reader gets (bron): bytes that can be opened again, the tenant's key, a sink for lines."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from koppeling.model.groups import Line
from koppeling.model.statements import BankLine

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """Bron: `open` gives a new stream from the start; `lines` receives every money line, or None.

    `key` is the tenant's key for pseudonyms; `member` names a file inside a ZIP. `bank_lines`
    receives every line of a statement as it is read, and the statement then holds none; what it
    was given of a file that turns out to be refused is worth nothing. `figures_only` = nobody
    wants bank lines, so none are made: `koppeling read` and intake, in constant memory.
    """

    sha256: str
    open: Callable[[], BinaryIO]
    key: bytes
    lines: Callable[[Line], None] | None = None
    member: str | None = None
    bank_lines: Callable[[BankLine], None] | None = None
    figures_only: bool = False

    @classmethod
    def of(
        cls, data: bytes, *, key: bytes, lines: Callable[[Line], None] | None = None
    ) -> "Source":
        """A source of bytes in memory."""
        return cls(hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data), key, lines)

    @classmethod
    def opened(
        cls,
        open_: Callable[[], BinaryIO],
        *,
        key: bytes,
        lines: Callable[[Line], None] | None = None,
    ) -> "Source":
        """A source of a file that is too large to hold; it is read once for its hash."""
        digest = hashlib.sha256()
        with open_() as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return cls(digest.hexdigest(), open_, key, lines)

    def figures(self) -> "Source":
        """The same file for who wants its figures and findings, and no bank lines."""
        return replace(self, figures_only=True)

    def behind(self, mark: bytes) -> "Source":
        """The same file without a mark that it may begin with: a BOM is no part of what it says."""
        if self.head(len(mark)) != mark:
            return self

        def opened() -> BinaryIO:
            stream = self.open()
            stream.read(len(mark))
            return stream

        return replace(self, open=opened)

    def head(self, size: int = 4096) -> bytes:
        """The first bytes, to recognise a format by."""
        with self.open() as stream:
            return stream.read(size)
