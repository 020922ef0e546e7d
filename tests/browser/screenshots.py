"""Pictures of every screen, light and dark, wide and phone: `make screenshots`, then look at screenshots/.

`make screenshots ARGS=docs` makes those anew that docs/ shows, and no others.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.chromium import CHROMIUM, MISSING, chromium
from tests.browser.conftest import SIZES, sign_in
from tests.browser.screens import DOORS, SIGNED_IN, dated
from tests.browser.site import running

FOLDER, DOCS = Path("screenshots"), Path("docs")
COLOURS = 128  # of a picture in docs, which makes it a third as large
HOST = "http://rpf.io"


class Chosen(NamedTuple):
    """A picture that docs/admin.md shows: which screen, light or dark, and how large the window is."""

    address: str
    look: Literal["light", "dark"]
    width: int
    height: int


CHOSEN = {
    "admin": Chosen("/admin/?sort=clicks", "light", 1200, 760),
    "admin-link": Chosen("/admin/links/1?range=90d", "light", 1200, 900),
    "admin-overview": Chosen("/admin/overview", "dark", 1200, 760),
    "admin-qr": Chosen("/admin/links/1/qr", "light", 1200, 760),
    "admin-phone": Chosen("/admin/?sort=clicks", "light", 390, 780),
    "admin-phone-link": Chosen("/admin/links/1?range=90d", "dark", 390, 780),
}


def main() -> int:
    if not CHROMIUM.exists():
        print(MISSING)
        return 1
    only_docs = sys.argv[1:] == ["docs"]
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as room,
        running(Path(room), HOST) as port,
        chromium(f"--host-resolver-rules=MAP rpf.io:80 [::1]:{port}") as browser,
    ):
        if only_docs:
            _documented(browser)
            return 0
        for name, page in _pages(browser):
            _screens(page, name)
            _moments(page, name)
            page.context.close()
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
    for screen, path in DOORS.items():
        page.goto(path)
        _take(page, f"{screen}-{name}", whole=True)
    page.goto("/admin/sign-in")
    page.fill("#name", "Ada")
    page.fill("#password", "wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong, .bad")
    _take(page, f"sign-in-wrong-{name}")
    sign_in(page)
    for screen, path in SIGNED_IN.items():
        page.goto(dated(path))
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


def _documented(browser: Browser) -> None:
    for name, one in CHOSEN.items():
        window = ViewportSize(width=one.width, height=one.height)
        context = browser.new_context(base_url=HOST, viewport=window, color_scheme=one.look, locale="en-GB")
        page = context.new_page()
        sign_in(page)
        page.goto(one.address)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(DOCS / f"{name}.png", optimize=True)
        context.close()


def _take(page: Page, name: str, *, whole: bool = False) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", full_page=whole)


if __name__ == "__main__":
    sys.exit(main())
