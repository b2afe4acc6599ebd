"""Writing a ZIP (ZIP-bestand maken) of files by name.

>>> from koppeling.formats.source import Source
>>> from koppeling.formats.zipped import members
>>> made = packed({"a.txt": b"x", "leeg.txt": b""})
>>> [(member.member, fault) for member, fault in members(Source.of(made, key=b""))]
[('a.txt', None)]
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping

DATED = (2026, 1, 31, 12, 0, 0)


def packed(
    files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], *, deflate: bool = True
) -> bytes:
    """A ZIP of files; as pairs, a name may come twice. Without `deflate` it packs nothing."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as made:
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, data in files.items() if isinstance(files, Mapping) else files:
            info = zipfile.ZipInfo(name, DATED)
            info.create_system = 3  # else the writing machine's own
            info.compress_type = method
            made.writestr(info, data)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive with every member marked as encrypted, as a program without the password sees."""
    changed = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            changed[at + place] |= 1
            at = data.find(sign, at + 1)
    return bytes(changed)


def stating(data: bytes, size: int) -> bytes:
    """The archive whose first member says that it is `size` bytes long."""
    changed = bytearray(data)
    changed[22:26] = size.to_bytes(4, "little")
    at = data.find(b"PK\x01\x02")
    changed[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(changed)
