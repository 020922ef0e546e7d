"""Pictures of every screen, light and dark, wide and phone: `make screenshots`, then look at screenshots/."""

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import CHROMIUM, MISSING, chromium
from tests.browser.conftest import SIZES, sign_in
from tests.browser.site import running

FOLDER = Path("screenshots")
HOST = "http://rpf.io"
SCREENS = {
    "overview": "/admin/overview",
    "links": "/admin/",
    "links-by-clicks": "/admin/?sort=clicks",
    "links-odd": "/admin/?order=asc",
    "links-compact": "/admin/?sort=clicks&rows=compact",
    "links-tagged": "/admin/?tag=scratch&sort=slug&rows=roomy",
    "new": "/admin/new",
    "styleguide": "/admin/styleguide",
    "links-deleted": "/admin/?state=deleted",
    "links-none": "/admin/?q=nothing-like-it",
    "link": "/admin/links/1",
    "link-narrowed": "/admin/links/1?range=90d&country=GB&who=humans&compare=none",
    "link-day": "/admin/links/1?range=24h",
    "link-wrong": "/admin/links/1?since=2026-05-04&until=2026-05-03",
    "qr": "/admin/links/1/qr",
    "codes": "/admin/links/codes?id=1&id=2&id=62&id=64",
    "qr-wrong": "/admin/links/1/qr?dark=%23ffdd00&margin=2",
    "links-filtered": "/admin/?owner=1&clicks=some",
    "link-long": "/admin/links/62?range=90d",
    "link-printed": "/admin/links/66",
    "edit": "/admin/links/66/edit",
    "delete": "/admin/links/66/delete",
    "history": "/admin/links/66/history?on={today}",
    "undo": "/admin/links/66/back/1",
    "misses": "/admin/misses",
    "misses-scanners": "/admin/misses?state=scanner",
    "misses-make": "/admin/misses/1/make",
    "export": "/admin/export",
    "tools": "/admin/tools",
    "export-wrong": "/admin/clicks.csv?since=2026-05-04&until=2026-05-03",
    "domains": "/admin/domains",
    "webhooks": "/admin/webhooks",
    "webhook": "/admin/webhooks/1",
    "bulk": "/admin/bulk",
    "bulk-list": "/admin/bulk/list",
    "bulk-replace": "/admin/bulk/replace?tag=book",
    "batch": "/admin/bulk/1",
    "people": "/admin/people",
    "settings": "/admin/settings",
    "tags": "/admin/tags",
    "audit": "/admin/audit",
    "person": "/admin/people/2",
    "account": "/admin/account",
    "code": "/admin/account/code",
    "keys": "/admin/account/keys",
    "passkeys": "/admin/account/passkeys",
    "shared": "/-/stats/shown-to-the-funders?range=90d",
    "shared-over": "/-/stats/not-open",
    "not-found": "/admin/links/9999",
}


def main() -> int:
    if not CHROMIUM.exists():
        print(MISSING)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as room,
        running(Path(room), HOST) as port,
        chromium(f"--host-resolver-rules=MAP rpf.io:80 [::1]:{port}") as browser,
    ):
        for name, page in _pages(browser):
            _screens(page, name)
            _moments(page, name)
            page.context.close()
        _front(browser)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}/")
    return 0


def _pages(browser: Browser) -> Iterator[tuple[str, Page]]:
    for look in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                base_url=HOST,
                viewport={"width": width, "height": height},
                color_scheme="light" if look == "light" else "dark",
                locale="en-GB",
            )
            yield f"{size}-{look}", context.new_page()


def _screens(page: Page, name: str) -> None:
    page.goto("/admin/sign-in")
    _take(page, f"sign-in-{name}")
    page.fill("#name", "Ada")
    page.fill("#password", "wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong, .bad")
    _take(page, f"sign-in-wrong-{name}")
    sign_in(page)
    for screen, path in SCREENS.items():
        page.goto(path.format(today=dt.datetime.now(dt.UTC).date()))
        _take(page, f"{screen}-{name}", whole=True)


def _moments(page: Page, name: str) -> None:
    """What a screen looks like in the middle of something."""
    page.goto("/admin/")
    page.get_by_text("Title, tags and more").click()
    _take(page, f"create-more-{name}", whole=True)
    page.fill("#target", "javascript:alert(1)")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_selector(".wrong")
    _take(page, f"create-wrong-{name}")
    page.fill("#target", "https://projects.raspberrypi.org/en/projects/anime-expressions")
    page.fill("#slug", "Anime-Express1ons")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_selector(".create .notice.warn")
    _take(page, f"create-doubt-{name}")
    page.fill("#slug", f"anime-{name}")
    page.get_by_role("button", name="anyway").click()
    page.wait_for_selector("#ready-title")
    _take(page, f"create-ready-{name}")
    page.goto("/admin/?sort=clicks")
    page.locator(".links summary").nth(1).click()
    _take(page, f"menu-{name}")
    page.keyboard.press("Escape")
    for box in (0, 2, 3):
        page.locator("#list .tick [name=id]").nth(box).check()
    page.locator("#chosen summary").first.click()
    _take(page, f"chosen-{name}")
    page.fill("#chosen-tags", "poster")
    page.locator("#chosen [value=tag]").click()
    page.wait_for_selector(".told")
    _take(page, f"told-{name}")
    page.locator(".told [value=undo]").click()
    page.wait_for_selector(".told :text('as they were')")
    page.locator("#list .acts > a").first.evaluate("link => link.click()")
    page.wait_for_selector("#list [data-back]")
    _take(page, f"row-edited-{name}")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    _take(page, f"keys-{name}")
    _conflict(page, name)


def _conflict(page: Page, name: str) -> None:
    page.goto("/admin/links/66/edit")
    page.evaluate("document.querySelector('[name=version]').value = 1")
    page.fill("#title", "My own title")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("#meanwhile")
    _take(page, f"edit-conflict-{name}", whole=True)


def _front(browser: Browser) -> None:
    """The one that the README shows."""
    context = browser.new_context(base_url=HOST, viewport={"width": 1200, "height": 760}, color_scheme="light")
    page = context.new_page()
    sign_in(page)
    page.goto("/admin/?sort=clicks")
    page.screenshot(path=FOLDER / "front.png")
    context.close()


def _take(page: Page, name: str, *, whole: bool = False) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", full_page=whole)


if __name__ == "__main__":
    sys.exit(main())
