"""A real browser before a real server; skipped with one line where Chromium is missing."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shortener.stores import Database, open_database
from tests.browser.axe import AXE
from tests.browser.chromium import CHROMIUM, MISSING, chromium
from tests.browser.scene import PASSWORD
from tests.browser.site import running
from tests.providers import OwnProvider, own_provider

SIZES = {"wide": (1280, 900), "phone": (360, 740)}
PATIENCE_MS = 15_000
OpenPage = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed before other tests run in this process: an open one keeps an event loop going, and they start theirs."""
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def provider() -> Iterator[OwnProvider]:
    """The organisation's own sign-in, which lets in everybody who comes."""
    with own_provider() as made:
        yield made


@pytest.fixture(scope="package")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="package")
def site(browser: Browser, provider: OwnProvider, site_folder: Path) -> Iterator[str]:
    with running(site_folder, issuer=provider.url) as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="package")
def stored(site: str, site_folder: Path) -> Iterator[Database]:
    """What the site has in its database."""
    with contextlib.closing(open_database(f"sqlite:///{site_folder / 'var' / 'shortener.db'}")) as database:
        yield database


@pytest.fixture(scope="package")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not here; make setup-dev fetches it from npm")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[OpenPage]:
    """Opens pages of a size ("wide", "phone"), signed in unless told otherwise; a complaint fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(size: str = "wide", *, signed_in: bool = True, script: bool = True, locale: str | None = None) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            java_script_enabled=script,
            locale=locale,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        if signed_in:
            sign_in(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    page.fill("#name", "Ada Lovelace")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Presses Tab until the focus is on what the selector names."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector}")
