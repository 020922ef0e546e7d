"""Every screen fits a phone and a wide window, and what is touched is large enough to touch."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

SCREENS = (
    "/admin/overview",
    "/admin/links/codes?id=1&id=62",
    "/admin/",
    "/admin/?order=asc",
    "/admin/?sort=clicks&rows=compact",
    "/admin/new",
    "/admin/styleguide",
    "/admin/?q=nothing-like-it",
    "/admin/links/1",
    "/admin/links/1?range=90d&country=GB&who=humans",
    "/admin/links/1?since=2026-05-04&until=2026-05-03",
    "/admin/links/62",
    "/admin/links/1/qr",
    "/admin/links/1/qr?dark=%23ffdd00&margin=99",
    "/admin/?owner=1&kind=timed",
    "/admin/links/1/edit",
    "/admin/links/66/delete",
    "/admin/links/66/history?on=2026-05-03",
    "/admin/links/66/back/1",
    "/admin/misses",
    "/admin/misses?state=scanner",
    "/admin/misses/1/make",
    "/admin/export",
    "/admin/tools",
    "/admin/domains",
    "/admin/webhooks",
    "/admin/webhooks/1",
    "/admin/bulk",
    "/admin/bulk/list",
    "/admin/bulk/replace?tag=book",
    "/admin/bulk/1",
    "/admin/people",
    "/admin/settings",
    "/admin/tags",
    "/admin/tags/change?tag=book",
    "/admin/tags/remove?tag=book",
    "/admin/account",
    "/-/stats/shown-to-the-funders?range=90d",
)
FITS = "document.documentElement.scrollWidth <= innerWidth"
TOUCHED = (
    "button, summary, select, input:not([type=hidden], [type=checkbox]), .side a, .thumb > *, .button, .choice a, .chip"
)
TOO_SMALL = """touched => [...document.querySelectorAll(touched)]
  .filter(e => e.checkVisibility() && !e.closest('.hidden, .skip'))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5).map(([what, box]) => `${what} ${box.height}`)"""
UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(e => !e.labels.length && !e.ariaLabel && e.ariaHidden !== 'true').map(e => e.outerHTML)"""

TWICE = """() => [...document.querySelectorAll('[id]')].map(e => e.id)
  .filter((id, at, all) => all.indexOf(id) != at)"""


OUTSIDE = """() => [...document.querySelectorAll('a, button, dd, dt, h1, h2, label, p, summary, th')]
  .filter(e => e.checkVisibility() && !e.closest('.hidden, .skip, .scroll, .choice, .tabs, thead, [popover]'))
  .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 90))"""


def test_nothing_is_wider_than_a_wide_window_and_every_field_has_a_name_and_every_page_one_heading_and_title(
    open_page: OpenPage,
) -> None:
    page = open_page()
    titles = set()
    for path in SCREENS:
        page.goto(path)
        assert page.evaluate(FITS), path
        assert page.evaluate(UNNAMED) == [], path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate(TWICE) == [], path
        titles.add(page.title())
    assert len(titles) >= 9


def test_nothing_is_wider_than_a_phone_and_what_is_touched_is_44_pixels_high(open_page: OpenPage) -> None:
    page = open_page("phone")
    for path in SCREENS:
        page.goto(path)
        assert page.evaluate(FITS), path
        assert page.evaluate(TOO_SMALL, TOUCHED) == [], path


def test_german_fits_a_phone_though_its_words_are_longer(open_page: OpenPage) -> None:
    page = open_page("phone", locale="de-DE")
    expect(page.get_by_role("link", name="Suchen")).to_be_visible()
    for path in SCREENS:
        page.goto(path)
        assert page.evaluate(FITS), path
        assert page.evaluate(OUTSIDE) == [], path


def test_the_focus_is_visible(open_page: OpenPage) -> None:
    page = open_page()
    for selector in ("#target", ".button.main", ".links .short", ".links summary", ".nav a"):
        page.keyboard.press("Tab")
        page.locator(selector).first.focus()
        assert _outline(page, selector) >= 2, selector


def test_who_wants_no_motion_gets_none(open_page: OpenPage) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    durations = "e => getComputedStyle(e).transitionDuration"
    assert set(page.locator(".button").first.evaluate(durations).split(", ")) == {"0s"}


def test_values_of_settings_are_read_on_a_phone_without_pushing_them_aside(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto("/admin/settings")
    expect(page.get_by_role("cell", name="http://localhost").last).to_be_visible()
    assert page.locator(".scroll").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_slug_of_the_list_is_read_whole_beside_the_first_of_its_tags(open_page: OpenPage) -> None:
    page = open_page()
    slug = "seventeen-letters"
    page.goto(f"/admin/new?target=https://example.org/tagged&slug={slug}")
    page.get_by_text("Title, tags and more").click()
    page.fill("#tags", "magazine of the month, Code Club, zebra")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator("#ready-title")).to_be_visible()
    page.goto(f"/admin/?q={slug}")
    short, tags = page.locator("#list .what .short"), page.locator("#list .what .tag")
    assert short.evaluate("e => e.scrollWidth <= e.clientWidth")
    expect(tags).to_have_count(2)
    expect(tags.last).to_have_text("+2magazine of the month, zebra")
    for tag in tags.all():
        assert tag.evaluate("e => e.getBoundingClientRect().right <= e.closest('td').getBoundingClientRect().right")


def _outline(page: Page, selector: str) -> float:
    width: str = page.locator(selector).first.evaluate(
        "e => getComputedStyle(e).outlineStyle == 'none' ? '0' : getComputedStyle(e).outlineWidth"
    )
    return float(width.removesuffix("px"))
