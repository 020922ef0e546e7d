"""Which country an address is in: from the operator's own MMDB file, else from what the registries delegated."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import iptocc
import maxminddb

from shortener.clock import now_ms

log = logging.getLogger(__name__)
CountryOf = Callable[[str], str | None]
LOOK_AGAIN_MS = 10_000


def registered_country(address: str) -> str | None:
    """The country for which a registry gave the address out, from the data inside of the iptocc package."""
    return iptocc.country_code(address)


class GeoFile:
    """An MMDB file (MaxMind's format, from whomever); read again within seconds after it was replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int, int] | None = None
        self._reader: maxminddb.Reader | None = None
        self._looked_at = 0

    def country(self, address: str) -> str | None:
        """As the file has it; while it can't be read, as the registries have it."""
        now = now_ms()
        if not 0 <= now - self._looked_at < LOOK_AGAIN_MS:
            self._looked_at = now
            self._refresh()
        return country_in(self._reader, address) if self._reader else registered_country(address)

    def _refresh(self) -> None:
        try:
            found = self._path.stat()
            stamp = (found.st_ino, found.st_size, found.st_mtime_ns)
            if stamp != self._opened:
                self._reader = open_geo_file(self._path)
                self._opened = stamp
        except BadGeoFile as error:
            log.warning("%s Countries come from %s.", error, "the file before it" if self._reader else "registries")
            self._opened = stamp
        except OSError:
            if self._opened is not None:
                log.warning("SHORTENER_GEO_DB: %s is gone; the one read last serves on.", self._path)
            self._opened = None


class BadGeoFile(ValueError):
    """A file that is no database of countries; the message is one sentence."""


def open_geo_file(path: Path) -> maxminddb.Reader:
    """Read into memory, so that whoever writes over the file breaks nothing. Raises BadGeoFile."""
    try:
        reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
    except (maxminddb.InvalidDatabaseError, OSError) as error:
        raise BadGeoFile(f"SHORTENER_GEO_DB: {path} can't be read as an MMDB file.") from error
    return reader


def country_in(reader: maxminddb.Reader, address: str) -> str | None:
    """Where the address is, not where its owner is registered; both GeoLite2's and plainer layouts are understood."""
    try:
        found: Any = reader.get(address)
    except (ValueError, maxminddb.InvalidDatabaseError):
        return None
    if not isinstance(found, dict):
        return None
    country = found.get("country") or found.get("registered_country") or found.get("country_code")
    code = country.get("iso_code") if isinstance(country, dict) else country
    return code.upper() if isinstance(code, str) and len(code) == 2 and code.isalpha() else None


def country_reader(geo_db: Path | None) -> CountryOf:
    """By SHORTENER_GEO_DB."""
    return GeoFile(geo_db).country if geo_db else registered_country
