"""A link is edited in its row of the list: by mouse and by keyboard, and two people at once lose nothing."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, tab_to

FORM = "#list form:has([data-back])"


def made(page: Page, slug: str) -> None:
    page.goto(f"/admin/new?target=https://example.org/{slug}&slug={slug}&title=First")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator("#ready-title")).to_be_visible()
    page.goto(f"/admin/?q={slug}")


def test_a_row_is_edited_without_a_mouse_and_escape_puts_it_back(open_page: OpenPage) -> None:
    page = open_page()
    made(page, "in-its-row")
    tab_to(page, "#list .short")
    page.keyboard.press("e")
    expect(page.locator(FORM)).to_be_visible()
    page.keyboard.type("Never")
    page.keyboard.press("Escape")
    expect(page.locator(FORM)).to_have_count(0)
    expect(page.locator("#list tbody .title")).to_have_text("First")
    expect(page.locator(":focus")).to_have_text("Edit in-its-row")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title", exact=True).and_(page.locator(f"{FORM} input"))).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Second")
    page.keyboard.press("Enter")
    expect(page.locator("#list tbody .title")).to_have_text("Second")
    assert page.url.endswith("/admin/?q=in-its-row")


def test_two_people_edit_one_row_and_nothing_is_lost(open_page: OpenPage) -> None:
    page, other = open_page(), open_page()
    made(page, "two-at-once")
    page.locator("#list").get_by_title("Edit").click()
    other.goto("/admin/?q=two-at-once")
    other.locator("#list").get_by_title("Edit").click()
    other.locator(FORM).get_by_label("Tags").fill("theirs")
    other.locator(FORM).get_by_role("button", name="Save").click()
    expect(other.locator("#list .tag")).to_have_text("theirs")
    page.locator(FORM).get_by_label("Title").fill("Mine")
    page.locator(FORM).get_by_role("button", name="Save").click()
    expect(page.locator(FORM)).to_contain_text("changed this link while you were editing")
    expect(page.locator(FORM).get_by_label("Title")).to_have_value("Mine")
    page.locator(FORM).get_by_role("button", name="Save").click()
    expect(page.locator("#list tbody .title")).to_have_text("Mine")
    expect(page.locator("#list .tag")).to_have_text("theirs")
