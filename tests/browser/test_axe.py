"""What axe-core, which looks as accessibility experts do, finds on screens: nothing, in light and in dark."""

import pytest

from tests.browser.axe import found
from tests.browser.conftest import OpenPage

LINKS = (
    "/admin/overview",
    "/admin/links/codes?id=1&id=62",
    "/admin/",
    "/admin/?sort=clicks&rows=compact",
    "/admin/?q=nothing-like-it",
    "/admin/new",
    "/admin/styleguide",
    "/admin/links/1?range=90d&channel=qr",
    "/admin/links/66?since=2026-05-04&until=2026-05-03",
    "/admin/links/66/history?on=2026-05-03",
    "/admin/links/66/back/1",
    "/admin/links/1/qr?dark=%23ffdd00&margin=2&logo=77",
    "/admin/?owner=1&kind=timed",
)
PEOPLE = (
    "/admin/people",
    "/admin/audit",
    "/admin/audit/links",
    "/admin/people/2",
    "/admin/account",
    "/admin/account/code",
    "/admin/account/keys",
    "/admin/account/passkeys",
    "/admin/account/organisation",
    "/admin/join/not-open",
    "/-/stats/shown-to-the-funders",
    "/-/stats/not-open",
)
BULK = ("/admin/bulk", "/admin/bulk/list", "/admin/bulk/replace?tag=book", "/admin/bulk/1")


@pytest.mark.parametrize("screens", [LINKS, PEOPLE, BULK], ids=["links", "people", "bulk"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_axe_finds_nothing_to_complain_of(open_page: OpenPage, axe: str, size: str, screens: tuple[str, ...]) -> None:
    page = open_page(size)
    complaints = []
    for path in screens:
        page.goto(path)
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
            complaints += [(path, dark, complaint) for complaint in found(page, axe)]
    assert complaints == []


def test_nor_in_dialogs_menus_and_what_is_said(open_page: OpenPage, axe: str) -> None:
    page = open_page()
    page.goto("/admin/domains")
    page.keyboard.press("c")
    page.fill("#new #slug", "admin")
    page.wait_for_selector("#said .bad")
    assert found(page, axe) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert found(page, axe) == []
    page.goto("/admin/?sort=clicks")
    page.locator("#list").get_by_title("Edit").first.click()
    page.wait_for_selector("[data-back]")
    assert found(page, axe) == []
    page.locator(".links summary").first.click()
    # What an open menu covers can't be touched, and need not be.
    assert [complaint for complaint in found(page, axe) if not complaint.startswith("target-size")] == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nor_while_rows_are_chosen_and_when_they_were_changed(open_page: OpenPage, axe: str, size: str) -> None:
    page = open_page(size)
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.goto("/admin/?q=book3")
        page.locator("#list .tick input[name=id]").check()
        page.locator("#chosen summary").last.click()
        assert found(page, axe) == []
        page.locator("#chosen [value=delete]").click()
        page.wait_for_selector(".told")
        assert found(page, axe) == []
