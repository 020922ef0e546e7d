"""What people come for, each from its beginning to its end, by mouse, by keys alone and under the thumb.

One person for each way, signed in once, does all of it; what they see at the end is what is stored.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from shortener.accounts import people
from shortener.accounts.tables import Invitation, Person, SharedPage
from shortener.clock import now_ms
from shortener.links.tables import Link
from shortener.stores import Database
from tests.browser.conftest import PATIENCE_MS, SIZES, sign_in
from tests.browser.hands import KEYS, THUMB, WAYS, Hands, button, made
from tests.browser.scene import PASSWORD
from tests.browser.stored import link_of
from tests.reports.clicking import add_miss


@pytest.fixture(scope="module", params=WAYS)
def hands(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Hands]:
    """A complaint of the browser fails the last journey of its way."""
    width, height = SIZES["phone" if request.param == THUMB else "wide"]
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        has_touch=request.param == THUMB,
        permissions=["clipboard-read", "clipboard-write"],
    )
    complaints: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    sign_in(page)
    yield Hands(page, request.param)
    context.close()
    assert complaints == []


def test_a_link_is_made_from_another_screen_and_copied(hands: Hands, stored: Database) -> None:
    page, slug = hands.page, f"made-by-{hands.way}"
    page.goto("/admin/domains")
    if hands.way == KEYS:
        page.keyboard.press("c")
    else:
        hands.press(page.locator(".thumb .new" if hands.way == THUMB else ".side .new"))
    expect(page.locator("#new #target")).to_be_focused()
    page.keyboard.insert_text(f"https://example.org/{slug}")
    hands.write(page.locator("#new #slug"), "admin")
    expect(page.locator("#new #said .bad")).to_contain_text("reserved")
    hands.write(page.locator("#new #slug"), slug)
    expect(page.locator("#new #said .good")).to_contain_text("free")
    hands.press(button(page.locator("#new"), "Create"))
    expect(page.locator("#new #ready-title")).to_be_visible()
    expect(page.locator("#new .ready a.code img")).to_be_visible()
    hands.press(page.locator("#new .ready .copy"))
    expect(page.locator("#new .ready .copy.ok")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/{slug}")
    assert link_of(stored, slug).target == f"https://example.org/{slug}"


def test_a_link_is_found_changed_and_switched_off(hands: Hands, stored: Database) -> None:
    page, slug = hands.page, f"listed-{hands.way}"
    made(page, slug)
    page.goto("/admin/")
    hands.write(page.locator("#q"), slug)
    expect(page.locator(".links tbody tr")).to_have_count(1)
    page.wait_for_url(f"**/admin/?q={slug}")
    row = page.locator("#list tbody tr")
    if hands.way == THUMB:  # a row is too narrow to be edited there
        hands.press(row.get_by_title("More"))
        hands.press(row.get_by_role("link", name="Edit", exact=True))
        hands.write(page.locator("#title"), "Another title")
        hands.press(button(page, "Save"))
        hands.press(button(page, "Disable"))
    else:
        hands.press(row.get_by_title("Edit"))
        hands.write(row.get_by_label("Title"), "Another title")
        hands.press(button(row, "Save"))
        expect(row.locator(".title")).to_have_text("Another title")
        hands.press(row.get_by_title("More"))
        hands.press(button(row, "Disable"))
    expect(page.locator("main")).to_contain_text("Disabled")
    link = link_of(stored, slug)
    assert (link.title, link.enabled) == ("Another title", False)


def test_numbers_are_narrowed_remarked_on_and_shared_and_a_change_is_undone(hands: Hands, stored: Database) -> None:
    page, slug = hands.page, f"looked-at-{hands.way}"
    made(page, slug)
    page.goto(f"/admin/links/{link_of(stored, slug).id}")
    hands.press(page.locator("#clicks").get_by_role("link", name="90 d"))
    page.wait_for_url("**range=90d**")
    hands.press(page.get_by_text("Write on the chart"))
    hands.write(page.locator("#words"), f"Leaflets by {hands.way}")
    hands.press(button(page, "Write"))
    expect(page.locator("main")).to_contain_text(f"Leaflets by {hands.way}")
    hands.choose(page.locator("#days"), "7 days")
    hands.press(button(page, "Make an address"))
    expect(page.locator("#made")).to_contain_text("/-/stats/")
    hands.press(page.get_by_role("link", name="Edit", exact=True))
    hands.write(page.locator("#target"), "https://example.org/by-mistake")
    hands.press(button(page, "Save"))
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    hands.press(page.get_by_role("link", name="All changes"))
    hands.press(page.get_by_role("link", name="Make it so again").first)
    hands.press(button(page, "Undo"))
    expect(page.locator("main")).to_contain_text("Undone")
    link = link_of(stored, slug)
    with stored.read() as session:
        shared = session.scalars(select(SharedPage).where(SharedPage.link_id == link.id)).all()
    assert (link.target, link.version, len(shared)) == (f"https://example.org/{slug}", 3, 1)


def test_a_code_is_changed_read_back_and_taken_away(hands: Hands) -> None:
    page = hands.page
    page.goto("/admin/links/1")
    hands.press(page.get_by_role("link", name="QR code", exact=True))
    page.wait_for_url("**/admin/links/1/qr")
    hands.write(page.locator("#margin"), "2")
    expect(page.locator("#look")).to_contain_text("With less than 4 squares of margin")
    hands.write(page.locator("#margin"), "8")
    hands.write(page.locator("#place"), hands.way)
    page.wait_for_url(f"**margin=8**place={hands.way}**")
    expect(page.locator("#look")).to_contain_text("Read back by a decoder")
    with page.expect_download() as found:
        hands.press(page.locator("#look").get_by_role("link", name="PNG"))
    assert found.value.path().read_bytes().startswith(b"\x89PNG")


def test_what_was_asked_for_in_vain_is_made_from_the_overview(hands: Hands, stored: Database) -> None:
    page, slug = hands.page, f"wanted-{hands.way}"
    add_miss(stored, slug, 5000, last_at=now_ms())
    page.goto("/admin/domains")
    hands.go("Overview")
    page.wait_for_url("**/admin/overview")
    hands.press(page.locator("[aria-labelledby=missed-title] .button").filter(has_text=slug))
    page.wait_for_url("**/make")
    expect(page.locator("#slug")).to_have_value(slug)
    hands.write(page.locator("#target"), f"https://example.org/{slug}/at-last")
    hands.press(button(page, "Create"))
    expect(page.locator("#ready-title")).to_be_visible()
    assert link_of(stored, slug).target == f"https://example.org/{slug}/at-last"
    page.goto("/admin/overview")
    expect(page.locator("[aria-labelledby=missed-title] .button").filter(has_text=slug)).to_have_count(0)


def test_a_list_is_pasted_looked_at_applied_and_undone(hands: Hands, stored: Database) -> None:
    page, slug = hands.page, f"pasted-{hands.way}"
    page.goto("/admin/domains")
    hands.go("Bulk")
    hands.press(page.locator("main").get_by_role("link", name="Pasted list", exact=True))
    page.wait_for_url("**/bulk/list")
    hands.write(page.locator("#list"), f"{slug} https://example.org/one\n{slug}-2 https://example.org/two")
    hands.press(button(page, "Show what would happen"))
    expect(page.locator("#what")).to_have_text("2 links will be made")
    hands.press(button(page, "Apply"))
    expect(page.locator("#what")).to_have_text("2 links were made")
    link = link_of(stored, f"{slug}-2")
    assert (link.target, link.deleted_at) == ("https://example.org/two", None)
    hands.press(button(page, "Undo all"))
    expect(page.locator("#what")).to_have_text("2 links are as they were")
    with stored.read() as session:
        assert session.get_one(Link, link.id).deleted_at is not None


def test_somebody_is_invited_kept_to_their_own_links_and_disabled(hands: Hands, stored: Database) -> None:
    page, name = hands.page, f"Joan of the {hands.way}"
    with stored.write() as session:
        people.add(session, name, PASSWORD, "viewer")
    page.goto("/admin/domains")
    hands.go("People")
    hands.write(page.locator("#note"), f"For the {hands.way}")
    hands.choose(page.locator("#role"), "Viewer")
    hands.press(page.locator("main").get_by_role("button", name="Make a link"))
    expect(page.locator("#made")).to_contain_text("/admin/join/")
    hands.press(page.get_by_role("link", name=name))
    hands.choose(page.locator("#role"), "Editor")
    hands.tick(page.locator("#own"))
    hands.press(button(page, "Save"))
    expect(page.locator("#own")).to_be_checked()
    hands.press(button(page, "Disable"))
    expect(page.get_by_role("status").first).to_contain_text("can't sign in any more")
    with stored.read() as session:
        joan = session.scalars(select(Person).where(Person.name == name)).one()
        invited = session.scalars(select(Invitation.role).where(Invitation.note == f"For the {hands.way}")).all()
    assert (joan.role, joan.own_links_only, joan.disabled_at is not None, invited) == ("editor", True, True, ["viewer"])


def test_a_tag_gets_another_name_a_setting_is_looked_up_and_the_keys_are_shown(hands: Hands, stored: Database) -> None:
    page, slug = hands.page, f"tagged-{hands.way}"
    page.goto(f"/admin/new?target=https://example.org/{slug}&slug={slug}")
    hands.press(page.get_by_text("Title, tags and more"))
    hands.write(page.locator("#tags"), f"old-{hands.way}")
    hands.press(button(page, "Create"))
    expect(page.locator("#ready-title")).to_be_visible()
    hands.go("Tags")
    hands.press(page.get_by_role("link", name=f"Change old-{hands.way}"))
    hands.write(page.locator("#name"), f"new-{hands.way}")
    hands.press(button(page, "Save"))
    expect(page.locator("main table")).to_contain_text(f"new-{hands.way}")
    assert link_of(stored, slug).tags == (f"new-{hands.way}",)
    hands.go("Settings")
    expect(page.locator("main")).to_contain_text("SHORTENER_ORGANISATION_COLOUR")
    if hands.way == KEYS:
        page.keyboard.press("?")
    else:
        if hands.way == THUMB:
            hands.press(page.locator(".thumb").get_by_role("button", name="Menu"))
        hands.press(page.locator("#nav").get_by_role("button", name="Keyboard"))
    expect(page.locator("#keys")).to_be_visible()
    hands.press(button(page.locator("#keys"), "Close"))
    expect(page.locator("#keys")).to_be_hidden()
