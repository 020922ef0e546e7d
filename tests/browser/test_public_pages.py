"""What strangers see, by mouse, by keys alone and under the thumb: no cookie, no request to anybody else."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import THUMB, WAYS, Hands
from tests.browser.screens import SHARED

PAGES = {"/": (200, "rpf.io"), "/-/privacy": (200, "Privacy"), "/no-such-link": (404, "")}
PAGES |= {"/scrach-new": (410, ""), "/moonhack+": (200, "Moonhack")}


@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_looks_round_and_is_led_to_the_door(open_page: OpenPage, site: str, way: str) -> None:
    page = open_page("phone" if way == THUMB else "wide", signed_in=False)
    hands, asked = Hands(page, way), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    for address, (status, words) in PAGES.items():
        answer = page.goto(address)
        assert answer
        assert answer.status == status
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("body")).to_contain_text(words)
        hands.fits(page.locator("h1"))
    page.goto(f"/-/stats/{SHARED}?range=30d")
    hands.press(page.get_by_role("link", name="90 d"))
    page.wait_for_url("**range=90d**")
    assert page.context.cookies() == []
    page.goto("/")
    hands.press(page.get_by_role("link", name="Sign in"))
    expect(page.locator("#name")).to_be_focused()
    page.goto("/book3+")
    expect(page.locator("#name")).to_be_focused()
    assert {url for url in asked if not url.startswith(f"{site}/")} == set()
