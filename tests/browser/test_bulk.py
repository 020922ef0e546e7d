"""Many links at once: a list by keyboard, a file without scripts, and text replaced from the list's filter."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, tab_to


def test_a_list_is_pasted_looked_at_and_made_without_a_mouse(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/bulk/list")
    tab_to(page, "#list")
    page.keyboard.insert_text("https://example.org/bulk-1\nbulk-two https://example.org/bulk-2")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_have_text("2 links will be made")
    tab_to(page, "#batch .button.main")
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_have_text("2 links were made")
    tab_to(page, "#batch .copy.button")
    page.keyboard.press("Enter")
    expect(page.locator("#batch .copy.button.ok")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert (len(copied), copied[1].endswith("/bulk-two")) == (2, True)


def test_a_file_comes_in_and_is_undone_without_scripts_under_the_thumb(open_page: OpenPage) -> None:
    page = open_page("phone", script=False)
    page.goto("/admin/bulk")
    file = b"slug,target\nfrom-a-file,https://example.org/file\n"
    page.set_input_files("#file", {"name": "fair.csv", "mimeType": "text/csv", "buffer": file})
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.locator("#what")).to_have_text("1 link will be made")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#what")).to_have_text("1 link was made")
    page.get_by_role("button", name="Undo all").click()
    expect(page.locator("#what")).to_have_text("1 link is as it was")


def test_text_is_replaced_in_what_the_list_shows(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/new?target=https://old.example/replaced&slug=replaced")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator("#ready-title")).to_be_visible()
    page.goto("/admin/?q=replaced")
    page.get_by_role("link", name="Replace in the targets").click()
    page.fill("#find", "old.example")
    page.fill("#put", "new.example")
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.locator("#batch ins")).to_have_text("https://new.example/replaced")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#what")).to_have_text("1 link was changed")
