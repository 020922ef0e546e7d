"""Hands that do one thing in one way: with a mouse, with the keys alone, or with a thumb on a phone of 360 pixels."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_fitting import TOUCHED

MOUSE, KEYS, THUMB = "mouse", "keys", "thumb"
WAYS = (MOUSE, KEYS, THUMB)
MOST_TABS = 250
# 0 on it, 1 where it comes later in the page than the focus, -1 where it comes earlier.
AWAY = """wanted => { const here = document.activeElement; if (wanted === here) return 0;
  return here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 1; }"""
HEIGHT = "(what, touched) => what.matches(touched) ? what.getBoundingClientRect().height : 44"


class Hands:
    """Each act looks for what it needs, as a person does, and on a phone holds the page to its width first."""

    def __init__(self, page: Page, way: str) -> None:
        self.page = page
        self.way = way

    def press(self, what: Locator, key: str = "Enter") -> None:
        """A link, a button or what opens more."""
        expect(what).to_be_visible()
        if self.way == KEYS:
            self.reach(what)
            self.page.keyboard.press(key)
        elif self.way == THUMB:
            self.fits(what)
            what.tap()
        else:
            what.click()

    def tick(self, what: Locator) -> None:
        self.press(what, "Space")

    def write(self, what: Locator, text: str) -> None:
        """In place of what is there."""
        self.press(what, "Control+A")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        expect(what).to_have_value(text)

    def choose(self, what: Locator, words: str) -> None:
        """One of a list; mouse and thumb get the system's own, which tests can't press."""
        if self.way == KEYS:
            self.reach(what)
            self.page.keyboard.type(words)
        else:
            what.select_option(label=words)
        expect(what.locator("option:checked")).to_have_text(words)

    def go(self, words: str) -> None:
        """To a section, by the navigation: on a phone it is in the menu."""
        if self.way == THUMB:
            self.press(self.page.locator(".thumb").get_by_role("button", name="Menu"))
        self.press(self.page.locator("#nav").get_by_role("link", name=words, exact=True))

    def reach(self, what: Locator) -> None:
        for _ in range(MOST_TABS):
            away = what.evaluate(AWAY)
            if not away:
                return
            self.page.keyboard.press("Tab" if away > 0 else "Shift+Tab")
        raise AssertionError(f"Tab never reached {what}")

    def fits(self, what: Locator) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        assert what.evaluate(HEIGHT, TOUCHED) >= 43.5, what


def made(page: Page, slug: str) -> None:
    page.goto(f"/admin/new?target=https://example.org/{slug}&slug={slug}&title={slug}")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.locator("#ready-title")).to_be_visible()


def button(page: Page | Locator, words: str) -> Locator:
    return page.get_by_role("button", name=words, exact=True)
