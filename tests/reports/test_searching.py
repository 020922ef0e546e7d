"""What the index of a search finds is what reading every link finds, whatever people type and however many match."""

import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from shortener.links.lookalikes import fold
from shortener.links.searched import is_indexed
from shortener.links.tables import Domain, Link, Slug
from shortener.reports import narrowing, search, walk
from shortener.reports.linkquery import LinkQuery
from shortener.reports.needles import LONGEST_SEARCH, MOST_WORDS, spellings
from shortener.stores import Database

LINKS, QUERIES = 300, 200
BITS = (
    *(
        "scratch",
        "Robot",
        "robot",
        "boat-race",
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "a",
        "B",
        "q7",
        "2026",
        "https://",
        "rpf.io/",
    ),
    *('"', "'", "*", "(", ")", "%", "_", "\\", "/", ":", "^", "-", "+", "{", "}", ";--", "é", "École", "Ж", "Αγώνας"),
    *("日本", "東", "🎉", "שלום", "\u202e", "e\u0301", "Ⅷ", "x" * 60),
)


class Plain(NamedTuple):
    """A link as its texts."""

    number: int
    slugs: list[tuple[str, str]]  # host and slug
    texts: list[str]


@pytest.fixture(params=["few", "many"])
def bounds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a small database; and as if what most searches find were too much to be looked up."""
    if request.param == "many":
        for module in (narrowing, search, walk):
            monkeypatch.setattr(module, "MOST", 6)
        monkeypatch.setattr(walk, "NEAR", 9)


@pytest.fixture
def links(database: Database) -> list[Plain]:
    dice = random.Random(6)
    made = [_link(dice, number) for number in range(1, LINKS + 1)]
    with database.write() as session:
        session.add_all([Domain(id=1, host="rpf.io", created_at=0), Domain(id=2, host="go.rptl.io", created_at=0)])
        session.flush()
        _store(session, made)
    return made


def _text(dice: random.Random, most: int, joints: str) -> str:
    return "".join(dice.choice(BITS) + dice.choice(joints) for _ in range(dice.randint(0, most))).strip()


def _link(dice: random.Random, number: int) -> Plain:
    hosts = [dice.choice(("rpf.io", "rpf.io", "go.rptl.io")) for _ in range(dice.choice((1, 1, 1, 2)))]
    slugs = [(host, f"{_text(dice, 2, '-/')[:80]}{number}.{place}") for place, host in enumerate(hosts)]
    target = f"https://{dice.choice(('example.org', 'rpf.io', 'Old.example'))}/{_text(dice, 3, '-/')}{number}"
    return Plain(number, slugs, [target, _text(dice, 3, " "), _text(dice, 6, " \n")])


def _store(session: Session, made: list[Plain]) -> None:
    rows = [
        {"id": one.number, "target": target, "title": title, "notes": notes, "created_at": one.number // 7}
        for one in made
        for target, title, notes in [one.texts]
    ]
    session.execute(insert(Link), [row | {"target_hash": 0, "updated_at": 0} for row in rows])
    for one in made:
        for place, (host, slug) in enumerate(one.slugs):
            kind = "alias" if place else "main"
            domain = 1 if host == "rpf.io" else 2
            row = {"domain_id": domain, "slug": slug, "folded": fold(slug), "kind": kind, "created_at": 0}
            session.execute(insert(Slug), [row | {"link_id": one.number}])


def _queries(dice: random.Random, links: list[Plain]) -> Iterator[str]:
    for _ in range(QUERIES):
        yield " ".join(_word(dice, dice.choice(links)) for _ in range(dice.choice((1, 1, 1, 2, 3))))


def _word(dice: random.Random, link: Plain) -> str:
    """A part of some text as it is or in other letters, a printed URL or the beginning of one, or anything."""
    host, slug = dice.choice(link.slugs)
    text = dice.choice([*link.texts, slug, dice.choice(BITS), f"{host}/{slug}", f"http://{host}/{slug}"]) or "a"
    begin = 0 if text.startswith(("http", host)) else dice.randrange(len(text))
    part = text[begin : begin + dice.choice((1, 2, 3, 4, 9, 30))]
    return dice.choice((str, str, str.upper, str.lower, str.swapcase))(part)


class Reader:
    """Finds links by reading all of them, with the case folded as this database does it."""

    def __init__(self, session: Session, links: list[Plain]) -> None:
        self._all_letters = session.scalar(select(func.lower("É"))) == "é"
        self._links = links
        self._slugs = [[(home, self.fold(slug)) for home, slug in link.slugs] for link in links]
        self._texts = [[self.fold(text) for text in [*link.texts, *(slug for _, slug in link.slugs)]] for link in links]

    def fold(self, text: str) -> str:
        return text.lower() if self._all_letters else "".join(c.lower() if c.isascii() else c for c in text)

    def find(self, query: str) -> list[int]:
        """The numbers of the links that have every word."""
        words = query[:LONGEST_SEARCH].split()[:MOST_WORDS]
        having = [self._having(word) for word in words]
        return [link.number for link, *has in zip(self._links, *having, strict=True) if all(has)]

    def _having(self, word: str) -> list[bool]:
        """Of each link, whether it has this word."""
        word = word.removeprefix("https://").removeprefix("http://") or word
        host, slash, begin = word.partition("/")
        host, begin = host.lower(), self.fold(begin)
        wanted = [self.fold(spelling) for spelling in spellings(word)]
        return [
            (bool(slash) and any(home.endswith(host) and slug.startswith(begin) for home, slug in slugs))
            or any(spelling in text for spelling in wanted for text in texts)
            for slugs, texts in zip(self._slugs, self._texts, strict=True)
        ]


def found(session: Session, query: str, sort: str) -> list[int]:
    """All pages, one after the other."""
    numbers, after = list[int](), ""
    while True:
        page = walk.walk(session, LinkQuery(search=query, sort=sort, per_page=100), after=after)
        numbers += [row.link.id for row in page.rows]
        assert page.total >= len(page.rows)
        assert page.more or page.total >= len(numbers)
        if not page.after:
            return numbers
        after = page.after


@pytest.mark.usefixtures("bounds")
def test_a_search_finds_what_reading_every_link_finds(database: Database, links: list[Plain]) -> None:
    dice = random.Random(60)
    hits = 0
    with database.read() as session:
        assert is_indexed(session)
        reader = Reader(session, links)
        for query in _queries(dice, links):
            wanted = reader.find(query)
            numbers = found(session, query, dice.choice(("created", "clicks", "slug")))
            assert sorted(numbers) == wanted, query
            hits += bool(wanted)
    assert hits > QUERIES // 2


@pytest.mark.parametrize("word", ["\0", "rob\0ot", "\ud800", "robot\udfff"])
def test_what_no_text_can_have_is_found_nowhere(database: Database, links: list[Plain], word: str) -> None:
    with database.read() as session:
        assert found(session, f"robot {word}", "created") == []
        assert found(session, word, "created") == []
    assert links


def test_a_search_has_as_many_words_and_letters_as_it_may(database: Database, links: list[Plain]) -> None:
    with database.read() as session:
        everything = len(found(session, "https", "created"))
        assert everything == LINKS
        assert len(found(session, "https " * MOST_WORDS + "nowhere", "created")) == everything
        assert len(found(session, "https".ljust(LONGEST_SEARCH) + "nowhere", "created")) == everything
        assert found(session, "x" * 10_000, "created") == []
    assert links
