"""A link's page: its clicks narrowed and widened by plain addresses, and its past looked up and brought back."""

import datetime as dt

from playwright.sync_api import Page, expect

from shortener.accounts.sharedpages import living
from shortener.stores import Database
from tests.browser.conftest import OpenPage, tab_to


def clicks(page: Page) -> int:
    return int(page.locator("#clicks .figures dd").first.inner_text().replace(",", ""))


def test_clicks_are_narrowed_by_keyboard_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1?range=90d")
    every = clicks(page)
    tab_to(page, ".shares a[href*='country=GB']")
    page.keyboard.press("Enter")
    page.wait_for_url("**country=GB**")
    narrowed = clicks(page)
    assert 0 < narrowed < every
    page.locator("#clicks").get_by_role("link", name="People").click()
    page.wait_for_url("**who=humans**")
    assert clicks(page) < narrowed
    page.go_back()
    tab_to(page, ".chip")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/links/1?range=90d#clicks")
    assert clicks(page) == every


def test_what_a_link_led_to_is_looked_up_and_a_change_undone_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto("/admin/links/66")
    page.fill("#on", dt.datetime.now(dt.UTC).date().isoformat())
    page.locator("#then").get_by_role("button", name="Show").tap()
    expect(page.locator("#then")).to_contain_text("pathways/scratch-intro")
    assert page.url.endswith("/admin/links/66")
    page.get_by_role("link", name="All changes").tap()
    page.get_by_role("link", name="Make it so again").first.tap()
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(".wrong")).to_be_visible()
    page.fill("#reason", "The old page is back.")
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator("main")).to_contain_text("Undone")
    expect(page.locator(".leads")).to_contain_text("pathways/book")


def test_a_page_that_is_loaded_again_makes_no_second_address(open_page: OpenPage, stored: Database) -> None:
    page = open_page()
    page.goto("/admin/links/3")
    page.get_by_role("button", name="Make an address").click()
    expect(page.locator("#made")).to_contain_text("/-/stats/")
    page.wait_for_url("**/admin/links/3")
    page.reload()
    expect(page.locator("#made")).to_have_count(0)
    with stored.read() as session:
        assert len(living(session, 3)) == 1


def test_the_past_is_looked_up_without_scripts(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.goto("/admin/links/1")
    page.fill("#on", "2020-05-03")
    page.locator("#then").get_by_role("button", name="Show").click()
    expect(page.locator("#then")).to_contain_text("There was no such link yet.")


def bar(page: Page, number: int) -> tuple[float, float]:
    """The middle of a bar of the wide chart."""
    box = page.locator("svg.full .hit").nth(number).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_days_that_are_dragged_over_are_shown_alone_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1?range=30d&who=humans")
    shown = page.locator("[data-zoom]").get_attribute("data-zoom")
    assert shown
    days = shown.split(" ")
    page.mouse.move(*bar(page, 20))
    page.mouse.down()
    page.mouse.move(*bar(page, 12), steps=3)
    expect(page.locator("svg.full g.in")).to_have_count(9)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.url.endswith("?range=30d&who=humans")
    page.mouse.move(*bar(page, 20))
    page.mouse.down()
    page.mouse.move(*bar(page, 12), steps=3)
    page.mouse.up()
    page.wait_for_url(f"**/admin/links/1?who=humans&since={days[12]}&until={days[20]}#clicks")
    expect(page.locator("svg.full .hit")).to_have_count(9)
    page.go_back()
    expect(page.locator("#clicks [aria-current]").first).to_have_text("30 d")


def test_the_same_days_are_reached_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1?range=90d")
    page.get_by_text("From one day to another").focus()
    page.keyboard.press("Enter")
    tab_to(page, "#since")
    page.fill("#since", "2026-05-02")
    page.fill("#until", "2026-05-09")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=2026-05-02&until=2026-05-09**")
    expect(page.locator("svg.full .hit")).to_have_count(8)


def test_a_square_of_the_map_leads_to_its_clicks(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1?range=90d")
    page.locator(".map a", has_text="GB").click()
    page.wait_for_url("**country=GB**")
    expect(page.locator(".chip").first).to_contain_text("United Kingdom")


def test_the_last_half_hour_comes_again_by_itself(open_page: OpenPage) -> None:
    page = open_page()
    page.clock.install()
    page.goto("/admin/links/1")
    expect(page.locator("#live")).to_contain_text("clicks")
    with page.expect_response("**/admin/links/1/live") as answered:
        page.clock.run_for(10_500)
    assert answered.value.ok
    expect(page.locator("#live tbody tr").first).to_be_visible()


def test_paper_shows_the_chart_and_every_figure_and_nothing_to_press(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/links/1?range=90d&who=humans")
    page.emulate_media(media="print")
    expect(page.locator("svg.full")).to_be_visible()
    expect(page.locator("figure tbody tr").last).to_be_visible()
    for gone in (".side", "#live", "#share", "#since", "#clicks .button", ".crumb"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.get_by_role("link", name="People")).to_be_visible()
    expect(page.get_by_role("link", name="Robots")).to_be_hidden()


def test_a_shared_page_is_made_opened_by_a_stranger_and_ended_without_scripts(open_page: OpenPage) -> None:
    page, reader = open_page(script=False), open_page("phone", signed_in=False, script=False)
    page.goto("/admin/links/1")
    page.select_option("#days", "7")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("#made").inner_text()
    reader.goto(address)
    expect(reader.locator("h1")).to_have_count(1)
    expect(reader.locator(".figures")).to_contain_text("Of people")
    assert reader.context.cookies() == []
    page.get_by_role("button", name="End it").first.click()
    expect(page.locator("main")).to_contain_text("opens nothing any more")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("taken back")
