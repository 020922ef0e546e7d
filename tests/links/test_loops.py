"""No link leads back to this shortener, however its hosts are spelt."""

import pytest

from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.stores import Database
from tests.links.asking import change, make, refused


@pytest.fixture
def library(database: Database) -> Library:
    """rpf.io on port 8000, with an IDN, an IPv6 address and an alias among its domains."""
    library = Library(database, Rules(site_host="rpf.io", site_port=8000))
    library.ensure_default_domain()
    for host in ("bücher.example", "[2001:db8::5]", "192.0.2.7"):
        library.add_domain(host)
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    return library


@pytest.fixture
def local_library(database: Database) -> Library:
    library = Library(database, Rules(site_host="localhost", site_port=8000))
    library.ensure_default_domain()
    return library


@pytest.mark.alike
@pytest.mark.parametrize(
    "target",
    [
        *(
            "https://rpf.io/x",
            "http://rpf.io",
            "HTTPS://RPF.IO/",
            "https://rpf.io./x",
            "https://rpf.io?x",
            "http://rpf.io#x",
        ),
        *("http://rpf.io:8000/", "http://rpf.io:80/", "https://rpf.io:443/", "http://rpf.io:/", "http://rpf.io:08000/"),
        *("http://rpf.io:9000/", "https://rpf.io:8443/x"),
        *(
            "https://www.rpf.io/x",
            "https://rp%66.io/",
            "https://ｒｐｆ.io/",
            "https://rpf。io/",
            "https://rpf\u00ad.io/",
        ),
        *("https://bücher.example/", "https://xn--bcher-kva.example/", "https://B%C3%9CCHER.example/"),
        *("http://[2001:db8::5]/", "http://[2001:0DB8:0:0:0:0:0:5]:8000/", "http://[::ffff:192.0.2.7]/"),
        *("http://192.0.2.7/", "http://3221225991/", "http://0xc0.0.0x207/", "http://0300.0.2.7/"),
    ],
)
def test_a_target_on_an_own_host_is_a_loop(library: Library, target: str) -> None:
    error = refused(lambda: make(library, target=target))
    assert (error.field, error.code) == ("target", "loop")


@pytest.mark.alike
@pytest.mark.parametrize(
    "target",
    [
        *(
            "https://rpf.io.example.org/",
            "https://notrpf.io/",
            "https://example.org/https://rpf.io/",
        ),
        *(
            "http://localhost:8000/",
            "http://127.0.0.1/",
            "http://[2001:db8::6]/",
            "mailto:hello@rpf.io",
            "ftp://rpf.io/",
        ),
    ],
)
def test_other_hosts_and_services_are_no_loop(library: Library, target: str) -> None:
    assert make(library, target=target).target == target


@pytest.mark.alike
@pytest.mark.parametrize(
    "target",
    [
        *("http://localhost:8000/x", "http://LOCALHOST/", "http://app.localhost:8000/", "http://127.0.0.1:8000/"),
        *("http://127.8.8.8/", "http://[::1]:8000/", "http://[::ffff:7f00:1]:8000/", "http://2130706433:8000/"),
        *("http://0x7f.1:8000/", "http://0:8000/", "http://[::]:8000/", "http://1%32%37.0.0.1:8000/"),
    ],
)
def test_every_loopback_name_is_a_loop_while_the_default_domain_is_one(local_library: Library, target: str) -> None:
    assert refused(lambda: make(local_library, target=target)).code == "loop"


def test_another_service_on_this_machine_is_no_loop(local_library: Library) -> None:
    assert make(local_library, target="http://localhost:3000/").target == "http://localhost:3000/"


def test_an_edit_is_checked_too(library: Library) -> None:
    link = make(library)
    assert refused(lambda: change(library, link, target="https://www.rpf.io/")).code == "loop"
    assert library.get(link.id) == link


def test_an_old_target_that_has_become_a_loop_does_not_block_other_edits(library: Library) -> None:
    link = make(library, target="https://rptl.io/x")
    library.add_domain("rptl.io")
    assert change(library, link, title="New title", target="https://rptl.io/x").title == "New title"
