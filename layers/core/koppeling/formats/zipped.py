"""A ZIP of files (ZIP-bestand): every member is a source of its own, for the same readers.

Members are never written to a disk, so a name can do no harm; it is cleaned because it is shown.
What an archive says of itself is not believed: before a reader sees a member it is unpacked once,
counted against hard limits and checked by its CRC, and its stated size is compared with what came
out. One bad member is one finding; the others go on. A workbook is a ZIP too: it is known by its
members and read by whoever reads workbooks.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from koppeling.formats.source import CHUNK, Source
from koppeling.formats.xml_stream import Refused
from koppeling.model.problems import Problem, Where, problem

SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
MOST_MEMBERS = 1_000
LONGEST_DIRECTORY = 1_000_000  # bytes of the list of members
LARGEST = 1_000_000_000  # bytes of all members together
LARGEST_INNER = 20_000_000  # a workbook inside a ZIP
HIGHEST_RATIO = 200
RATIO_FROM = 10_000_000  # small members may be as uniform as they like
LONGEST_NAME = 200
ENCRYPTED = 0x1
SYSTEM = frozenset({"__MACOSX"})
SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)


def is_archive(source: Source) -> bool:
    """Whether the file is a ZIP that is no workbook; the first bytes tell when nothing else can."""
    head = source.head()
    if not head.startswith(SIGNS):
        return False
    with source.open() as stream, suppress(Refused), _opened(stream, source) as archive:
        return not WORKBOOK.intersection(archive.namelist())
    return not any(name.encode() in head for name in WORKBOOK)


def members(source: Source) -> Iterator[tuple[Source, Problem | None]]:
    """(member as a source, why it must not be read) in the order of the archive.

    Raises `Refused` when the archive as a whole cannot be used. A source may be opened until the
    next one is asked for. Folders, what systems leave behind and empty members are passed by.
    """
    where = Where(source.sha256)
    with source.open() as stream, _opened(stream, source) as archive:
        infos = [info for info in archive.infolist() if not _passed_by(info)]
        if len(infos) > MOST_MEMBERS:
            raise Refused(problem("too_large", where, limit=f"{MOST_MEMBERS} bestanden in een ZIP"))
        if infos and infos[0].filename == "mimetype":
            looks = "een OpenDocument-bestand; bewaar het als xlsx of csv"
            raise Refused(problem("no_format", where, looks_like=looks))
        unpacking = _Unpacking(archive, where)
        empty = True
        for info in infos:
            member = _source(source, archive, info)
            found = unpacking.fault(info)
            if found is None and not unpacking.size:
                continue
            empty = False
            yield member, found or _nested(member, unpacking.size)
        if empty:
            looks = "een ZIP-bestand zonder bestanden"
            raise Refused(problem("no_format", where, looks_like=looks))


def _opened(stream: BinaryIO, source: Source) -> zipfile.ZipFile:
    """The archive; its list of members is held in memory, so that may not be long."""
    directory = _Directory(stream)
    try:
        archive = zipfile.ZipFile(cast("BinaryIO", directory))
    except _TooLong as error:
        limit = f"{LONGEST_DIRECTORY} bytes inhoudsopgave in een ZIP"
        raise Refused(problem("too_large", Where(source.sha256), limit=limit)) from error
    except BROKEN as error:
        reason = "geen geldig ZIP-bestand"
        raise Refused(problem("unreadable", Where(source.sha256), reason=reason)) from error
    directory.longest = None
    return archive


class _TooLong(Exception):  # noqa: N818 - a signal inside this module
    """Te lang: more is asked for than the list of members may hold."""


@dataclass(slots=True)
class _Directory:
    """The stream of an archive: while its list is read, no read may be long."""

    stream: BinaryIO
    longest: int | None = LONGEST_DIRECTORY

    def read(self, size: int = -1) -> bytes:
        if self.longest is not None and not 0 <= size <= self.longest:
            # without a size: the comment at the end of the archive, 64 KB at most
            data = self.stream.read(self.longest + 1)
            if len(data) > self.longest:
                raise _TooLong
            return data
        return self.stream.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def seekable(self) -> bool:
        return True


def _passed_by(info: zipfile.ZipInfo) -> bool:
    *folders, name = _clean(info.filename).split("/")
    hidden = name.startswith(".") or name.lower() in SYSTEM_FILES
    folder = info.filename.endswith("/")
    return folder or hidden or bool(SYSTEM.intersection(folders))


def _clean(name: str) -> str:
    r"""The name as it may be shown: no way up, no drive, nothing that does not print.

    >>> _clean("../../etc/passwd"), _clean("C:\\map\\./retour.txt"), _clean("a\x1b[1m")
    ('etc/passwd', 'map/retour.txt', 'a?[1m')
    """
    printing = "".join(c if c.isprintable() else "?" for c in name.replace("\\", "/"))
    steps = [s for s in printing.split("/") if s.strip(". ") and not s.endswith(":")]
    return "/".join(steps)[-LONGEST_NAME:] or "?"


def _source(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Source:
    def open_() -> BinaryIO:
        return cast("BinaryIO", archive.open(info))

    return Source(source.sha256, open_, source.key, source.lines, _clean(info.filename))


def _nested(member: Source, size: int) -> Problem | None:
    """A workbook may stand inside a ZIP, another ZIP may not."""
    if not member.head(4).startswith(SIGNS):
        return None
    if size <= LARGEST_INNER:
        with member.open() as stream:
            inner = Source.of(stream.read(), key=member.key)
        if not is_archive(inner):
            return None
    looks = "een ZIP in een ZIP; pak het uit en zet de bestanden los klaar"
    return problem("no_format", Where(member.sha256), looks_like=looks)


@dataclass(slots=True)
class _Unpacking:
    """Uitpakken om te tellen: `size` of the member unpacked last, `total` of all so far."""

    archive: zipfile.ZipFile
    where: Where
    size: int = 0
    total: int = 0

    def fault(self, info: zipfile.ZipInfo) -> Problem | None:
        """Why a member must not be read; None when all of it came out as stated."""
        self.size = 0
        if info.flag_bits & ENCRYPTED:
            return problem("encrypted", self.where)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            return self.unreadable("onbekende compressie")
        stated = info.file_size
        # the reader of the library stops at the stated size: with this it stops at the real end
        info.file_size = LARGEST + CHUNK
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    self.size += len(chunk)
                    self.total += len(chunk)
                    if limit := self.passed(info.compress_size):
                        return problem("too_large", self.where, limit=limit)
        except BROKEN:
            return self.unreadable("beschadigd in de ZIP")
        finally:
            info.file_size = stated
        if self.size != stated:
            return self.unreadable("de ZIP noemt een andere lengte dan het bestand heeft")
        return None

    def passed(self, packed: int) -> str:
        """The limit that is passed, '' when none is."""
        if self.total > LARGEST:
            return f"{LARGEST} bytes in een ZIP"
        if self.size > RATIO_FROM and self.size > HIGHEST_RATIO * packed:
            return f"{HIGHEST_RATIO} keer zo groot als ingepakt"
        return ""

    def unreadable(self, reason: str) -> Problem:
        return problem("unreadable", self.where, reason=reason)
