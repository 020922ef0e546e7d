"""What people type behind a slug or before a long URL: statistics, QR codes, new links, and the old bookmarklets."""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import segno
from flask.testing import FlaskClient

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.codes import draw, drawn_plain
from shortener.web.codestyle import Style
from shortener.web.services import services_of
from tests.faces import PASSWORD, add_person, running, visitor

pytestmark = pytest.mark.stores("sqlite")
SITE = "https://rpf.io"
TARGET = "https://example.org/page"


@pytest.fixture
def browser(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    with running(replace(settings, base_url=SITE), database) as app:
        add_person(database, "ada")
        services_of(app).library.create(Draft(target=TARGET, slug="p/en/rover-go", title="Rover"), None)
        yield visitor(app)
        services_of(app).redirector.close()


def library(browser: FlaskClient) -> Library:
    return services_of(browser.application).library


def sign_in(browser: FlaskClient) -> None:
    form = {"name": "ada", "password": PASSWORD}
    browser.post("/admin/sign-in", base_url=SITE, data=form, headers={"Sec-Fetch-Site": "same-origin"})


def location(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path, base_url=SITE)
    assert answer.status_code in {302, 303}, answer.status_code
    return answer.headers["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "/p/en/rover-go+",
        "/p/en/rover-go+/",
        "/p/en/rover-go%2B",
        "/p/en/rover-go+all",
        "/yourls-infos.php?id=p/en/rover-go",
        "/yourls-infos.php?id=p/en/rover-go&all=1",
    ],
)
def test_a_plus_leads_to_the_page_about_the_link(browser: FlaskClient, path: str) -> None:
    link = library(browser).find("", "p/en/rover-go")
    assert link is not None
    assert location(browser, path) == f"/admin/links/{link.id}"
    sign_in(browser)
    assert "Rover" in browser.get(location(browser, path), base_url=SITE).text


def test_where_clicks_are_public_a_plus_shows_them_to_everybody_without_a_sign_in(browser: FlaskClient) -> None:
    link = library(browser).find("", "p/en/rover-go")
    assert link is not None
    public = f"/-/stats/link/{link.id}"
    closed = browser.get(public, base_url=SITE)
    assert (closed.status_code, "is not public" in closed.text) == (404, True)

    library(browser).edit(link.id, Edit(public_stats=True), None)
    assert location(browser, "/p/en/rover-go+") == public
    assert location(browser, "/yourls-infos.php?id=p/en/rover-go") == public
    shown = browser.get(public, base_url=SITE)
    assert (shown.status_code, "Clicks in 30 days" in shown.text, "Set-Cookie" in shown.headers) == (200, True, False)
    assert TARGET not in shown.text
    assert browser.get(f"{public}?range=7d", base_url=SITE).status_code == 200

    library(browser).delete(link.id, None)
    assert browser.get(public, base_url=SITE).status_code == 404


@pytest.mark.parametrize("path", ["/p/en/rover-go+all", "/yourls-infos.php?id=p/en/rover-go&all=1"])
def test_all_leads_to_the_links_that_share_a_target(browser: FlaskClient, path: str) -> None:
    library(browser).create(Draft(target=TARGET, slug="second"), None)
    library(browser).create(Draft(target="https://example.com/", slug="third"), None)
    sign_in(browser)
    page = browser.get(location(browser, path), base_url=SITE).text
    assert [slug in page for slug in ("rover-go", "second", "third")] == [True, True, False]


@pytest.mark.parametrize("path", ["/nope+", "/nope+all", "/nope.qr", "/yourls-infos.php?id=nope", "/yourls-infos.php"])
def test_beside_nothing_there_is_nothing(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, base_url=SITE)
    assert (answer.status_code, "There is no link here" in answer.text) == (404, True)


def test_an_unknown_host_has_nothing_beside_links(browser: FlaskClient) -> None:
    for path in ("/p/en/rover-go+", "/p/en/rover-go.qr", "/https://example.org/", "/yourls-infos.php?id=x"):
        assert browser.get(path, base_url="https://evil.example").status_code == 421


@pytest.mark.parametrize(
    ("query", "kind"), [("", "image/png"), ("?format=svg", "image/svg+xml"), ("?format=x", "image/png")]
)
def test_a_slug_has_its_qr_code_for_any_page(browser: FlaskClient, query: str, kind: str) -> None:
    answer = browser.get(f"/p/en/rover-go.qr{query}", base_url=SITE)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = browser.get(f"/p/en/rover-go.qr{query}", base_url=SITE, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_code_is_that_of_the_short_url(browser: FlaskClient) -> None:
    made = browser.get("/p/en/rover-go.qr?size=1", base_url=SITE).data
    own = io.BytesIO()
    segno.make(f"{SITE}/p/en/rover-go", micro=False).save(own, kind="png", scale=1, border=4)
    assert made == own.getvalue()


@pytest.mark.skipif(
    shutil.which("zbarimg") is None, reason="zbarimg is not installed (Debian: apt-get install zbar-tools)"
)
def test_a_reader_reads_the_short_url(browser: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "code.png").write_bytes(browser.get("/p/en/rover-go.qr", base_url=SITE).data)
    read = subprocess.run(["zbarimg", "-q", "--raw", tmp_path / "code.png"], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == f"{SITE}/p/en/rover-go"


@pytest.mark.parametrize("size", ["0", "999999999999999999999", "9999", "-1", "x", "٣", ""])
def test_no_size_makes_a_huge_picture(browser: FlaskClient, size: str) -> None:
    answer = browser.get("/p/en/rover-go.qr", base_url=SITE, query_string={"size": size})
    assert answer.status_code == 200
    assert len(answer.data) < 50_000
    assert int.from_bytes(answer.data[16:20]) <= 40 * 200


def test_only_so_many_pictures_are_kept(browser: FlaskClient) -> None:
    for number in range(300):
        draw(f"{SITE}/{number}", "svg", Style(scale=1))
    assert drawn_plain.cache_info().currsize <= 256


def test_a_slug_that_no_code_can_hold_says_so(browser: FlaskClient) -> None:
    library(browser).create(Draft(target=TARGET, slug="ü" + "😀" * 250), None)
    answer = browser.get("/" + "ü" + "😀" * 250 + ".qr", base_url=SITE)
    assert (answer.status_code, "too long" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("path", "long_url"),
    [
        ("/https://example.org/", "https://example.org/"),
        ("/https:/example.org/a", "https://example.org/a"),
        ("/HTTPS://Example.ORG/Page?b=%20c&d=e%26f", "https://example.org/Page?b=%20c&d=e%26f"),
        ("/https%3A%2F%2Fexample.org%2F", "https://example.org/"),
        ("/https://example.org/a%0d%0aSet-Cookie:x", "https://example.org/aSet-Cookie:x"),
        ("/https://example.org/a+", "https://example.org/a+"),
        ("/https://example.org/a.qr", "https://example.org/a.qr"),
        ("/https://example.org/" + "x" * 3000, "https://example.org/" + "x" * 3000),
        ("/mailto:a@b.c", "mailto:a@b.c"),
    ],
)
def test_a_long_url_behind_the_host_leads_to_the_form_filled_in(browser: FlaskClient, path: str, long_url: str) -> None:
    first = location(browser, path)
    asked = dict(parse_qsl(urlsplit(first).query, keep_blank_values=True))
    assert (urlsplit(first).path, list(asked)) == ("/admin/index.php", ["up", "us", "ur"])
    assert "".join(asked.values()) == long_url
    second = location(browser, first)
    assert parse_qs(urlsplit(second).query) == {"target": [long_url]}
    assert urlsplit(location(browser, second)).path == "/admin/sign-in"


@pytest.mark.parametrize("path", ["/javascript:/alert(1)", "/data:/text,x", "/nonsense://x"])
def test_a_scheme_that_no_link_may_have_leads_nowhere(browser: FlaskClient, path: str) -> None:
    assert browser.get(path, base_url=SITE).status_code == 404


def test_an_old_bookmarklet_fills_the_form_in_and_makes_nothing(browser: FlaskClient) -> None:
    sign_in(browser)
    query = {"u": "https://example.com/?a=b&c", "k": "key", "t": "A <title>", "s": "chosen", "share": "twitter"}
    first = browser.get("/admin/index.php", base_url=SITE, query_string=query)
    page = browser.get(first.headers["Location"], base_url=SITE).text
    for shown in ("https://example.com/?a=b&amp;c", 'value="key"', "A &lt;title&gt;"):
        assert shown in page
    assert library(browser).find("", "key") is None


def test_an_instant_bookmarklet_says_what_to_do(browser: FlaskClient) -> None:
    answer = browser.get("/admin/index.php?u=https://example.com/&jsonp=yourls", base_url=SITE)
    assert answer.mimetype == "application/javascript"
    told = json.loads(answer.text.removeprefix("yourls_callback(").removesuffix(");"))
    assert (told["short_url"], "Tools" in told["message"]) == ("", True)
