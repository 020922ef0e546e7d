"""What axe-core, which looks as accessibility experts do, finds on screens: nothing, in light and in dark."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import found
from tests.browser.conftest import OpenPage
from tests.browser.screens import DOORS, SIGNED_IN, dated

# Each screen in both sizes and both looks; all four of their pairs are the long form.
LOOKS = [
    ("wide", "light"),
    ("phone", "dark"),
    pytest.param("wide", "dark", marks=pytest.mark.long),
    pytest.param("phone", "light", marks=pytest.mark.long),
]
PARTS = 3


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("size", "look"), LOOKS)
def test_axe_finds_nothing_to_complain_of(open_page: OpenPage, axe: str, size: str, look: str, part: int) -> None:
    page = open_page(size)
    assert complaints(page, axe, look, list(SIGNED_IN.values())[part::PARTS]) == []


@pytest.mark.parametrize(("size", "look"), LOOKS)
def test_nor_before_the_door(open_page: OpenPage, axe: str, size: str, look: str) -> None:
    page = open_page(size, signed_in=False)
    assert complaints(page, axe, look, DOORS.values()) == []


def complaints(page: Page, axe: str, look: str, addresses: Iterable[str]) -> list[tuple[str, str]]:
    """(address, what is wrong there)."""
    page.emulate_media(color_scheme="dark" if look == "dark" else "light", reduced_motion="reduce")
    wrong = []
    for address in addresses:
        page.goto(dated(address))
        wrong += [(address, complaint) for complaint in found(page, axe)]
    return wrong


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
    assert found_beside_a_menu(page, axe) == []


def found_beside_a_menu(page: Page, axe: str) -> list[str]:
    """What an open menu covers can't be touched, and need not be."""
    return [complaint for complaint in found(page, axe) if not complaint.startswith("target-size")]


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_nor_while_rows_are_chosen_and_when_they_were_changed(open_page: OpenPage, axe: str, size: str) -> None:
    page = open_page(size)
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.goto("/admin/?q=book3")
        page.locator("#list .tick input[name=id]").check()
        page.locator("#chosen summary").last.click()
        assert found_beside_a_menu(page, axe) == []
        page.locator("#chosen [value=delete]").click()
        page.wait_for_selector(".told")
        assert found(page, axe) == []
