"""Wherever a slug is asked for, the whole short URL will do, as it was printed or copied from a browser."""

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.cli.conftest import Shell

TARGET = "https://example.org/"


@pytest.fixture
def made(shell: Shell, library: Library) -> Shell:
    """Links on two domains, one of which has another name."""
    library.add_domain("rpf.io")
    library.add_domain("www.rpf.io", "rpf.io")
    library.create(Draft(target=TARGET, slug="scratch-new"), None)
    library.create(Draft(target=TARGET, slug="p/en/žluť", domain="rpf.io"), None)
    return shell


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("http://localhost:8000/scratch-new", "scratch-new"),
        ("HTTPS://LocalHost/scratch-new?utm=1#top", "scratch-new"),
        ("http://[::1]:8000/scratch-new", "scratch-new"),
        ("http://rpf.io/p/en/žluť", "p/en/žluť"),
        ("https://www.rpf.io/p/en/%C5%BElu%C5%A5", "p/en/žluť"),
    ],
)
def test_a_short_url_names_its_link(made: Shell, url: str, slug: str) -> None:
    assert made("link", "show", url, "--json").json["slug"] == slug


@pytest.mark.parametrize("url", ["http://localhost:8000/scratch-new", "http://rpf.io/p/en/žluť"])
def test_what_is_printed_for_a_link_is_taken_by_every_command(made: Shell, url: str) -> None:
    assert made("link", "edit", url, "--title", "T").out == f"{url} leads to {TARGET}\n"
    assert made("export", "clicks", "--link", url).status == 0
    assert "is deleted" in made("link", "delete", url).out
    assert made("link", "restore", url).out == f"{url} leads to {TARGET}\n"
    made("link", "delete", url)
    assert made("link", "free", url).status == 0
    assert made("link", "show", url).status == 1


def test_the_host_of_a_url_is_not_forgotten(made: Shell) -> None:
    answer = made("link", "show", "https://rpf.io/scratch-new")
    assert (answer.status, answer.err) == (1, "Error: There is no link “scratch-new” on rpf.io.\n")
    answer = made("link", "show", "https://elsewhere.example/scratch-new")
    assert (answer.status, answer.err) == (1, "Error: There is no link “scratch-new” on elsewhere.example.\n")


def test_two_domains_that_contradict_each_other_are_refused(made: Shell) -> None:
    answer = made("link", "delete", "http://localhost:8000/scratch-new", "--domain", "rpf.io")
    assert answer.status == 2
    assert "The URL is on localhost, but --domain says rpf.io" in answer.err
    assert made("link", "show", "http://rpf.io/p/en/žluť", "--domain", "RPF.io").status == 0


@pytest.mark.parametrize("url", ["http://[::1/x", "http:///x", "https://"])
def test_a_url_that_makes_no_sense_is_one_sentence(made: Shell, url: str) -> None:
    answer = made("link", "show", url)
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert answer.err.startswith(f"Error: “{url}” is not a URL")
