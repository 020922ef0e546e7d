"""The list answers while people type, its address keeps step, and it is usable by keys and under the thumb."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, tab_to


def test_a_search_shows_its_links_while_it_is_typed_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page()
    page.keyboard.press("Escape")
    page.locator("#q").focus()
    page.keyboard.type("birthday")
    expect(page.locator(".links tbody tr")).to_have_count(1)
    page.wait_for_url("**/admin/?q=birthday")
    expect(page.locator("#q")).to_be_focused()
    page.select_option("#f-sort", "clicks")
    page.wait_for_url("**q=birthday&sort=clicks")
    page.go_back()
    page.wait_for_url("**/admin/?q=birthday")
    expect(page.locator("#q")).to_have_value("birthday")
    expect(page.locator("#f-sort")).to_have_value("created")
    page.reload()
    expect(page.locator(".links tbody tr")).to_have_count(1)


def test_a_filter_in_force_is_a_chip_that_takes_it_off_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/?state=deleted")
    tab_to(page, ".chip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    expect(page.locator(".chip")).to_have_count(0)


def test_pages_follow_each_other_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/?sort=slug")
    first = page.locator(".links .short").first.inner_text()
    tab_to(page, "[rel=next]", 250)
    page.keyboard.press("Enter")
    page.wait_for_url("**after=**")
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url("**before=**")
    expect(page.locator(".links .short").first).to_have_text(first)


def test_under_the_thumb_the_list_is_narrowed_in_a_sheet(open_page: OpenPage) -> None:
    page = open_page("phone")
    expect(page.locator("#f-state")).to_be_hidden()
    page.get_by_role("button", name="Filter").tap()
    page.select_option("#f-state", "deleted")
    page.get_by_role("button", name="Done").tap()
    expect(page.locator(".links tbody tr").first).to_contain_text("Deleted")
    expect(page.locator("#f-state")).to_be_hidden()


def test_under_the_thumb_the_menu_leads_everywhere(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.locator(".thumb").get_by_text("Menu").tap()
    page.locator("#nav").get_by_text("Domains").tap()
    page.wait_for_url("**/admin/domains")
