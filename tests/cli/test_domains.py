"""Domains and their other spellings come and go by command."""

from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.cli.conftest import Shell


def test_domains_are_added_listed_and_removed(shell: Shell) -> None:
    assert shell("domain", "add", "RPF.io").out == "rpf.io is now a domain.\n"
    assert shell("domain", "add", "www.rpf.io", "--alias-of", "rpf.io").out == "www.rpf.io is now an alias of rpf.io.\n"
    assert [line.split() for line in shell("domain", "list").out.splitlines()[1:]] == [
        ["localhost", "0", "links", "default"],
        ["rpf.io", "0", "links"],
        ["www.rpf.io", "alias", "of", "rpf.io"],
    ]
    assert [(d["host"], d["alias_of"]) for d in shell("domain", "list", "--json").json][1:] == [
        ("rpf.io", None),
        ("www.rpf.io", "rpf.io"),
    ]
    assert shell("domain", "remove", "www.rpf.io").status == 0
    assert shell("domain", "remove", "rpf.io").status == 0
    assert len(shell("domain", "list", "--json").json) == 1


def test_what_can_not_be_is_refused_in_one_sentence(shell: Shell, library: Library) -> None:
    shell("domain", "add", "rpf.io")
    library.create(Draft(target="https://example.org/", domain="rpf.io"), None)
    for words in (("add", "rpf.io"), ("add", "a b"), ("add", "x.example", "--alias-of", "y.example")):
        answer = shell("domain", *words)
        assert (answer.status, answer.err.count("\n"), answer.out) == (1, 1, "")
    assert "rpf.io has slugs" in shell("domain", "remove", "rpf.io").err
    assert "default domain" in shell("domain", "remove", "localhost").err
    assert "not a domain" in shell("domain", "remove", "nowhere.example").err
