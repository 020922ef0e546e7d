"""In by the organisation's own sign-in in a real browser, which is another site's and comes back from it."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, tab_to
from tests.browser.scene import PASSWORD
from tests.providers import OwnProvider


def test_somebody_goes_there_by_keyboard_and_comes_back_to_where_they_wanted(
    open_page: OpenPage, provider: OwnProvider
) -> None:
    provider.person |= {"name": "Mary Jackson", "email": "mary@example.org"}
    for script in (True, False):
        page = open_page("phone", signed_in=False, script=script)
        page.goto("/admin/export")
        page.get_by_role("link", name="Sign in with the Foundation").focus() if not script else tab_to(page, "a.button")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Export", exact=True)).to_be_visible()
        page.goto("/admin/account")
        expect(page.get_by_text("Mary Jackson").last).to_be_visible()


def test_who_is_refused_there_reads_why_and_has_the_other_ways_still(
    open_page: OpenPage, provider: OwnProvider
) -> None:
    provider.claims = {"aud": "somebody else"}
    page = open_page(signed_in=False)
    page.goto("/admin/sign-in")
    page.get_by_role("link", name="Sign in with the Foundation").click()
    expect(page.locator("#problems")).to_contain_text("no answer that can be trusted")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    provider.claims = {}


def test_it_is_linked_to_ones_account_and_unlinked_under_the_thumb(open_page: OpenPage, provider: OwnProvider) -> None:
    was = dict(provider.person)
    provider.person |= {"sub": "ada-there", "email": "ada.there@example.org"}
    page = open_page("phone")
    page.goto("/admin/account")
    page.locator("section", has_text="Your organisation’s sign-in").get_by_role("link", name="Set up").tap()
    page.fill("#old", PASSWORD)
    page.get_by_role("button", name="Go on").tap()
    page.get_by_role("link", name="Sign in with the Foundation").tap()
    expect(page.get_by_role("status").first).to_contain_text("Linked")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Unlink sign-in 1").tap()
    expect(page.get_by_role("status").first).to_contain_text("Unlinked")
    provider.person = was
