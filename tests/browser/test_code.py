"""Signing in with a code on a phone's screen: what the page spells for an app makes the code that lets in."""

import base64
import time

from playwright.sync_api import Page, expect

from shortener.accounts.totp import STEP_SECONDS, code_at
from tests.browser.conftest import OpenPage
from tests.browser.scene import PASSWORD


def password(page: Page) -> None:
    page.goto("/admin/sign-in")
    page.fill("#name", "grace")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")


def test_a_code_is_set_up_asked_for_and_turned_off(open_page: OpenPage) -> None:
    page = open_page("phone", signed_in=False)
    password(page)
    page.wait_for_url("**/admin/")
    page.goto("/admin/account")
    page.get_by_role("region", name="Sign in with a code").get_by_role("link", name="Set up").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("img", name="Code for your phone")).to_be_visible()
    key = base64.b32decode(page.locator("#spelled").inner_text().replace(" ", ""))
    page.fill("#code", code_at(key, int(time.time()) // STEP_SECONDS))
    page.fill("#old", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#written")).to_be_visible()
    written = page.locator("#written").inner_text().split()
    assert len(written) == 10

    page.context.clear_cookies()
    password(page)
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(code_at(key, int(time.time()) // STEP_SECONDS + 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    password(page)
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(written[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    page.goto("/admin/account/code")
    page.fill("#old", PASSWORD)
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("status").first).to_contain_text("Turned off")
