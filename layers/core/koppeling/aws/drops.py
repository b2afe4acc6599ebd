"""What is dropped in the inbox (bezorgingen): notifications, and the files that they name."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.aws.logs import Measured, Said
from koppeling.aws.office import Office
from koppeling.aws.replies import TakenIn, reply_plain
from koppeling.formats.source import Source
from koppeling.model.canonical import canonical
from koppeling.model.problems import Problem, Where, problem
from koppeling.settle.intake import take_in
from koppeling.settle.ports import Workshop

MEGA = 1_000_000
CHUNK = 1 << 20
TOTALS = frozenset({"totals_differ", "counts_differ", "unbalanced"})


@dataclass(frozen=True, slots=True)
class Drop:
    """Bezorging: one version of one object, and whose it is."""

    place: Place
    bucket: str
    key: str
    version: str
    size: int
    principal: str

    @property
    def named(self) -> dict[str, str]:
        """The object as S3 wants it named: the version of the event, not a later one."""
        version = {"VersionId": self.version} if self.version else {}
        return {"Bucket": self.bucket, "Key": self.key, **version}


def drops(body: str) -> Iterator[Drop]:
    """The objects of one S3 notification; a test event of S3 has none.

    A key that names no administration is a failure, so that its message reaches the dead-letter
    queue and a person: nothing vanishes.
    """
    for record in json.loads(body).get("Records", []):
        found = record["s3"]["object"]
        if found["key"].endswith("/"):  # a folder that somebody made by hand
            continue
        place = keys.dropped(found["key"])
        assert place is not None, "the object key names no administration"
        yield Drop(
            place,
            bucket=record["s3"]["bucket"]["name"],
            key=keys.unquoted(found["key"]),
            version=found.get("versionId", ""),
            size=int(found.get("size", 0)),
            principal=record.get("userIdentity", {}).get("principalId", ""),
        )


def take(office: Office, drop: Drop) -> TakenIn:
    """Archive the bytes, then read and keep them; settle has work unless a mapping is awaited."""
    if drop.size > office.settings.largest * MEGA:
        return _too_large(office, drop)
    place, shop = drop.place, office.shop(drop.place)
    with tempfile.NamedTemporaryFile() as file:
        for chunk in office.s3.get_object(**drop.named)["Body"].iter_chunks(CHUNK):
            file.write(chunk)
        file.flush()
        path = Path(file.name)
        source = Source.opened(lambda: path.open("rb"), key=shop.key)
        with path.open("rb") as body:
            office.archive(place, source.sha256, body)
        reply = take_in(shop, source, drop.principal)
    stands = any(i.id == reply.sha256 for i in shop.store.new())
    mapped = shop.store.document("map-1") is not None
    if stands and not mapped:
        office.register(place, None)
        _wait(shop, reply.sha256, reply.kinds, reply.problems)
    return TakenIn(
        place,
        reply.sha256,
        _said(reply.known, reply.problems, mapped=mapped),
        wakes=stands and mapped,
        measures=_measures(reply.known, reply.problems),
    )


def _too_large(office: Office, drop: Drop) -> TakenIn:
    """Archived like any other, not read: its hash is taken as it streams by, for the reply."""
    digest = hashlib.sha256()
    for chunk in office.s3.get_object(**drop.named)["Body"].iter_chunks(CHUNK):
        digest.update(chunk)
    sha256 = digest.hexdigest()
    office.s3.copy_object(
        Bucket=office.settings.archive,
        Key=keys.raw(drop.place, sha256),
        CopySource=drop.named,
        MetadataDirective="REPLACE",  # a user's text stays in the inbox
        TaggingDirective="REPLACE",
    )
    found = problem("too_large", Where(sha256), limit=f"{office.settings.largest * MEGA} bytes")
    plain = reply_plain(sha256, "unknown", "refused", (found,))
    office.objects(drop.place).put(f"reply/{sha256}.json", canonical(plain))
    return TakenIn(
        drop.place, sha256, Said.REFUSED, wakes=False, measures=((Measured.UNREADABLE, 1),)
    )


def _said(known: bool, problems: tuple[Problem, ...], *, mapped: bool) -> Said:
    if known:
        return Said.KNOWN
    if any(p.level == "error" for p in problems):
        return Said.REFUSED
    return Said.TAKEN if mapped else Said.WAITING


def _measures(
    known: bool,
    problems: tuple[Problem, ...],
) -> tuple[tuple[Measured, int], ...]:
    errors = {p.code for p in problems if p.level == "error"}
    if known or not errors:
        return ()
    return ((Measured.TOTALS if errors & TOTALS else Measured.UNREADABLE, 1),)


def _wait(
    shop: Workshop, sha256: str, kinds: tuple[str, ...], problems: tuple[Problem, ...]
) -> None:
    """Until a mapping is adopted the reply says that the file waits."""
    found = (*problems, problem("no_mapping", Where(sha256)))
    shop.objects.put(
        f"reply/{sha256}.json", canonical(reply_plain(sha256, kinds[0], "waiting", found))
    )
