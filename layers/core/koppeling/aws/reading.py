"""A deployed stage for who only reads it (inzage), with his own credentials, in no function."""

from botocore.exceptions import BotoCoreError, ClientError

from koppeling.aws import heads
from koppeling.aws.office import Office
from koppeling.aws.packages import held_by
from koppeling.model.proof import Head
from koppeling.settle.ports import Workshop
from koppeling.settle.proof import Holds

Read = tuple[Workshop, Holds, tuple[Head, ...]]
"""An administration, what its package holds, and its heads."""


def administrations(stage: str, to: str) -> list[Read]:
    """The administration that is named (`tenant/administration`), or all ('').

    All = those that are registered and those that ever had a head among the evidence.

    Raises LookupError with a sentence for who asks, when there is nothing to read.
    """
    try:
        office = Office.deployed(stage)
        registered = (place for place, _ in office.places())
        witnessed = heads.places(office.s3, office.settings.evidence)
        known = {p.prefix.removesuffix("/"): p for p in (*registered, *witnessed)}
        found: list[Read] = [
            (office.shop(place), held_by(office, place), office.heads(place))
            for name, place in sorted(known.items())
            if to in {"", name}
        ]
    except (BotoCoreError, ClientError) as error:
        message = f"stage {stage} cannot be read: {error}"
        raise LookupError(message) from error
    if not found:
        message = f"say --to TENANT/ADMINISTRATION; there are: {', '.join(known) or 'none yet'}"
        raise LookupError(message)
    return found
