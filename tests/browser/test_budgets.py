"""What the first load of every screen may weigh, at a lived-in site, and that a real browser loads just that."""

import contextlib
import functools
import gzip
import http.client
from urllib.parse import urlsplit

from playwright.sync_api import Page

from bench.loaded import Load, Sent, load
from bench.screens import weighed
from tests.browser.conftest import OpenPage
from tests.browser.screens import DOORS, SIGNED_IN, dated

SEEN = ("/admin/", "/admin/links/1?range=90d", "/admin/links/codes?id=1&id=62", "/admin/account/passkeys")


def loads(page: Page, addresses: dict[str, str]) -> list[tuple[str, Load]]:
    """Asked for beside the browser, which would unpack what it gets, with its cookies."""
    site = urlsplit(page.url)
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies(f"http://{site.netloc}/admin/"))
    headers = {"Host": site.netloc, "Cookie": cookies, "Accept": "text/html,*/*", "Accept-Encoding": "gzip"}

    @functools.cache
    def ask(url: str) -> Sent:
        with contextlib.closing(http.client.HTTPConnection("::1", site.port or 80, timeout=30)) as connection:
            connection.request("GET", url, headers=headers)
            answer = connection.getresponse()
            body, packed = answer.read(), answer.headers["Content-Encoding"] == "gzip"
        text = (gzip.decompress(body) if packed else body).decode(errors="replace")
        return Sent(answer.status, answer.headers["Content-Type"], text, len(body))

    return [(name, load(ask, dated(address))) for name, address in addresses.items()]


def test_no_screen_weighs_more_than_its_budget_or_asks_anybody_else(open_page: OpenPage) -> None:
    page, stranger = open_page(), open_page(signed_in=False)
    stranger.goto("/")
    found = loads(page, SIGNED_IN) + loads(stranger, DOORS)
    assert [str(budget) for name, one in found for budget in weighed(name, one) if not budget.is_met] == []
    wanted = {"link-wrong": 422, "qr-wrong": 422, "qr-logo-gone": 422, "export-wrong": 422, "not-found": 404}
    wanted |= {"join": 404, "shared-over": 404, "unknown": 404, "gone": 410}
    assert {name: one.status for name, one in found if one.status != 200} == wanted


def test_a_browser_loads_what_the_page_names_and_nothing_else(open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in SEEN:
        asked.clear()
        page.goto(address, wait_until="networkidle")
        ((_, found),) = loads(page, {"": address})
        # The tab's own picture may be known from an earlier page; the last half hour comes by itself.
        others = {url for url in asked if "/mark.svg" not in url and not url.endswith("/live")}
        assert len(others) + 1 == found.requests, address
