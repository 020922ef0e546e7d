"""CSV from SQLite: the database joins what never needs quotes; each text that may need some is looked at once."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks
from shortener.reports.export.rows import UNSIGNED
from shortener.reports.export.wanted import Place, Wanted, page_of
from shortener.reports.files import cells
from shortener.reports.lookups import Lookups
from shortener.reports.moments import iso_ms

MOST_REMEMBERED = 50_000


class Remembered(dict[Any, str]):
    """Cells by what they are made of: links, browsers and referrers repeat themselves."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        self._make = make

    def __missing__(self, key: Any) -> str:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        made = self[key] = self._make(key)
        return made


def _joined(*names: str) -> ColumnElement[str]:
    """Columns whose values are words of ours, with commas between them."""
    values = [func.coalesce(type_coerce(clicks.c[name], String), "") for name in names]
    found: ColumnElement[str] = values[0]
    for value in values[1:]:
        found = found.concat(literal(",")).concat(value)
    return found


COLUMNS = (
    *(clicks.c[name] for name in ("id", "clicked_at", "revision_id", "requested")),
    _joined("status", "method", "via"),
    *(clicks.c[name] for name in ("referrer", "referrer_host")),
    _joined("channel", "country", "family", "prefix"),
    *(clicks.c[name] for name in ("agent_id", "language")),
    _joined("class", "reason", "rules_version"),
    *(clicks.c[name] for name in ("visitor", "campaign", "node")),
)


class Lines:
    """Reads pages of one export."""

    def __init__(self) -> None:
        self._lookups = Lookups()
        self._text = Remembered(cells)
        self._name = Remembered(lambda number: cells(self._served(number).domain, self._served(number).slug))
        self._target = Remembered(lambda number: cells(self._served(number).target))
        self._agent = Remembered(lambda number: cells(*self._lookups.agents[number].parts))

    def read(self, session: Session, wanted: Wanted, after: Place) -> tuple[bytes, int, Place]:
        """A page of lines, how many, and where the next one starts."""
        found = session.execute(page_of(select(*COLUMNS), wanted, after)).all()
        if not found:
            return b"", 0, after
        self._lookups.load(session, {row[2] for row in found}, {row[8] for row in found})
        data = "".join(self._lines(found))
        return data.encode("utf-8", "replace"), len(found), (found[-1][1], found[-1][0])

    def _lines(self, found: Iterable[Any]) -> list[str]:
        name, target, agent, text = self._name, self._target, self._agent, self._text
        return [
            f"{number},{iso_ms(at)},{name[revision]},{text[requested]},{target[revision]},{handed},{text[referrer]},"
            f"{text[host]},{place},{agent[browser]},{text[language]},{kind},"
            f"{'' if visitor is None else f'{visitor & UNSIGNED:016x}'},{text[campaign]},{text[node]}\r\n"
            for number, at, revision, requested, handed, referrer, host, place, browser, language, kind, visitor,
            campaign, node in found
        ]  # fmt: skip

    def _served(self, number: int) -> Any:
        return self._lookups.served[number]
