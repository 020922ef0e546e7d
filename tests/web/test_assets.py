"""Style sheets and scripts: kept for ever under their own mark, never more than what lies in the folders."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from shortener.web.assets import PACKAGES, asset_url, assets
from tests.web.conftest import LOCAL


def test_an_asset_comes_as_it_lies_in_its_folder(client: FlaskClient) -> None:
    url = asset_url("web/site.css")
    assert re.fullmatch(r"/static/web/site\.css\?v=[0-9a-f]{12}", url)
    response = client.get(url, base_url=LOCAL)
    assert response.data == (PACKAGES / "web" / "static" / "site.css").read_bytes()
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
def test_without_its_own_mark_an_asset_is_kept_for_minutes_only(client: FlaskClient, query: str) -> None:
    response = client.get(f"/static/web/site.css{query}", base_url=LOCAL)
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "public, max-age=300")


def test_what_a_browser_has_already_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/static/web/site.css", base_url=LOCAL)
    again = client.get("/static/web/site.css", base_url=LOCAL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_who_takes_gzip_gets_it_and_is_known_again(client: FlaskClient) -> None:
    takes = {"Accept-Encoding": "gzip, deflate, br"}
    packed = client.get("/static/admin/admin.css", base_url=LOCAL, headers=takes)
    plain = client.get("/static/admin/admin.css", base_url=LOCAL, headers={"Accept-Encoding": "gzip;q=0"})
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert len(packed.data) < len(plain.data) / 3
    known = takes | {"If-None-Match": packed.headers["ETag"]}
    assert client.get("/static/admin/admin.css", base_url=LOCAL, headers=known).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "nothing.css",
        "web/",
        "web/../services.py",
        "..%2fservices.py",
        "web/%2e%2e/services.py",
        "web/site.css/",
        "/etc/passwd",
        "services.py",
    ],
)
def test_nothing_else_can_be_fetched(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}", base_url=LOCAL).status_code in {404, 308}
    assert client.get(f"/static/{name}", base_url=LOCAL, follow_redirects=True).status_code == 404


def test_every_asset_has_a_type_that_browsers_take_and_its_own_mark() -> None:
    found = assets()
    assert "web/site.css" in found
    assert all("/" in asset.type and asset.content for asset in found.values())
    assert len({asset.mark for asset in found.values()}) == len({asset.content for asset in found.values()})


def test_the_style_loads_nothing_from_elsewhere() -> None:
    for name, asset in assets().items():
        if name.endswith(".css"):
            assert not re.search(rb"@import|url\(\s*['\"]?(https?:)?//", asset.content), name
