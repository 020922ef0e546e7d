"""Passkeys in a real browser, with the device that it has for tests: added, used by keyboard, refused and removed."""

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.axe import found
from tests.browser.conftest import OpenPage, tab_to
from tests.browser.scene import PASSWORD


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """A device with a lock of its own, which is touched and opened at once."""
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return chrome, chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def touched(chrome: CDPSession, device: str, *, by_itself: bool) -> None:
    """Whether somebody touches the device, or chooses what it offers among the names, without being asked to here."""
    chrome.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": device, "enabled": by_itself})


def password(page: Page) -> None:
    page.goto("/admin/sign-in")
    page.fill("#name", "grace")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")


def add(page: Page, name: str) -> None:
    page.goto("/admin/account/passkeys")
    page.fill("#name", name)
    page.fill("#old", PASSWORD)
    page.keyboard.press("Enter")


def no_complaint(page: Page, axe: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        assert found(page, axe) == []


def test_a_passkey_is_added_lets_in_by_keyboard_alone_and_is_removed(open_page: OpenPage, axe: str) -> None:
    page = open_page("phone", signed_in=False)
    chrome, device = plug_in(page)
    password(page)
    page.goto("/admin/account")
    page.get_by_role("link", name="Your passkeys").click()
    add(page, "My phone")
    expect(page.get_by_role("status").first).to_contain_text("Added")
    expect(page.get_by_text("Last used: Never")).to_be_visible()
    no_complaint(page, axe)

    add(page, "Once more")
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for you here already")
    no_complaint(page, axe)

    page.context.clear_cookies()
    touched(chrome, device, by_itself=False)
    page.goto("/admin/sign-in?next=/admin/tools")
    no_complaint(page, axe)
    touched(chrome, device, by_itself=True)
    chrome.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    tab_to(page, "[form=by-passkey]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("broken off")
    no_complaint(page, axe)
    chrome.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tools")).to_be_visible()

    page.goto("/admin/account/passkeys")
    page.get_by_role("button", name="Remove My phone").click()
    expect(page.get_by_role("status").first).to_contain_text("opens nothing any more")
    page.context.clear_cookies()
    touched(chrome, device, by_itself=False)
    page.goto("/admin/sign-in")
    touched(chrome, device, by_itself=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#problems")).to_contain_text("This passkey is not known here")


def test_a_passkey_is_offered_among_the_names_and_lets_in_when_it_is_chosen_there(open_page: OpenPage) -> None:
    page = open_page(signed_in=False)
    chrome, device = plug_in(page)
    password(page)
    add(page, "My laptop")
    expect(page.get_by_role("status").first).to_contain_text("Added")
    page.context.clear_cookies()
    touched(chrome, device, by_itself=False)
    page.goto("/admin/sign-in?next=/admin/tools")
    expect(page.locator("#name")).to_have_attribute("autocomplete", "username webauthn")
    expect(page.locator("#name")).to_be_focused()
    touched(chrome, device, by_itself=True)
    page.goto("/admin/sign-in?next=/admin/tools", wait_until="commit")
    expect(page.get_by_role("heading", name="Tools")).to_be_visible()


def test_without_scripts_or_in_an_old_browser_the_password_is_all_that_is_offered(open_page: OpenPage) -> None:
    page = open_page(signed_in=False, script=False)
    page.goto("/admin/sign-in")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    old = open_page(signed_in=False)
    old.add_init_script("delete window.PublicKeyCredential")
    password(old)
    old.goto("/admin/account/passkeys")
    expect(old.get_by_text("This browser can’t make passkeys here")).to_be_visible()
    expect(old.get_by_role("button", name="Add a passkey")).to_have_count(0)
