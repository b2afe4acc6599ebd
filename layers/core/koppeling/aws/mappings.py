"""What is dropped in the config bucket (inrichtingen): notifications, and the mapping itself."""

import json
from collections.abc import Iterator

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.aws.logs import Measured, Said
from koppeling.aws.office import Office
from koppeling.aws.replies import TakenIn, reply_plain
from koppeling.model.canonical import canonical
from koppeling.model.problems import Where, problem
from koppeling.settle.configure import ConfigureReply
from koppeling.settle.configure import adopt as keep_mapping

LARGEST_MAPPING = 1_000_000


def mappings(body: str) -> Iterator[Place]:
    """The places whose mapping one notification is about; another key is a failure, as above."""
    for record in json.loads(body).get("Records", []):
        key = record["s3"]["object"]["key"]
        if key.endswith("/"):
            continue
        place = keys.configured(key)
        assert place is not None, "the object key names no mapping"
        yield place


def adopt(office: Office, place: Place) -> TakenIn:
    """Check the mapping as it lies in the bucket now, keep it, and answer beside the books."""
    shop = office.shop(place)
    key = f"{place.tenant}/{place.administration}.toml"
    found = office.s3.get_object(Bucket=office.settings.config, Key=key)["Body"]
    toml = found.read(LARGEST_MAPPING + 1)
    reply = _too_long() if len(toml) > LARGEST_MAPPING else keep_mapping(shop, toml)
    outcome = "refused" if reply.version is None else "known" if reply.known else "used"
    shop.objects.put(
        "reply/mapping.json", canonical(reply_plain("", "mapping", outcome, reply.problems))
    )
    if reply.version is None:
        missing = ((Measured.MAPPING_MISSING, 1),)
        return TakenIn(place, "", Said.MAPPING_REFUSED, wakes=False, measures=missing)
    name = f"map-{reply.version}"
    about = shop.store.document(name)
    assert about is not None, "the mapping was kept"
    office.register(place, about["mapping"]["administration"])
    stands = any(i.id == name for i in shop.store.new())
    return TakenIn(place, name, Said.ADOPTED, wakes=stands)


def _too_long() -> ConfigureReply:
    limit = f"{LARGEST_MAPPING} bytes"
    return ConfigureReply(None, (problem("too_large", Where(""), limit=limit),))
