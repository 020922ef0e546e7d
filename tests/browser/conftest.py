"""A real browser before a real server; skipped with one line where Chromium is missing."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from shortener.accounts import sessions
from shortener.accounts.secret import local_secret
from shortener.accounts.tables import Person
from shortener.settings import Settings
from shortener.stores import Database, open_database
from tests.browser.axe import AXE
from tests.browser.chromium import CHROMIUM, MISSING, chromium
from tests.browser.scene import PASSWORD
from tests.browser.site import running
from tests.providers import OwnProvider, own_provider

SIZES = {"wide": (1280, 900), "phone": (360, 740)}
ADA = "Ada Lovelace"
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


@pytest.fixture(scope="package")
def make_sign_in(site: str, site_folder: Path, stored: Database) -> Callable[[], str]:
    """Ada's token for one more browser, without a page to type on."""
    secret = local_secret(Settings(data_dir=site_folder / "var", base_url=site))

    def make() -> str:
        with stored.write() as session:
            ada = session.scalars(select(Person).where(Person.name == ADA)).one()
            return sessions.open(session, secret, ada, days=1, agent="Chromium", network="::1")

    return make


@pytest.fixture
def open_page(browser: Browser, site: str, make_sign_in: Callable[[], str]) -> Iterator[OpenPage]:
    """Opens pages of a size ("wide", "phone"), signed in unless told otherwise; a complaint fails the test.

    Without scripts one signs in by typing; how that goes with them is a journey of its own.
    """
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
        if signed_in and script:
            context.add_cookies([{"name": "shortener", "value": make_sign_in(), "url": site}])
            page.goto("/admin/")
        elif signed_in:
            sign_in(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page) -> None:
    page.goto("/admin/")
    page.fill("#name", ADA)
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
