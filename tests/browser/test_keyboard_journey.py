"""A day's work without a mouse, on a wide screen and on a phone with a keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, tab_to
from tests.browser.scene import PASSWORD


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_sign_in_make_copy_find_edit_and_delete_a_link(open_page: OpenPage, size: str) -> None:
    page = open_page(size, signed_in=False)
    slug = f"journey-{size}"

    page.goto("/admin/")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("Ada Lovelace")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    expect(page.locator("#target")).to_be_focused()
    page.keyboard.type(f"https://example.org/{slug}")
    tab_to(page, "#slug", 3)
    page.keyboard.type(slug)
    page.keyboard.press("Enter")
    expect(page.locator("#ready-title")).to_be_visible()

    expect(page.locator(".ready .copy.ok")).to_contain_text("Copied")
    expect(page.locator(".ready .copy")).to_be_focused()
    expect(page.locator("#voice")).to_contain_text(slug)
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/{slug}")
    expect(page.locator(".ready .copy.ok")).to_have_count(0)

    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(slug)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={slug}**")
    expect(page.locator(".links tbody tr")).to_have_count(1)

    tab_to(page, ".links summary")
    page.keyboard.press("Enter")
    tab_to(page, ".menu a[href$='/edit']", 5)
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    expect(page.locator("#target")).to_be_focused()
    tab_to(page, "#title", 5)
    page.keyboard.type("Made without a mouse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    expect(page.locator("main")).to_contain_text("Made without a mouse")

    tab_to(page, "a.danger")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delete")
    tab_to(page, "button.danger")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Deleted.")
    expect(page.get_by_role("button", name="Restore")).to_be_visible()


def test_the_skip_link_passes_the_navigation(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/domains")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_c_leads_to_the_create_box_on_any_screen_and_escape_away_from_it(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/domains")
    page.keyboard.press("c")
    expect(page.locator("#new #target")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#new")).to_be_hidden()
    page.goto("/admin/")
    page.locator("#list-title").click()
    page.keyboard.press("c")
    expect(page.locator(".create #target")).to_be_focused()


def test_slash_leads_to_the_search_from_any_screen(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/people")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.wait_for_url("**/admin/#q")
    expect(page.locator("#q")).to_be_focused()


def test_keys_typed_into_a_field_are_text(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#target").focus()
    page.keyboard.type("c/?")
    expect(page.locator("#target")).to_have_value("c/?")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_question_mark_shows_the_keys_and_escape_hides_them(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/export")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize("field", ["target", "slug", "q"])
def test_escape_leaves_a_field_of_the_first_screen_and_the_keys_work(open_page: OpenPage, field: str) -> None:
    page = open_page()
    expect(page.locator("#target")).to_be_focused()
    page.locator(f"#{field}").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator(f"#{field}")).to_have_value("")


def test_a_doubt_about_the_slug_puts_the_cursor_there(open_page: OpenPage) -> None:
    page = open_page()
    page.fill("#target", "https://example.org/doubted")
    page.fill("#slug", "anime-express1ons")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Create a new link anyway")).to_be_visible()
    expect(page.locator("#slug")).to_be_focused()


def test_escape_closes_a_row_menu_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page()
    summary = page.locator(".links summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_a_refused_form_puts_the_cursor_where_the_trouble_is(open_page: OpenPage) -> None:
    page = open_page()
    page.fill("#target", "https://example.org/refused")
    page.fill("#slug", "admin")
    page.keyboard.press("Enter")
    expect(page.locator("#slug-wrong")).to_be_visible()
    expect(page.locator("#slug")).to_be_focused()
