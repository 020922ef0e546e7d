"""The table of settings as people are shown it: what a service runs with, and where each was set."""

from dataclasses import dataclass

from shortener.entries import env_name
from shortener.settings import Settings, table


@dataclass(frozen=True)
class InForce:
    """One setting of a running service; `source` is empty for a default."""

    name: str
    value: str
    source: str
    about: str
    secret: bool


def in_force(settings: Settings) -> list[InForce]:
    """Every setting in the order of the table, with the value that this service runs with; of a secret, none."""
    found, derived = [], _derived(settings)
    for item in table():
        name, told = env_name(item.name), item.metadata
        given = settings.given.get(name)
        value, source = (given.text, given.source) if given else (told["default"] or derived.get(name, ""), "")
        found.append(InForce(name, value, source, told["about"], told["secret"]))
    return found


def _derived(settings: Settings) -> dict[str, str]:
    """What follows from other settings where nobody says otherwise; never a password."""
    return {
        "SHORTENER_BASE_URL": settings.public_url,
        "SHORTENER_DATABASE_URL": "" if settings.database_url else settings.database,
        "SHORTENER_SERVED_BY": settings.node,
    }


def describe() -> list[dict[str, object]]:
    """The table as data for documentation: name, default, about, secret."""
    return [
        {
            "name": env_name(item.name),
            "default": item.metadata["default"],
            "about": item.metadata["about"],
            "secret": item.metadata["secret"],
        }
        for item in table()
    ]
