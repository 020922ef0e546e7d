"""A schedule that could never be made is refused when it is added, in one sentence."""

from typing import Any

import pytest

from shortener.reports.scope import Scope
from shortener.reports.sides import Side
from shortener.schedules import register
from shortener.sentences import Sentence
from tests.schedules.conftest import Add
from tests.schedules.test_files import ONE, TWO

pytestmark = pytest.mark.stores("sqlite")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"links": (ONE, TWO)}, "clicks are of one link, one tag, one domain or all"),
        ({"links": (ONE,), "tags": ("x",)}, "only compare takes several"),
        ({"tags": ("x",), "domain": "rpf.io"}, "only compare takes several"),
        ({"what": "compare", "links": (ONE, ONE)}, "2 to 12 different links or tags can be compared; these are 1."),
        ({"what": "compare", "tags": tuple(map(str, range(13)))}, "these are 13."),
        ({"what": "tags", "domain": "rpf.io"}, "those of the whole site"),
        ({"what": "top", "links": (ONE,)}, "those of a tag, a domain or the whole site"),
        ({"what": "hours", "unit": "day"}, "--by, --per, --where and --compare go with stats and compare only."),
        ({"what": "stats", "limit": 5}, "--limit and --people go with top and tags only."),
        ({"what": "stats", "where": (("shoe", "9"),)}, "can't be told apart by 'shoe'"),
        ({"what": "stats", "form": "parquet"}, "Reports are made as csv, ndjson, xlsx, without gzip and bom."),
        ({"what": "stats", "gzip": True}, "without gzip and bom"),
        ({"form": "xlsx", "gzip": True}, "gzip goes with csv and ndjson only"),
        ({"mail_to": ("ada@example.org\nBcc: eve@example.org",)}, "can't get mail"),
        ({"mail_to": ("ada",)}, "can't get mail: wanted an address such as ada@example.org."),
        ({"mail_to": ("a@b.example, c@d.example",)}, "can't get mail"),
        ({"mail_to": ("ädä@example.org",)}, "can't get mail"),
        ({"mail_to": tuple(f"a{n}@example.org" for n in range(21))}, "At most 20 people"),
    ],
)
def test_nonsense_is_refused(add: Add, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(Sentence) as refusal:
        add("daily", **asked)
    assert said in str(refusal.value)


@pytest.mark.parametrize("name", ["", "..", "a/b", "-x", "Daily", "a b", "x" * 49, "é", "a.csv", "a\n"])
def test_a_name_is_safe_as_a_file(add: Add, name: str) -> None:
    with pytest.raises(Sentence, match="A name begins its files"):
        add(name)


def test_a_name_is_taken_once_and_there_is_room_for_so_many(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MOST_SCHEDULES", 2)
    add("daily")
    with pytest.raises(Sentence, match="There is a schedule daily already"):
        add("daily")
    add("other")
    with pytest.raises(Sentence, match="There are 2 schedules"):
        add("third")


def test_what_was_asked_comes_back_as_it_was(add: Add) -> None:
    side = Side("link", "rpf.io/é b", Scope(link_id=9))
    added = add("x", what="stats", links=(side,), where=(("country", ""),), against="year", mail_to=("a@b.example",))
    assert added.asked.links == (side,)
    assert added.asked.words() == {"what": "stats", "links": "rpf.io/é b", "where": "country=", "compare": "year"}
    assert added.mail_to == ("a@b.example",)
