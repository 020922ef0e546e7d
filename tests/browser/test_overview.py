"""The overview leads on: to the links that people follow, to what they asked for in vain, and to who changed what."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, tab_to


def test_it_is_one_click_away_and_leads_to_links_and_their_history(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Overview").click()
    page.wait_for_url("**/admin/overview")
    expect(page.locator("#health")).to_contain_text("No click was lost.")
    page.locator(".shares a").first.click()
    page.wait_for_url("**/admin/links/*")
    page.go_back()
    page.locator("[aria-labelledby=changes-title] a").first.click()
    page.wait_for_url("**/history")


def test_what_was_asked_for_is_made_without_a_mouse(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/overview")
    tab_to(page, "[aria-labelledby=missed-title] .button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/make")
    expect(page.locator("#slug")).not_to_have_value("")


def test_under_the_thumb_it_is_in_the_menu(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.locator(".thumb").get_by_text("Menu").tap()
    page.locator("#nav").get_by_text("Overview").tap()
    page.wait_for_url("**/admin/overview")
    expect(page.locator("figure .slim")).to_be_visible()


def test_without_scripts_the_health_is_a_page_of_its_own(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.goto("/admin/overview")
    page.get_by_role("link", name="How is this node?").click()
    expect(page.locator("h1")).to_have_text("How this node is")
    expect(page.locator("#health")).to_contain_text("sqlite answers.")
