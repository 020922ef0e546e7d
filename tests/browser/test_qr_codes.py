"""A link's QR code is looked at, changed and taken away: by mouse, by keyboard, under the thumb and without scripts."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import OpenPage, tab_to
from tests.web.sheets import picture


def test_a_colour_is_tried_told_and_taken_back_and_the_file_is_saved(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1")
    page.get_by_role("link", name="QR code", exact=True).click()
    page.wait_for_url("**/admin/links/1/qr")
    expect(page.locator("#look")).to_contain_text("Read back by a decoder")
    page.locator("#dark").fill("#ffdd00")
    expect(page.locator("#look")).to_contain_text("The contrast is 1.3 to 1: too little for readers.")
    expect(page.locator("#look a[download]")).to_have_count(0)
    page.wait_for_url("**dark=%23ffdd00**")
    page.locator("#dark").fill("#0b6353")
    expect(page.locator("#look a[download]")).to_have_count(3)
    with page.expect_download() as found:
        page.get_by_role("link", name="PDF").click()
    assert found.value.suggested_filename.endswith(".pdf")
    assert found.value.path().read_bytes().startswith(b"%PDF-")


def test_the_key_q_leads_to_it_and_the_margin_is_changed_without_a_mouse(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1")
    page.keyboard.press("q")
    page.wait_for_url("**/admin/links/1/qr")
    tab_to(page, "#margin")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#look")).to_contain_text("With less than 4 squares of margin")
    expect(page.locator("#margin")).to_be_focused()
    tab_to(page, "#look a[download]")


def test_the_code_of_a_link_just_made_is_beside_the_box_under_the_thumb(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.fill("#target", "https://example.org/coded")
    page.get_by_role("button", name="Create", exact=True).tap()
    code = page.locator(".ready a.code")
    expect(code).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(code.locator("img")).to_have_js_property("complete", True)
    assert code.locator("img").evaluate("picture => picture.naturalWidth > 0")
    code.tap()
    page.wait_for_url("**/qr")


def test_without_scripts_the_style_is_a_plain_form(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.goto("/admin/links/1/qr")
    page.fill("#margin", "1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#look")).to_contain_text("With less than 4 squares of margin")
    expect(page.locator("#margin")).to_have_value("1")


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_logo_is_handed_in_chosen_made_too_wide_and_taken_away(open_page: OpenPage, size: str) -> None:
    page = open_page(size)
    page.goto("/admin/links/1/qr")
    page.locator("#dark").fill("#0b6353")
    expect(page.locator("#kept input[name=dark]")).to_have_value("#0b6353")
    page.locator("#file").set_input_files(FilePayload(name="A club.png", mimeType="image/png", buffer=picture()))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Logo", exact=True).locator("option:checked")).to_have_text("A club")
    expect(page.locator("#dark")).to_have_value("#0b6353")
    code = page.locator("#look img.code")
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("async picture => { await picture.decode(); return picture.naturalWidth > 0 }")
    expect(page.locator("#look a[download]")).to_have_count(3)
    page.locator("#place").fill("poster-in-the-hall")
    page.locator("#part").fill("50")
    expect(page.locator("#look")).to_contain_text("make the logo smaller")
    expect(page.locator("#look a[download]")).to_have_count(0)
    page.get_by_role("button", name="Remove “A club”").click()
    expect(page.get_by_label("Logo", exact=True).locator("option:checked")).to_have_text("None")
    expect(page.locator("#look a[download]")).to_have_count(3)
