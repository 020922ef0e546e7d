"""What people write on the chart of a link's clicks, beside what was done to the link."""

import re

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.remarks import MOST
from shortener.links.views import LinkView
from tests.admin.conftest import Browser, SignedIn, value_of, words
from tests.admin.test_link_page import wide

MAY = "since=2026-05-01&until=2026-05-31"


@pytest.fixture
def link(library: Library) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="one"), None)


def write(browser: Browser, link: LinkView, text: str, day: str = "2026-05-03") -> int:
    return browser.post(f"/admin/links/{link.id}/remark", day=day, words=text).status_code


def marks(browser: Browser, link: LinkView, asked: str = MAY) -> list[str]:
    return re.findall(r'class="mark"><title>([^<]*)', wide(browser.get(f"/admin/links/{link.id}?{asked}").text))


def test_what_is_written_stands_on_the_chart_at_its_day_until_it_is_removed(ada: Browser, link: LinkView) -> None:
    assert write(ada, link, " Newsletter sent ") == 303
    assert write(ada, link, "Poster up", "2026-05-20") == 303
    assert marks(ada, link) == ["Poster up", "Newsletter sent"]
    assert marks(ada, link, "since=2026-05-04&until=2026-05-31") == ["Poster up"]
    assert "Newsletter sent 3 May 2026 by ada" in words(ada.get(f"/admin/links/{link.id}?{MAY}"))
    assert ada.post(f"/admin/links/{link.id}/remark/remove", id="1").status_code == 303
    assert marks(ada, link) == ["Poster up"]


def test_it_is_removed_only_under_its_own_link(ada: Browser, link: LinkView, library: Library) -> None:
    other = library.create(Draft(target="https://example.org/", slug="two"), None)
    write(ada, link, "Newsletter sent")
    for wrong in (f"/admin/links/{other.id}/remark/remove", "/admin/links/99/remark/remove"):
        assert ada.post(wrong, id="1").status_code == 404
    assert ada.post(f"/admin/links/{link.id}/remark/remove", id="x").status_code == 404
    assert marks(ada, link) == ["Newsletter sent"]


@pytest.mark.parametrize(
    ("day", "text", "sentence"),
    [
        ("", "Poster", "Choose the day"),
        ("yesterday", "Poster", "This day can’t be read"),
        ("2026-05-03", " ", "at most 120 characters"),
        ("2026-05-03", "x" * 121, "at most 120 characters"),
    ],
)
def test_what_makes_no_sense_is_told_and_kept(ada: Browser, link: LinkView, day: str, text: str, sentence: str) -> None:
    answer = ada.post(f"/admin/links/{link.id}/remark", day=day, words=text)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert value_of(answer, "words") == text
    assert marks(ada, link) == []


def test_a_chart_has_room_for_a_bounded_number(ada: Browser, link: LinkView) -> None:
    assert {write(ada, link, f"Remark {number}") for number in range(MOST)} == {303}
    assert write(ada, link, "One more") == 422


def test_what_is_hostile_is_only_text(ada: Browser, link: LinkView) -> None:
    write(ada, link, '"><script>alert(1)</script>')
    text = ada.get(f"/admin/links/{link.id}?{MAY}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_viewers_read_and_don_t_write(ada: Browser, signed_in: SignedIn, link: LinkView) -> None:
    write(ada, link, "Newsletter sent")
    viewer = signed_in("vera", "viewer")
    assert marks(viewer, link) == ["Newsletter sent"]
    assert write(viewer, link, "No") == 403
    assert "Write on the chart" not in viewer.get(f"/admin/links/{link.id}").text


def test_a_shared_page_tells_nothing_of_them(ada: Browser, stranger: Browser, link: LinkView) -> None:
    write(ada, link, "Newsletter sent")
    found = re.search(
        r'id="made"[^>]*>http://localhost:8000([^<]+)<', ada.post(f"/admin/links/{link.id}/share", days="7").text
    )
    assert found
    assert "Newsletter" not in stranger.get(f"{found[1]}?range=all").text
