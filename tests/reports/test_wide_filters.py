"""Filters that each let more links through than are looked up by their ids show the same pages, there and back."""

import itertools
import random
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace
from sqlalchemy import insert

from shortener.accounts.tables import Person
from shortener.clicks.tables import link_totals
from shortener.links.tables import Domain, Link, Revision, Slug, Tag, link_tags
from shortener.reports import facets, narrowing, search, walk
from shortener.reports.linkquery import NOBODY, LinkQuery
from shortener.stores import Database

LINKS = 60
FILTERS: tuple[dict[str, Any], ...] = (
    {"domain": "rptl.io"},
    {"tag": "poster"},
    {"search": "robot"},
    {"search": "ro"},
    {"domain": "rptl.io", "search": "robot"},
    {"tag": "poster", "search": "robot old", "domain": "rpf.io"},
    {"search": "rptl.io/l"},
    {"state": "deleted", "search": "robot"},
    {"state": "off", "tag": "poster", "domain": "rpf.io"},
    {"owner": 1},
    {"owner": NOBODY, "search": "robot"},
    {"since_ms": 3, "until_ms": 12},
    {"until_ms": 8, "domain": "rptl.io"},
    {"until_ms": 8, "tag": "poster", "clicks": "none"},
    {"kind": "printed"},
    {"kind": "timed", "domain": "rpf.io", "until_ms": 8},
    {"kind": "renamed", "owner": 1},
    {"clicks": "some", "search": "camera"},
    {"clicks": "none"},
    {"clicks": "none", "state": "off", "domain": "rptl.io"},
)


class Made(NamedTuple):
    """A link as a list sorts and filters it."""

    number: int
    host: str
    slug: str
    words: str
    tags: tuple[str, ...]
    state: str
    created_at: int
    clicks: int
    owner: int
    kinds: tuple[str, ...]


@pytest.fixture(params=["uniform", "old ones only"])
def made(request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """Links of which many match, spread over all, or such that those come last that match."""
    for module in (narrowing, facets, search, walk):
        monkeypatch.setattr(module, "MOST", 4)
    monkeypatch.setattr(walk, "NEAR", 7)
    dice = random.Random(str(request.param))
    links = [_made(dice, number, spread=request.param == "uniform") for number in range(1, LINKS + 1)]
    _store(database, links)
    return links


def _made(dice: random.Random, number: int, *, spread: bool) -> Made:
    matches = dice.random() < 0.5 if spread else number < LINKS // 3
    return Made(
        number,
        host=dice.choice(("rpf.io", "rptl.io")) if spread or matches else "rpf.io",
        slug=f"l{dice.randrange(10**6):06}-{number}",
        words="robot old" if matches else "camera new",
        tags=("poster",) if matches or dice.random() < 0.2 else (),
        state=dice.choice(("live", "live", "off", "deleted")),
        created_at=number // 4,
        clicks=dice.choice((0, 0, 1, 2, number)) if spread or not matches else 0,
        owner=(1 if matches else 2) if number % 3 else NOBODY,
        kinds=tuple(kind for kind in ("printed", "timed", "renamed") if dice.random() < (0.6 if matches else 0.1)),
    )


def _store(database: Database, links: list[Made]) -> None:
    homes = {"rpf.io": 1, "rptl.io": 2}
    with database.write() as session:
        session.add_all([Domain(id=number, host=host, created_at=0) for host, number in homes.items()])
        session.add(Tag(id=1, name="poster", created_at=0))
        session.add_all(Person(id=number, name=f"p{number}", password_hash="", created_at=0) for number in (1, 2))
        session.flush()
        session.add_all(Link(**_row(one)) for one in links)
        session.flush()
        session.add_all(Revision(**_last(one)) for one in links)
        session.flush()
        session.add_all(
            Slug(
                domain_id=homes[one.host],
                slug=one.slug,
                folded=one.slug,
                kind="deleted" if one.state == "deleted" else "main",
                link_id=one.number,
                created_at=0,
            )
            for one in links
        )
        session.flush()
        session.add_all(
            Slug(domain_id=1, slug=f"old-{one.number}", folded="", kind="alias", link_id=one.number, created_at=0)
            for one in links
            if "renamed" in one.kinds
        )
        session.execute(insert(link_tags), [{"link_id": one.number, "tag_id": 1} for one in links if one.tags])
        plain = {"humans": 0, "last_at": 0, "carried": 0}
        session.execute(insert(link_totals), [plain | {"link_id": one.number, "clicks": one.clicks} for one in links])


def _row(one: Made) -> dict[str, Any]:
    common = {"id": one.number, "target": "https://example.org/", "target_hash": 0, "title": one.words}
    state: dict[str, Any] = {"enabled": one.state != "off", "deleted_at": 5 if one.state == "deleted" else None}
    state |= {"owner_id": one.owner or None, "printed": "printed" in one.kinds}
    state["starts_at" if one.number % 2 else "ends_at"] = 1 if "timed" in one.kinds else None
    return {**common, **state, "revision_id": one.number, "created_at": one.created_at, "updated_at": 0}


def _last(one: Made) -> dict[str, object]:
    place = {"domain": one.host, "slug": one.slug, "target": "https://example.org/", "state": "{}"}
    return {"id": one.number, "link_id": one.number, "number": 1, "changed_at": 0, "action": "create", **place}


def _holds(one: Made, wanted: dict[str, Any]) -> bool:
    state = one.state == wanted["state"] if "state" in wanted else one.state != "deleted"
    words = [word for word in wanted.get("search", "").split() if word != "rptl.io/l"]
    printed = one.host == "rptl.io" or "rptl.io/l" not in wanted.get("search", "")
    here = wanted.get("domain", one.host) == one.host and ("tag" not in wanted or wanted["tag"] in one.tags)
    return state and printed and here and _facets(one, wanted) and all(word in one.words for word in words)


def _facets(one: Made, wanted: dict[str, Any]) -> bool:
    made = wanted.get("since_ms", 0) <= one.created_at < wanted.get("until_ms", LINKS)
    used = "clicks" not in wanted or (one.clicks > 0) == (wanted["clicks"] == "some")
    return made and used and wanted.get("owner", one.owner) == one.owner and wanted.get("kind", "") in ("", *one.kinds)


ORDERS: dict[str, Callable[[Made], tuple[object, ...]]] = {
    "created": lambda one: (one.created_at, one.number),
    "clicks": lambda one: (one.clicks, one.number),
    "slug": lambda one: (one.host, one.slug),
}


def _there(database: Database, query: LinkQuery) -> tuple[list[int], str]:
    """Ids of all pages, and the mark of the last page's first link."""
    numbers, after, last = list[int](), "", ""
    while True:
        with database.read() as session:
            page = walk.walk(session, query, after=after)
        numbers += [row.link.id for row in page.rows]
        assert page.more or page.total >= len(numbers)
        if not page.after:
            return numbers, page.before
        after, last = page.after, after
        assert after != last


def _back(database: Database, query: LinkQuery, before: str) -> list[int]:
    numbers = list[int]()
    while before:
        with database.read() as session:
            page = walk.walk(session, query, before=before)
        numbers = [row.link.id for row in page.rows] + numbers
        before = page.before
    return numbers


@pytest.mark.parametrize("sort", list(ORDERS))
def test_pages_are_those_that_sorting_all_links_gives(database: Database, made: list[Made], sort: str) -> None:
    for wanted, descending in itertools.product(FILTERS, (True, False)):
        rising = [one.number for one in sorted(made, key=ORDERS[sort]) if _holds(one, wanted)]
        assert rising
        query = replace(LinkQuery(sort=sort, descending=descending, per_page=3), **wanted)
        numbers, before = _there(database, query)
        assert numbers == (rising[::-1] if descending else rising), (wanted, descending)
        pages = -(-len(numbers) // 3)
        assert _back(database, query, before) == numbers[: 3 * (pages - 1)], (wanted, descending)


def test_a_total_that_is_not_all_says_so(database: Database, made: list[Made]) -> None:
    with database.read() as session:
        page = walk.walk(session, LinkQuery(search="robot", per_page=3))
        assert page.more
        assert 3 <= page.total < sum(_holds(one, {"search": "robot"}) for one in made)
        everything = walk.walk(session, LinkQuery(search="robot", per_page=LINKS))
        assert (everything.total, everything.more) == (len(everything.rows), False)
