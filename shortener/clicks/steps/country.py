"""Step: the country that the visitor's address is in; a proxy's or a translator's own address is never asked about."""

from typing import Any

from shortener.clicks.places import CountryOf
from shortener.journal.visit import Visit


def country_step(country_of: CountryOf) -> Any:
    def read_country(_visit: Visit, row: dict[str, Any]) -> None:
        network = row["network"]
        row["country"] = country_of(network.address) if network else None

    return read_country
