"""The head of each day (dagbewijs): the last commit, where nobody can change it afterwards.

The evidence bucket is locked (COMPLIANCE): a version that is there stays there, whoever asks. What
is written is a sequence, a hash and a day, so no personal data. A later version under the same key
proves nothing; so every version is read, and each must fit the chain.
"""

import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.aws.objects import THERE
from koppeling.model.canonical import canonical
from koppeling.model.proof import Head
from koppeling.settle.ports import Store


def write(client: Any, bucket: str, place: Place, store: Store, day: str) -> None:  # noqa: ANN401
    """Write the head of a day (`YYYY-MM-DD`), once; what is there already stands.

    Level-triggered: called again and again, the first call of a day that succeeds writes.
    """
    head = store.head()
    facts = {
        "day": day,
        "sequence": head.sequence if head else 0,
        "hash": head.hash if head else "",
    }
    key = keys.head(place, day)
    try:
        client.put_object(Bucket=bucket, Key=key, Body=canonical(facts), IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] not in THERE:
            raise


def read(client: Any, bucket: str, place: Place) -> Iterator[Head]:  # noqa: ANN401
    """Every version of every head of an administration, oldest day first."""
    pages = client.get_paginator("list_object_versions").paginate(
        Bucket=bucket, Prefix=place.prefix
    )
    found = [
        (version["Key"], version["VersionId"])
        for page in pages
        for version in page.get("Versions", [])
    ]
    for key, version in sorted(found):
        body = client.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read()
        yield _head(key, body)


def places(client: Any, bucket: str) -> Iterator[Place]:  # noqa: ANN401
    """Every administration that ever had a head: the table may have lost one since."""
    for tenant in _folders(client, bucket, ""):
        for prefix in _folders(client, bucket, tenant):
            yield Place(*prefix.removesuffix("/").split("/"))


def _folders(client: Any, bucket: str, prefix: str) -> Iterator[str]:  # noqa: ANN401
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix, Delimiter="/"
    )
    for page in pages:
        yield from (found["Prefix"] for found in page.get("CommonPrefixes", []))


def _head(key: str, body: bytes) -> Head:
    """A head as written; one that cannot be read is a fault of its day."""
    try:
        facts = json.loads(body)
        return Head(str(facts["day"]), int(facts["sequence"]), str(facts["hash"]))
    except (ValueError, KeyError, TypeError):
        return Head(key.rpartition("/")[2].removesuffix(".json"), -1, "")
