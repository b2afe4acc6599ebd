"""What can be wrong with a mapping (bevindingen over de inrichting): its part of the catalogue."""

from typing import Literal

Level = Literal["error", "warning"]
_E: Level = "error"
_W: Level = "warning"

MAPPING: dict[str, tuple[Level, str, str]] = {
    "mapping_unreadable": (
        _E,
        "De inrichting is geen geldige TOML: {reason}.",
        "The mapping is not valid TOML: {reason}.",
    ),
    "mapping_key": (
        _E,
        "Onbekende sleutel {name} in de inrichting.",
        "Unknown key {name} in the mapping.",
    ),
    "mapping_value": (
        _E,
        "{name}: {reason}.",
        "{name}: {reason}.",
    ),
    "mapping_missing": (
        _E,
        "{name} is verplicht en ontbreekt in de inrichting.",
        "{name} is required and missing in the mapping.",
    ),
    "mapping_name": (
        _E,
        "De inrichting is van {found}, de bestandsnaam zegt {expected}.",
        "The mapping is for {found}, its object key says {expected}.",
    ),
    "mapping_conflict": (
        _E,
        "{first} kan niet samen met {second}: {reason}.",
        "{first} cannot go with {second}: {reason}.",
    ),
    "mapping_not_yet": (
        _W,
        "{name} = {value} wordt door deze versie nog niet geboekt.",
        "{name} = {value} is not booked by this version yet.",
    ),
    "mapping_package": (
        _W,
        "In dit pakket kan nog niet geboekt worden: {reason}.",
        "Nothing can be posted in this package yet: {reason}.",
    ),
    "mapping_pack": (
        _W,
        "{name} = '{value}' is geen financierpakket, dus geldt 'generic'; er zijn: {known}.",
        "{name} = '{value}' is no payer pack, so 'generic' holds; there are: {known}.",
    ),
    "mapping_agent": (
        _W,
        "{name} ontbreekt: voor de {law} betaalt {agent}, en {payer} heeft geen eigen iban.",
        "{name} is missing: for {law} {agent} pays, and {payer} has no iban of its own.",
    ),
    "mapping_risk": (
        _W,
        "{first} samen met {second}: {reason}.",
        "{first} together with {second}: {reason}.",
    ),
}
