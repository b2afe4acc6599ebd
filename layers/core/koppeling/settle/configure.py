"""A mapping comes in (inrichting): checked, then kept as the next version."""

from dataclasses import dataclass

from koppeling.accounting.mapping_file import read_mapping
from koppeling.model.problems import Problem, Where, problem
from koppeling.settle.ports import Input, Workshop


@dataclass(frozen=True, slots=True)
class ConfigureReply:
    """Antwoord op een inrichting: its version, None when it was refused; `known` = no change."""

    version: int | None
    problems: tuple[Problem, ...]
    known: bool = False


def adopt(shop: Workshop, toml: bytes) -> ConfigureReply:
    """Keep a valid mapping as the next version; the same content again is the same version."""
    mapping, problems, sha256 = read_mapping(toml)
    if mapping is None:
        return ConfigureReply(None, problems)
    found = f"{mapping.administration.tenant}/{mapping.administration.name}"
    expected = f"{shop.tenant}/{shop.administration}"
    if found != expected:
        wrong = problem(
            "mapping_name", Where(sha256, None, "administration"), found=found, expected=expected
        )
        return ConfigureReply(None, (*problems, wrong))
    plain = mapping.model_dump(mode="json", exclude_none=True)
    version = 1
    while (about := shop.store.document(f"map-{version}")) is not None:
        if about["mapping"] == plain:
            return ConfigureReply(version, problems, known=True)
        version += 1
    kept = shop.store.keep(
        Input(f"map-{version}", "mapping", f"/{version:08d}"), {"mapping": plain, "sha256": sha256}
    )
    return ConfigureReply(version, problems, known=not kept)
