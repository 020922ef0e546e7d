"""What a scheduled export asks, as it is kept: the same words that `shortener stats` and `shortener export` know."""

from typing import Literal

import msgspec

from shortener.reports.answers import Against, Question
from shortener.reports.export.order import BadShape, Form, Named, Shape
from shortener.reports.periods import Period, Unit
from shortener.reports.raw import filters_of
from shortener.reports.scope import Scope
from shortener.reports.sides import Side, checked, side_of_tag
from shortener.reports.tablefile import FORMS as TABLE_FORMS
from shortener.schedules.errors import BadSchedule

What = Literal["clicks", "stats", "compare", "top", "tags", "hours", "ipv6"]
WHATS: tuple[What, ...] = ("clicks", "stats", "compare", "top", "tags", "hours", "ipv6")
COUNTING, RANKING = ("stats", "compare"), ("top", "tags")


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`links` are sides with the links' ids; more than one link or tag is for `compare` only."""

    what: What
    form: Form = "csv"
    gzip: bool = False
    bom: bool = False
    links: tuple[Side, ...] = ()
    tags: tuple[str, ...] = ()
    domain: str = ""
    dimensions: tuple[str, ...] = ()
    unit: Unit | None = None
    where: tuple[tuple[str, str], ...] = ()
    against: Against | None = None
    people: bool = False
    limit: int | None = None

    @property
    def sides(self) -> list[Side]:
        return [*self.links, *map(side_of_tag, self.tags)]

    @property
    def scope(self) -> Scope:
        return self.sides[0].scope if self.sides else Scope(domain=self.domain)

    @property
    def shape(self) -> Shape:
        return Shape(self.form, bom=self.bom, gzip=self.gzip)

    def named(self, zone: str) -> Named:
        return Named(zone, link="".join(side.name for side in self.links), tag="".join(self.tags), domain=self.domain)

    def question(self, period: Period) -> Question:
        """Raises BadFilter."""
        filters = filters_of(dict(self.where))
        return Question(
            period=period, scope=self.scope, unit=self.unit, dimensions=self.dimensions, filters=filters,
            against=self.against,
        )  # fmt: skip

    def words(self) -> dict[str, str]:
        """All that was asked for, by the names that the command line has for it; what wasn't is left out."""
        told = {
            "links": " ".join(side.name for side in self.links),
            "tags": " ".join(self.tags),
            "domain": self.domain,
            "by": " ".join(self.dimensions),
            "per": self.unit or "",
            "where": " ".join(f"{name}={value}" for name, value in self.where),
            "compare": self.against or "",
            "people": "yes" if self.people else "",
            "limit": str(self.limit or ""),
        }
        return {"what": self.what} | {name: word for name, word in told.items() if word}


def check(asked: Asked) -> None:
    """Raises BadSchedule, BadComparison or BadFilter, each one sentence, for what can't be asked together."""
    if asked.what == "compare":
        checked(asked.sides)
    elif len(asked.sides) + bool(asked.domain and not asked.links) > 1:
        raise BadSchedule(f"{asked.what} are of one link, one tag, one domain or all; only compare takes several.")
    if asked.what == "tags" and (asked.sides or asked.domain):
        raise BadSchedule("The most followed tags are those of the whole site.")
    if asked.what == "top" and asked.links:
        raise BadSchedule("The most followed links are those of a tag, a domain or the whole site.")
    counting = asked.dimensions or asked.unit or asked.where or asked.against
    if counting and asked.what not in COUNTING:
        raise BadSchedule(f"--by, --per, --where and --compare go with {' and '.join(COUNTING)} only.")
    if (asked.limit or asked.people) and asked.what not in RANKING:
        raise BadSchedule(f"--limit and --people go with {' and '.join(RANKING)} only.")
    filters_of(dict(asked.where))
    _check_shape(asked)


def _check_shape(asked: Asked) -> None:
    if asked.what != "clicks" and (asked.form not in TABLE_FORMS or asked.gzip or asked.bom):
        raise BadSchedule(f"Reports are made as {', '.join(TABLE_FORMS)}, without gzip and bom.")
    try:
        asked.shape.check()
    except BadShape as error:
        raise BadSchedule(str(error)) from error
