"""What happens while somebody edits a link: another person saves it first, or the sign-in ends. No text is lost."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from shortener.accounts.tables import SignIn
from shortener.stores import Database
from tests.browser.conftest import OpenPage, sign_in
from tests.browser.hands import button, made
from tests.browser.stored import link_of


def edit(page: Page, number: int, **fields: str) -> None:
    page.goto(f"/admin/links/{number}/edit")
    for name, text in fields.items():
        page.fill(f"#{name}", text)


def test_who_saves_second_is_told_and_both_changes_are_kept(open_page: OpenPage, stored: Database) -> None:
    first, second = open_page(), open_page("phone")
    made(first, "edited-by-two")
    number = link_of(stored, "edited-by-two").id
    edit(second, number, title="The second one’s title", target="https://example.org/second")
    edit(first, number, tags="first", target="https://example.org/first")
    button(first, "Save").click()
    expect(first.get_by_role("status").first).to_have_text("Saved.")
    button(second, "Save").tap()
    expect(second.locator("#meanwhile")).to_contain_text("changed this link while you were editing")
    expect(second.locator("#meanwhile")).to_contain_text("https://example.org/first")
    expect(second.locator("#title")).to_have_value("The second one’s title")
    expect(second.locator("#target")).to_have_value("https://example.org/second")
    assert second.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert link_of(stored, "edited-by-two").target == "https://example.org/first"
    button(second, "Save").tap()
    expect(second.get_by_role("status").first).to_have_text("Saved.")
    link = link_of(stored, "edited-by-two")
    assert (link.target, link.title) == ("https://example.org/second", "The second one’s title")
    assert link.tags == ("first",)


@pytest.mark.parametrize(("size", "script"), [("wide", True), ("phone", False)])
def test_text_is_kept_when_the_sign_in_ends_in_the_middle(
    open_page: OpenPage, stored: Database, size: str, script: bool
) -> None:
    page, slug = open_page(size, script=script), f"ended-{size}"
    made(page, slug)
    edit(page, link_of(stored, slug).id, title="“Kept” <b>رماية</b> & more", target=f"https://example.org/{slug}/later")
    with stored.write() as session:
        latest = select(SignIn.id).order_by(SignIn.id.desc()).limit(1).scalar_subquery()
        session.execute(delete(SignIn).where(SignIn.id == latest))
    button(page, "Save").click()
    expect(page.get_by_role("alert")).to_contain_text("no longer signed in")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in(opened.value)
    assert link_of(stored, slug).title == slug
    button(page, "Send it again").click()
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    link = link_of(stored, slug)
    assert (link.title, link.target) == ("“Kept” <b>رماية</b> & more", f"https://example.org/{slug}/later")
    assert link.version == 2
