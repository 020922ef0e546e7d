"""Rows of the list are chosen and changed together: by mouse, by keyboard, under the thumb and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, tab_to

BOXES = "#list .tick input[name=id]"
EDGES = "element => { const { left, right } = element.getBoundingClientRect(); return [left, right]; }"


def makes(page: Page, word: str, *slugs: str) -> None:
    """Links of the test's own, all found by a word."""
    for slug in slugs:
        page.goto(f"/admin/new?target=https://example.org/{word}/{slug}&slug={word}-{slug}")
        page.get_by_role("button", name="Create", exact=True).click()
        expect(page.locator("#ready-title")).to_be_visible()
    page.goto(f"/admin/?q={word}&sort=slug")


def test_several_are_tagged_and_disabled_by_mouse_and_what_was_done_is_undone(open_page: OpenPage) -> None:
    page = open_page()
    makes(page, "mouse", "a", "b", "c", "d")
    expect(page.locator("#chosen")).to_be_hidden()
    page.locator(BOXES).nth(0).click()
    page.locator(BOXES).nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-chosen]")).to_have_text("3 chosen")
    page.locator("#chosen").get_by_text("Tag…").click()
    expect(page.locator("#chosen-tags")).to_be_focused()
    page.keyboard.type("poster")
    page.locator("#chosen").get_by_role("button", name="Add").click()
    expect(page.locator(".told")).to_contain_text("3 links are tagged poster.")
    expect(page.locator("#list tbody .tag", has_text="poster")).to_have_count(3)
    page.locator(".told").get_by_role("button", name="Undo").click()
    expect(page.locator(".told")).to_contain_text("3 links are as they were.")
    expect(page.locator("#list tbody .tag", has_text="poster")).to_have_count(0)
    assert page.url.endswith("/admin/?q=mouse&sort=slug")


def test_all_are_chosen_and_deleted_without_a_mouse_and_escape_lets_go(open_page: OpenPage) -> None:
    page = open_page()
    makes(page, "keyed", "a", "b")
    tab_to(page, "#list th [data-all]")
    page.keyboard.press("Space")
    expect(page.locator("[data-chosen]")).to_have_text("2 chosen")
    page.keyboard.press("Escape")
    expect(page.locator("#chosen")).to_be_hidden()
    tab_to(page, "#list .short")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_have_text("1 chosen")
    tab_to(page, "#chosen .menu:last-of-type summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-chosen]")).to_have_text("1 chosen")
    page.keyboard.press("Enter")
    tab_to(page, "#chosen [value=delete]", 5)
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("1 link is deleted.")
    expect(page.locator(":focus")).to_have_text("Undo")


def test_a_printed_link_is_told_and_goes_with_a_reason_under_the_thumb(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto("/admin/new?target=https://example.org/thumbed&slug=thumbed")
    page.get_by_text("Title, tags and more").tap()
    page.check("#printed")
    page.fill("#printed_reason", "Leaflet, page 2")
    page.get_by_role("button", name="Create", exact=True).tap()
    expect(page.locator("#ready-title")).to_be_visible()
    page.goto("/admin/?q=thumbed")
    page.locator(BOXES).tap()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rows = "bar => new Set([...bar.querySelectorAll('.button')].map(one => one.getBoundingClientRect().top)).size"
    assert page.locator("#chosen").evaluate(rows) <= 2
    page.locator("#chosen").get_by_role("button", name="Disable").tap()
    expect(page.locator(".told")).to_contain_text("This link is printed (Leaflet, page 2)")
    expect(page.locator("#why")).to_be_in_viewport()
    page.fill("#why", "Out of print")
    page.get_by_role("button", name="Try it again").tap()
    expect(page.locator(".told")).to_contain_text("1 link is disabled.")
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(".told")).to_contain_text("1 link is as it was.")


@pytest.mark.parametrize(
    ("size", "words"), [("wide", "Tag…"), ("wide", "Delete…"), ("phone", "Tag…"), ("phone", "Delete…")]
)
def test_what_a_button_of_the_bar_opens_stands_above_it(open_page: OpenPage, size: str, words: str) -> None:
    page = open_page(size)
    page.locator(BOXES).nth(1).check()
    menu = page.locator("#chosen details", has_text=words)
    menu.locator("summary").click()
    expect(menu.locator("input")).to_be_focused()
    left, right = menu.locator("summary").evaluate(EDGES)
    first, last = menu.locator("div").first.evaluate(EDGES)
    assert 0 <= first <= left < right <= last <= page.evaluate("innerWidth")


def test_what_is_chosen_comes_as_a_file(open_page: OpenPage) -> None:
    page = open_page()
    makes(page, "filed", "a", "b", "c")
    page.locator(BOXES).nth(1).check()
    with page.expect_download() as found:
        page.locator("#chosen").get_by_role("button", name="CSV").click()
    lines = found.value.path().read_text().splitlines()
    assert [line.split(",")[1] for line in lines] == ["slug", "filed-b"]


def test_without_scripts_the_boxes_and_buttons_are_a_plain_form(open_page: OpenPage) -> None:
    page = open_page(script=False)
    makes(page, "plainly", "a", "b")
    page.get_by_label("Choose plainly-b").check()
    page.locator("#chosen").get_by_role("button", name="Disable").click()
    expect(page.locator(".told")).to_contain_text("1 link is disabled.")
    expect(page.locator("#q")).to_have_value("plainly")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".told")).to_contain_text("1 link is as it was.")


def test_owner_kind_clicks_and_days_narrow_the_list_and_stand_in_the_address(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text("More filters").click()
    page.select_option("#f-owner", label="Ada Lovelace")
    page.wait_for_url("**/admin/?owner=**")
    page.select_option("#f-kind", "timed")
    page.wait_for_url("**&kind=timed")
    page.fill("#f-until", "2001-01-01")
    page.wait_for_url("**&until=2001-01-01&kind=timed")
    expect(page.locator("#list")).to_contain_text("Nothing matches")
    page.reload()
    expect(page.locator("#f-until")).to_have_value("2001-01-01")
    expect(page.locator("#f-kind")).to_be_visible()
