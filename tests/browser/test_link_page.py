"""A link's page: its clicks narrowed and widened by plain addresses, and its past looked up and brought back."""

import datetime as dt

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, tab_to


def clicks(page: Page) -> int:
    return int(page.locator("#clicks .figures dd").first.inner_text().replace(",", ""))


def test_clicks_are_narrowed_by_keyboard_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1?range=90d")
    every = clicks(page)
    tab_to(page, ".shares a[href*='country=GB']")
    page.keyboard.press("Enter")
    page.wait_for_url("**country=GB**")
    narrowed = clicks(page)
    assert 0 < narrowed < every
    page.locator("#clicks").get_by_role("link", name="People").click()
    page.wait_for_url("**who=humans**")
    assert clicks(page) < narrowed
    page.go_back()
    tab_to(page, ".chip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/links/1?range=90d#clicks")
    assert clicks(page) == every


def test_what_a_link_led_to_is_looked_up_and_a_change_undone_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto("/admin/links/66")
    page.fill("#on", dt.datetime.now(dt.UTC).date().isoformat())
    page.locator("#then").get_by_role("button", name="Show").tap()
    expect(page.locator("#then")).to_contain_text("pathways/scratch-intro")
    assert page.url.endswith("/admin/links/66")
    page.get_by_role("link", name="All changes").tap()
    page.get_by_role("link", name="Make it so again").first.tap()
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(".wrong")).to_be_visible()
    page.fill("#reason", "The old page is back.")
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator("main")).to_contain_text("Undone")
    expect(page.locator(".leads")).to_contain_text("pathways/book")


def test_the_past_is_looked_up_without_scripts(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.goto("/admin/links/1")
    page.fill("#on", "2020-05-03")
    page.locator("#then").get_by_role("button", name="Show").click()
    expect(page.locator("#then")).to_contain_text("There was no such link yet.")
