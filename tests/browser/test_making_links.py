"""A link in three seconds: paste, Enter, copied; by mouse, by keyboard, under the thumb, and from any screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def clipboard(page: Page) -> str:
    copied: str = page.evaluate("navigator.clipboard.readText()")
    return copied


@pytest.mark.parametrize("address", ["https://example.org/pasted", "www.example.org/pasted"])
def test_pasted_anywhere_entered_and_it_is_copied(open_page: OpenPage, address: str) -> None:
    page = open_page()
    page.goto("/admin/domains")
    paste(page, address)
    expect(page.locator("#new #target")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#new .ready .copy.ok")).to_contain_text("Copied")
    assert clipboard(page) == page.locator("#new .ready .copy").get_attribute("data-copy")


def test_what_is_made_stands_in_the_list_at_once_and_the_box_is_empty_again(open_page: OpenPage) -> None:
    page = open_page()
    page.fill("#target", "https://example.org/listed")
    page.fill("#slug", "listed-at-once")
    page.keyboard.press("Enter")
    expect(page.locator(".links .short").first).to_contain_text("listed-at-once")
    expect(page.locator("#target")).to_have_value("")
    page.wait_for_function("async () => (await navigator.clipboard.readText()).endsWith('/listed-at-once')")


@pytest.mark.parametrize(
    ("slug", "kind", "words"),
    [
        ("admin", "bad", "reserved"),
        ("Hello-there-nobody", "good", "free"),
        ("anime-express1ons", "warn", "looks like"),
        ("bday", "bad", "is taken"),
    ],
)
def test_a_slug_is_judged_while_it_is_typed(open_page: OpenPage, slug: str, kind: str, words: str) -> None:
    page = open_page("phone")
    page.locator("#slug").press_sequentially(slug)
    expect(page.locator(f"#said .{kind}")).to_contain_text(words)


def test_under_the_thumb_a_link_is_made_from_another_screen(open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto("/admin/people")
    page.locator(".thumb").get_by_text("New link").tap()
    page.locator("#new #target").fill("https://example.org/thumb")
    page.locator("#new").get_by_role("button", name="Create", exact=True).tap()
    expect(page.locator("#new #ready-title")).to_be_visible()


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_dialog_is_closed_without_a_keyboard_and_keeps_what_was_typed(open_page: OpenPage, size: str) -> None:
    page = open_page(size)
    page.goto("/admin/domains")
    dialog, opener = page.locator("#new"), page.get_by_text("New link").locator("visible=true")
    opener.click()
    expect(dialog.locator("#target")).to_be_focused()
    page.mouse.click(10, 10)
    expect(dialog).to_be_hidden()
    opener.click()
    dialog.locator("#slug").fill("kept")
    page.mouse.click(10, 10)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    opener.click()
    expect(dialog.locator("#slug")).to_have_value("kept")


def test_escape_keeps_what_was_typed_into_the_dialog_for_the_next_time(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/admin/domains")
    page.keyboard.press("c")
    expect(page.locator("#new #target")).to_be_focused()
    page.locator("#new #target").fill("https://example.org/typed")
    page.keyboard.press("Escape")
    expect(page.locator("#new")).to_be_hidden()
    page.keyboard.press("c")
    expect(page.locator("#new #target")).to_have_value("https://example.org/typed")
    page.keyboard.press("Escape")
    paste(page, "https://example.org/another")
    expect(page.locator("#new #target")).to_have_value("https://example.org/another")


def test_a_doubt_is_asked_in_the_box_and_nothing_typed_is_lost(open_page: OpenPage) -> None:
    page = open_page()
    page.fill("#target", "https://example.org/twice")
    page.fill("#slug", "twice-1")
    page.keyboard.press("Enter")
    expect(page.locator("#ready-title")).to_be_visible()
    page.fill("#target", "https://example.org/twice")
    expect(page.locator("#said")).to_contain_text("Already shortened: use that one?")
    page.fill("#slug", "twice-2")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Create a new link anyway").click()
    expect(page.locator(".links .short").first).to_contain_text("twice-2")


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_sign_of_a_target_that_is_there_stands_beside_its_words(open_page: OpenPage, size: str) -> None:
    page = open_page(size)
    page.fill("#target", page.locator("#list .to").first.get_attribute("title") or "")
    expect(page.locator("#said .copy")).to_be_visible()
    middle = "e => { const box = e.getClientRects()[0]; return (box.top + box.bottom) / 2; }"
    sign, words = page.locator("#said .warn > .icon"), page.locator("#said .warn > span")
    line = (
        "e => { const range = document.createRange(); range.setStart(e.firstChild, 0); range.setEnd(e.firstChild, 1);"
    )
    told: float = words.evaluate(
        f"{line} const box = range.getBoundingClientRect(); return (box.top + box.bottom) / 2; }}"
    )
    assert abs(sign.evaluate(middle) - told) <= 2


def test_when_the_sign_in_has_ended_the_text_stays(open_page: OpenPage) -> None:
    page = open_page()
    page.fill("#target", "https://example.org/kept")
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("no longer signed in")
    expect(page.locator("#target")).to_have_value("https://example.org/kept")
