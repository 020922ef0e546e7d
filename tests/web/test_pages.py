"""The pages that explain why there is no redirect."""

import re
from html.parser import HTMLParser

import pytest

from shortener.redirect.decide import STATUS
from shortener.web.brand import Brand
from shortener.web.pages import NOTICES, Notice, render_notice, render_pages

NAME = "Coding & <Learning> e.V."
PAGES = render_pages(Brand(NAME, {}))


class Reader(HTMLParser):
    """Notes the tags of a page and what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode())
    return reader


def test_there_is_a_page_for_every_way_not_to_redirect() -> None:
    assert set(PAGES) == set(STATUS)


@pytest.mark.parametrize("outcome", PAGES)
def test_a_page_is_small_whole_and_quiet(outcome: str) -> None:
    page = PAGES[outcome]
    reader = read(page)
    tags = [tag for tag, _ in reader.tags]
    assert len(page) <= 3072
    assert page.startswith(b"<!doctype html>")
    assert ("html", {"lang": "en"}) in reader.tags
    assert any(attrs.get("name") == "viewport" for _, attrs in reader.tags)
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    assert not {"script", "style", "img", "iframe", "form"} & set(tags)
    assert not any("style" in attrs or any(name.startswith("on") for name in attrs) for _, attrs in reader.tags)
    links = [attrs["href"] for tag, attrs in reader.tags if tag == "link"]
    assert all(re.fullmatch(r"/static/web/site\.css\?v=[0-9a-f]+", link or "") for link in links)


@pytest.mark.parametrize("outcome", PAGES)
def test_a_page_carries_the_name_of_the_organisation(outcome: str) -> None:
    assert NAME in read(PAGES[outcome]).texts
    assert b"<Learning>" not in PAGES[outcome]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("unknown", ("spelling", "capital", "hyphens")),
        ("off", ("switched it off",)),
        ("early", ("too early",)),
        ("over", ("has passed",)),
        ("deleted", ("removed",)),
        ("host", ("shortener domain add",)),
        ("away", ("try again",)),
    ],
)
def test_a_page_says_what_happened_and_what_to_do(outcome: str, words: tuple[str, ...]) -> None:
    said = " ".join(NOTICES[outcome].lines)
    assert all(word in said for word in words)
    assert all(line.replace("&#39;", "'") in " ".join(read(PAGES[outcome]).texts) for line in NOTICES[outcome].lines)


def test_nothing_in_a_notice_becomes_markup() -> None:
    page = render_notice(Brand("x", {}), Notice("<script>", ("<img src=x onerror=alert(1)>",)))
    assert not {"script", "img"} & {tag for tag, _ in read(page.encode()).tags}
