"""Redirects of an Apache become the links that they were; what no link can say is told by its line."""

import io

import pytest

from shortener.bulk.table import BadFile
from shortener.interop.csvlinks import Report, import_rows
from shortener.interop.htaccess.reading import Htaccess
from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.interop.files import reasons
from tests.interop.leaving import OTHER


def taken_in(library: Library, content: str | bytes, *, dry_run: bool = False) -> Report:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return import_rows(library, Htaccess(stream, "", 302), dry_run=dry_run)


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("Redirect /a https://a.example/", ("a", "https://a.example/", None, True)),
        ("Redirect 301 /a https://a.example/", ("a", "https://a.example/", 301, True)),
        ("redirect permanent /a/ https://a.example/?x=1", ("a", "https://a.example/?x=1", 301, False)),
        ('Redirect seeother "/p/el" "https://a.example/"', ("p/el", "https://a.example/", 303, True)),
        ("RedirectPermanent /a https://a.example/", ("a", "https://a.example/", 301, True)),
        ("RedirectTemp\t/a\thttps://a.example/", ("a", "https://a.example/", None, True)),
        (r"RedirectMatch 308 ^/a\.b$ https://a.example/", ("a.b", "https://a.example/", 308, True)),
        ("RedirectMatch ^/a/?$ https://a.example/%20", ("a", "https://a.example/%2520", None, True)),
        ("RewriteRule ^a$ https://a.example/ [R=301,L]", ("a", "https://a.example/", 301, True)),
        ("RewriteRule ^/?a$ https://a.example/ [R,L]", ("a", "https://a.example/", None, True)),
        ("RewriteRule ^a/?$ https://a.example/? [redirect=permanent]", ("a", "https://a.example/", 301, False)),
        ("RewriteRule ^a$ https://a.example/ [R=302,QSD,L]", ("a", "https://a.example/", None, False)),
        ("RewriteRule ^a$ https://a.example/?x=1 [R,QSA]", ("a", "https://a.example/?x=1", None, True)),
        ("RewriteRule ^a[.]b$ https://a.example/#x [R,NE,QSD]", ("a.b", "https://a.example/#x", None, False)),
        ("RewriteRule ^a$ https://a.example/%C3%BC#x [R,QSD]", ("a", "https://a.example/%25C3%25BC%23x", None, False)),
        (r"RewriteRule ^a$ https://a.example/\$1\%20 [R,NE,QSD]", ("a", "https://a.example/$1%20", None, False)),
        (r'RewriteRule "^ü$" "https://a.example/ü" [R=307,QSD]', ("ü", "https://a.example/ü", 307, False)),
        ("Redirect \\\n /a \\\n https://a.example/?", ("a", "https://a.example/?", None, False)),
    ],
)
def test_each_kind_of_redirect_is_the_link_that_it_was(
    library: Library, line: str, link: tuple[str, str, int | None, bool]
) -> None:
    report = taken_in(library, f"# links\n{line}\n")
    assert (report.created, report.refused) == (1, 0), reasons(report)
    found = library.find("", link[0])
    assert found is not None
    assert (found.slug, found.target, found.status, found.forward_query) == link


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Redirect gone /a", "it answers 410 and leads nowhere"),
        ("Redirect 404 /a", "it answers 404"),
        ("Redirect /a", "it has not the path and the target"),
        ("Redirect / https://a.example/", "it has no slug"),
        ("Redirect /a /b", "it has no scheme"),
        ("Redirect /a javascript:alert(1)", "javascript"),
        ("Redirect /admin https://a.example/", "reserved"),
        ("RedirectMatch ^/a(.*)$ https://a.example/$1", "something else|part of the address|is not one address"),
        ("RedirectMatch /a https://a.example/", "is not one address"),
        ("RewriteRule ^a.b$ https://a.example/ [R]", "is not one address"),
        ("RewriteRule ^(a|b)$ https://a.example/ [R]", "is not one address"),
        ("RewriteRule ^a$ https://%{HTTP_HOST}/ [R]", "something else for each visitor"),
        ("RewriteRule ^a$ /b.php [L]", "rewrites within Apache"),
        ("RewriteRule . /index.php [L]", "rewrites within Apache"),
        ("RewriteRule ^a$ - [G]", "it answers 410"),
        ("RewriteRule ^a$ - [F]", "it answers 403"),
        ("RewriteRule ^a$ https://a.example/ [R=banana]", "its status banana is none"),
        ("RewriteCond %{HTTPS} off\nRewriteRule ^a$ https://a.example/ [R]", "the condition %{HTTPS} off"),
        ("<If \"%{HTTPS} == 'on'\">\nRedirect /a https://a.example/\n</If>", "it stands in <if>"),
        ("RewriteCond %{HTTP_HOST} ^nobody\\.example$\nRewriteRule ^a$ https://a.example/ [R]", "not a domain"),
        ("Redirect /a https://a.example/\x00", "NUL"),
    ],
)
def test_what_no_link_can_say_is_told_by_its_line_and_the_rest_goes_in(
    library: Library, line: str, reason: str
) -> None:
    report = taken_in(library, f"{line}\nRedirect /good https://good.example/\n")
    assert (report.created, report.refused) == (1, 1)
    assert any(part in report.refusals[0][1] for part in reason.split("|")), report.refusals
    assert library.find("", "good") is not None
    assert library.find("", "a") is None


def test_lines_that_redirect_nobody_are_passed_by(library: Library) -> None:
    content = (
        "Options -Indexes\n<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteBase /\n"
        "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^a$ https://a.example/ [R=301,L]\n</IfModule>\n"
        "ErrorDocument 404 /404.html\nHeader set X-A b\n"
    )
    report = taken_in(library, content)
    assert (report.created, report.refused) == (1, 0)


def test_a_condition_may_name_the_host(library: Library) -> None:
    library.add_domain(OTHER)
    content = (
        "RewriteCond %{HTTP_HOST} ^other\\.example$ [NC]\nRewriteRule ^a$ https://a.example/ [R]\n"
        "RewriteRule ^b$ https://b.example/ [R]\n"
    )
    assert taken_in(library, content).created == 2
    assert library.find(OTHER, "a") is not None
    assert library.find(OTHER, "b") is None


def test_a_second_line_for_a_slug_is_told_and_changes_nothing(library: Library) -> None:
    report = taken_in(library, "Redirect /a https://a.example/\nRedirect /a https://b.example/\n")
    assert reasons(report) == {2: "line 1 has the same slug with something else beside it"}


def test_what_is_here_already_is_left_as_it_is(library: Library) -> None:
    library.create(Draft(target="https://old.example/", slug="old"), None)
    report = taken_in(library, "Redirect /old https://new.example/\nRedirect /new https://new.example/\n")
    assert "leads to “https://old.example/”" in reasons(report)[1]
    assert (report.created, taken_in(library, "Redirect /new https://new.example/\n").unchanged) == (1, 1)


def test_a_dry_run_says_the_same_and_changes_nothing(library: Library) -> None:
    report = taken_in(library, "Redirect /a https://a.example/\nRedirect gone /b\n", dry_run=True)
    assert (report.created, list(reasons(report))) == (1, [2])
    assert library.find("", "a") is None


@pytest.mark.parametrize("content", [b"", b"RewriteEngine On\n", b"slug,target\na,https://a.example/\n", b"\x7fELF"])
def test_a_file_without_a_redirect_is_refused_whole(library: Library, content: bytes) -> None:
    with pytest.raises(BadFile, match="has no redirect in it"):
        taken_in(library, content)


def test_lines_that_go_on_for_ever_are_told_once_and_cost_no_time(library: Library) -> None:
    report = taken_in(library, "Redirect \\\n" + "x \\\n" * 100_000 + "\nRedirect /b https://b.example/\n")
    assert report.created == 1
    assert all("is 64 KiB further on" in reason for reason in reasons(report).values())
    assert 0 < report.refused < 10


def test_a_line_that_is_not_text_is_told_alone(library: Library) -> None:
    report = taken_in(library, b"Redirect /a https://a.example/\xff\nRedirect /b https://b.example/\n")
    assert "is not UTF-8" in reasons(report)[1]
    assert report.created == 1
