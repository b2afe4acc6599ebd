"""A mapping comes in (inrichting): checked, then kept as the next version."""

from collections.abc import Iterator
from dataclasses import dataclass

from koppeling.accounting.mapping_file import Found, read_mapping
from koppeling.connectors.registry import fault_of, posts
from koppeling.model.mapping import Mapping
from koppeling.model.problems import Problem, Where, problem
from koppeling.settle.ports import Input, Workshop


@dataclass(frozen=True, slots=True)
class ConfigureReply:
    """Antwoord op een inrichting: its version, None when it was refused; `known` = no change."""

    version: int | None
    problems: tuple[Problem, ...]
    known: bool = False


def read(toml: bytes) -> Found:
    """A mapping with what its package says of it: (mapping or None, problems, sha-256)."""
    mapping, problems, sha256 = read_mapping(toml)
    more = package_problems(mapping, sha256) if mapping else ()
    return mapping, (*problems, *more), sha256


def package_problems(mapping: Mapping, sha256: str) -> Iterator[Problem]:
    """What keeps entries from being posted there. Warnings: the books themselves do not need it."""
    package = mapping.package
    if not posts(package.kind):
        where = Where(sha256, None, "package.kind")
        yield problem("mapping_not_yet", where, name="package.kind", value=package.kind)
    if fault := fault_of(package):
        yield problem("mapping_package", Where(sha256, None, "package"), reason=fault)


def adopt(shop: Workshop, toml: bytes) -> ConfigureReply:
    """Keep a valid mapping as the next version; the same content again is the same version."""
    mapping, problems, sha256 = read(toml)
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
