"""What the redirect would answer, said by its own judge: no server is needed and nobody's click is counted."""

from collections.abc import Iterable

from shortener.links.records import load_records
from shortener.redirect.cache import Absent, choose, wanted
from shortener.redirect.decide import STATUS, Site
from shortener.redirect.record import Key, Record
from shortener.settings import Settings
from shortener.stores import Database

AT_ONCE = 1000


def judge_of(settings: Settings) -> Site:
    """What answers have in common, by the settings; its pages are empty."""
    return Site("", dict.fromkeys(STATUS, b""), settings.redirect_status, settings.unknown_slug_url)


def find_all(database: Database, keys: Iterable[Key]) -> dict[Key, Record | None]:
    """The link that each key leads to after the redirect's own repairs, as the database has it now."""
    asked = list(dict.fromkeys(keys))
    everything = list(dict.fromkeys(one for key in asked for one in wanted(key)))
    records: dict[Key, Record] = {}
    for start in range(0, len(everything), AT_ONCE):
        records |= load_records(database, everything[start : start + AT_ONCE])[1]
    return {key: _chosen(key, records) for key in asked}


def _chosen(key: Key, records: dict[Key, Record]) -> Record | None:
    found = choose(wanted(key), records.get)
    return None if isinstance(found, Absent) else found
