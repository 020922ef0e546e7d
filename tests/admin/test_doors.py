"""Every route of the admin, taken from the route map: who may open it, and from where."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from shortener.admin import frame
from tests.admin.conftest import SITE, Browser, SignedIn

# The last one only translates an address.
OPEN = {
    "admin.sign_in",
    "admin.knock",
    "admin.prove",
    "admin.prove_passkey",
    "admin.to_provider",
    "admin.from_provider",
    "admin.join",
    "admin.accept",
    "admin.old_address",
}
FOR_ADMINS = {
    "/admin/domains",
    "/admin/people",
    "/admin/people/1",
    "/admin/settings",
    "/admin/links/1/free",
    "/admin/overview/health",
}
FOR_ADMINS |= {
    "/admin/audit",
    "/admin/audit.csv",
    "/admin/audit/links",
    "/admin/audit/links.csv",
    "/admin/webhooks",
    "/admin/webhooks/1",
}


def routes(app: Flask, method: str) -> Iterator[str]:
    """The path of every admin route that takes a method, with 1 for any number."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and rule.endpoint not in OPEN and method in (rule.methods or ()):
            yield re.sub(r"<int:\w+>", "1", rule.rule)


def test_there_are_routes_to_test(app: Flask) -> None:
    assert len(list(routes(app, "GET"))) >= 10
    assert len(list(routes(app, "POST"))) >= 12


def test_no_page_opens_without_a_sign_in(app: Flask, stranger: Browser) -> None:
    for path in routes(app, "GET"):
        answer = stranger.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["Location"].startswith("/admin/sign-in?"), path


def test_nothing_changes_without_a_sign_in(app: Flask, stranger: Browser) -> None:
    for path in routes(app, "POST"):
        answer = stranger.post(path)
        assert answer.status_code == 303, path
        assert answer.headers["Location"].startswith("/admin/sign-in?"), path


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": SITE},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_a_form_on_another_site_changes_nothing(app: Flask, ada: Browser, headers: dict[str, str]) -> None:
    for path in (*routes(app, "POST"), "/admin/sign-in"):
        assert ada.client.post(path, base_url=SITE, headers=headers).status_code == 403, path


def test_a_viewer_reads_and_changes_nothing(app: Flask, signed_in: SignedIn) -> None:
    viewer = signed_in("vera", "viewer")
    own = {
        "/admin/sign-out",
        "/admin/account/password",
        "/admin/account/language",
        "/admin/account/sessions/end",
        "/admin/account/sessions/end-others",
        "/admin/account/keys",
        "/admin/account/keys/end",
        "/admin/account/passkeys",
        "/admin/account/passkeys/remove",
        "/admin/account/organisation",
        "/admin/account/organisation/unlink",
        "/admin/account/code",
        "/admin/account/code/renew",
        "/admin/account/code/off",
    }
    for path in set(routes(app, "POST")) - own:
        assert viewer.post(path).status_code == 403, path
    assert viewer.get("/admin/").status_code == 200
    assert 'action="/admin/" aria-labelledby="create-title"' not in viewer.get("/admin/").text


def test_domains_people_and_freeing_are_for_admins(app: Flask, signed_in: SignedIn) -> None:
    editor = signed_in("ed", "editor")
    refused = {path for path in routes(app, "GET") if editor.get(path).status_code == 403}
    assert refused == FOR_ADMINS
    assert "/admin/people" not in editor.get("/admin/").text


def test_a_view_that_names_no_permission_opens_for_nobody(
    app: Flask, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(frame._actions, "admin.export")
    assert ada.get("/admin/export").status_code == 403


def test_pages_are_never_kept_by_browsers_or_run_what_is_not_ours(ada: Browser) -> None:
    headers = ada.get("/admin/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_no_page_has_styles_or_scripts_inside_it(app: Flask, ada: Browser) -> None:
    ada.post("/admin/", target="https://example.org/", slug="one", enabled="on")
    for path in routes(app, "GET"):
        answer = ada.get(path)
        if answer.mimetype == "text/html":
            assert " style=" not in answer.text, path
            assert "<style" not in answer.text, path
            assert " onclick" not in answer.text, path
            scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
            assert all("src=" in attributes and not content for attributes, content in scripts), path
