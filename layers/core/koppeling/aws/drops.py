"""What is dropped in the two buckets (bezorgingen): notifications, files and mappings."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.aws.logs import Measured, Said
from koppeling.aws.office import Office
from koppeling.formats.source import Source
from koppeling.model.canonical import canonical
from koppeling.model.problems import Problem, Where, problem
from koppeling.settle.configure import ConfigureReply
from koppeling.settle.configure import adopt as keep_mapping
from koppeling.settle.intake import take_in
from koppeling.settle.ports import Workshop

TOTALS = frozenset({"totals_differ", "counts_differ", "unbalanced"})


@dataclass(frozen=True, slots=True)
class Drop:
    """Bezorging: one version of one object; `place` None = its key names no administration."""

    bucket: str
    key: str
    version: str
    size: int
    principal: str
    place: Place | None

    @property
    def tenant(self) -> str:
        """For the log."""
        return self.place.tenant if self.place else ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Ontvangen: what to log, what to measure, and whether settle must be started."""

    place: Place
    sha256: str
    said: Said
    wakes: bool
    measures: tuple[tuple[Measured, int], ...]


def drops(body: str) -> Iterator[Drop]:
    """The objects of one S3 notification; a test event of S3 has none."""
    for record in json.loads(body).get("Records", []):
        found = record["s3"]
        if found["object"]["key"].endswith("/"):  # a folder that somebody made by hand
            continue
        yield Drop(
            bucket=found["bucket"]["name"],
            key=keys.unquoted(found["object"]["key"]),
            version=found["object"].get("versionId", ""),
            size=int(found["object"].get("size", 0)),
            principal=record.get("userIdentity", {}).get("principalId", ""),
            place=keys.dropped(found["object"]["key"]),
        )


def take(office: Office, drop: Drop) -> TakenIn:
    """Archive the bytes of the version that the event names, then read and keep them."""
    # a key that names no administration goes to the dead-letter queue: nothing vanishes
    assert drop.place is not None, "the object key names no administration"
    place, shop = drop.place, office.shop(drop.place)
    with tempfile.NamedTemporaryFile() as file:
        version = {"VersionId": drop.version} if drop.version else {}
        found = office.s3.get_object(Bucket=drop.bucket, Key=drop.key, **version)
        for chunk in found["Body"].iter_chunks(1 << 20):
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
        wakes=stands,
        measures=_measures(reply.known, reply.problems),
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


def reply_plain(
    sha256: str, kind: str, outcome: str, problems: tuple[Problem, ...]
) -> dict[str, object]:
    """The reply beside a file, in the shape of `files` in result.json."""
    return {
        "sha256": sha256,
        "kind": kind,
        "outcome": outcome,
        "problems": [
            {
                "level": p.level,
                "code": p.code,
                "message": p.message(),
                "where": {"record": p.where.record, "field": p.where.field},
            }
            for p in problems
        ],
    }


def mappings(body: str) -> Iterator[Place]:
    """The places whose mapping one notification is about."""
    for record in json.loads(body).get("Records", []):
        place = keys.configured(record["s3"]["object"]["key"])
        if place:
            yield place


def adopt(office: Office, place: Place) -> ConfigureReply:
    """Check the mapping as it lies in the bucket now, keep it, and answer beside the books."""
    shop = office.shop(place)
    key = f"{place.tenant}/{place.administration}.toml"
    toml = office.s3.get_object(Bucket=office.settings.config, Key=key)["Body"].read()
    reply = keep_mapping(shop, toml)
    if reply.version is not None:
        about = shop.store.document(f"map-{reply.version}")
        assert about is not None, "the mapping was kept"
        office.register(place, about["mapping"]["administration"])
    outcome = "refused" if reply.version is None else "known" if reply.known else "used"
    shop.objects.put(
        "reply/mapping.json", canonical(reply_plain("", "mapping", outcome, reply.problems))
    )
    return reply
