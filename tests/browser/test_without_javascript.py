"""Everything that matters works in a browser that runs no scripts."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


def test_a_link_is_made_found_changed_switched_deleted_and_restored(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.fill("#target", "https://example.org/plain")
    page.fill("#slug", "plain")
    page.get_by_text("Title, tags and more").click()
    page.fill("#title", "Without scripts")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator("#ready-title")).to_be_visible()
    expect(page.locator(".copy").first).to_be_hidden()

    page.fill("#q", "without scripts")
    page.get_by_role("button", name="Show").click()
    page.locator(".links summary").first.click()
    page.locator(".menu").get_by_role("link", name="Edit").click()
    page.fill("#title", "Changed without scripts")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Changed without scripts")

    page.get_by_role("button", name="Disable").click()
    expect(page.locator("main")).to_contain_text("Disabled")
    page.get_by_role("button", name="Enable").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("main")).to_contain_text("Restored")


def test_filters_sorting_and_pages_are_plain_addresses_and_back_works(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.select_option("#f-tag", "scratch")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**tag=scratch**")
    tagged = page.url
    page.get_by_role("link", name="Clicks").first.click()
    page.wait_for_url("**sort=clicks**")
    page.go_back()
    page.wait_for_url(tagged)
    expect(page.locator("#f-tag")).to_have_value("scratch")


def test_what_was_asked_for_and_never_made_is_made_ignored_and_shown_again(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.get_by_role("link", name="Not found").click()
    page.get_by_role("link", name="Make this link pythn-intro").click()
    expect(page.locator("#slug")).to_have_value("pythn-intro")
    page.fill("#target", "https://example.org/pythn-intro")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator("#ready-title")).to_be_visible()

    page.goto("/admin/misses")
    expect(page.locator(".links")).not_to_contain_text("pythn-intro")
    page.get_by_role("button", name="Ignore xmas26").click()
    expect(page.locator(".links")).not_to_contain_text("xmas26")
    page.get_by_role("link", name="Ignored 1").click()
    page.get_by_label("Tick xmas26").check()
    page.get_by_role("button", name="Show all that are ticked as work").click()
    page.get_by_role("link", name="Open").click()
    expect(page.locator(".links")).to_contain_text("xmas26")


def test_the_numbers_behind_a_chart_are_a_table(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.goto("/admin/links/1")
    page.get_by_text("As a table").first.click()
    assert page.locator("figure table").first.locator("tbody tr").count() > 20
