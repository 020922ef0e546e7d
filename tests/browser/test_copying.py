"""The copy button, also where the browser gives no clipboard."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
NO_COMMAND = "document.execCommand = () => false"


def test_each_row_has_a_button_that_copies_its_link(open_page: OpenPage) -> None:
    page = open_page()
    button = page.locator(".links .copy").nth(2)
    wanted = button.get_attribute("data-copy")
    button.click()
    expect(page.locator(".links .copy.ok")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_without_a_clipboard_it_is_copied_the_old_way(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(NO_CLIPBOARD)
    button = page.locator(".links .copy").first
    button.click()
    expect(page.locator(".links .copy.ok")).to_have_count(1)
    page.locator("#q").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#q")).to_have_value(button.get_attribute("data-copy") or "")


def test_where_nothing_may_be_copied_the_link_is_selected_and_said(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(f"{NO_CLIPBOARD}; {NO_COMMAND}")
    row = page.locator(".links tbody tr").first
    row.locator(".copy").click()
    expect(page.locator("#voice")).to_contain_text("Press Ctrl and C")
    assert page.evaluate("getSelection().toString()") == row.locator(".short").inner_text()
