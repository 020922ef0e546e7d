"""Somebody new: invited on one screen, joining on a phone, by keyboard, and seen in the list."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, tab_to

NEW = "Correct-horse-8"


def test_an_invitation_is_copied_and_somebody_joins_by_it(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/people")
    tab_to(page, "#note")
    page.keyboard.type("Joan for the workshop")
    page.select_option("#role", "viewer")
    page.keyboard.press("Enter")
    link = page.locator("#made").inner_text()
    expect(page.get_by_role("button", name="Copy the link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".copy .done")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link

    phone = open_page("phone", signed_in=False)
    phone.goto(link)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    for words in ("Joan", NEW, NEW):
        phone.keyboard.type(words)
        phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/admin/")
    again = phone.goto(link)
    assert again is not None
    assert again.status == 404

    page.goto("/admin/people")
    page.get_by_role("link", name="Joan", exact=True).click()
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_role("status").first).to_contain_text("can't sign in any more")
    phone.goto("/admin/")
    phone.wait_for_url("**/sign-in?**")
