"""Links are made, found, changed, deleted and brought back by command."""

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.reports.clicking import add_totals

TARGET = "https://example.org/"


def test_a_new_link_is_printed_as_it_will_be_printed(shell: Shell, library: Library) -> None:
    assert shell("link", "add", TARGET, "scratch-new").out == "http://localhost:8000/scratch-new\n"
    library.add_domain("rpf.io")
    assert shell("link", "add", TARGET, "p/en/go", "--domain", "rpf.io").out == "http://rpf.io/p/en/go\n"


def test_without_a_slug_it_gets_a_random_one(shell: Shell, library: Library) -> None:
    url = shell("link", "add", TARGET).out.strip()
    link = library.find("", url.rpartition("/")[2])
    assert link is not None
    assert link.target == TARGET


def test_a_link_has_all_that_was_said_about_it(shell: Shell, library: Library) -> None:
    words = [
        "--title",
        "T",
        "--notes",
        "N",
        "--tag",
        "b",
        "--tag",
        "a",
        "--status",
        "307",
        "--forward-query",
        "--disabled",
    ]
    words += ["--starts", "2026-11-22", "--ends", "2026-11-23T10:00+01:00", "--printed", "--printed-reason", "poster"]
    shown = shell("link", "add", TARGET, "new", *words, "--json", SHORTENER_TIMEZONE="Asia/Kathmandu").json
    link = library.find("", "new")
    assert link is not None
    assert (link.title, link.notes, link.tags, link.status) == ("T", "N", ("a", "b"), 307)
    assert (link.forward_query, link.enabled, link.printed, link.printed_reason) == (True, False, True, "poster")
    assert (link.starts_at, link.ends_at) == (1795284900000, 1795424400000)
    assert shown["url"] == "http://localhost:8000/new"
    assert (shown["state"], shown["tags"], shown["version"]) == ("off", ["a", "b"], 1)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("javascript:alert(1)",), 1),
        ((TARGET, "admin"), 1),
        ((TARGET, "x" * 3000), 1),
        ((TARGET, "new", "--domain", "nowhere.example"), 1),
        ((TARGET, "new", "--status", "200"), 1),
        ((TARGET, "new", "--status", "abc"), 2),
        ((TARGET, "new", "--starts", "yesterday"), 2),
        ((TARGET, "new", "--ends", "0001-01-01"), 2),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_made(shell: Shell, words: tuple[str, ...], status: int) -> None:
    answer = shell("link", "add", *words)
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.splitlines()[-1].startswith("Error: ")
    assert shell("link", "list", "--json").json["total"] == 0


def test_an_edit_changes_what_is_named_and_nothing_else(shell: Shell, library: Library) -> None:
    draft = Draft(target=TARGET, slug="old", title="T", tags=("t",), status=301, starts_at=10**12)
    before = library.create(draft, None)
    answer = shell("link", "edit", "old", "--slug", "new", "--target", "https://b.example/", "--reason", "moved")
    assert answer.out == "http://localhost:8000/new leads to https://b.example/\n"
    after = library.get(before.id)
    assert (after.slug, after.aliases, after.target) == ("new", ("old",), "https://b.example/")
    assert (after.title, after.tags, after.status, after.starts_at) == ("T", ("t",), 301, 10**12)
    assert library.history(before.id)[0].reason == "moved"


def test_an_edit_can_take_things_away(shell: Shell, library: Library) -> None:
    draft = Draft(target=TARGET, slug="new", title="T", tags=("t",), status=301, starts_at=10**12, forward_query=True)
    link = library.create(draft, None)
    words = ("--title", "", "--tag", "", "--status", "", "--starts", "", "--drop-query", "--disabled")
    assert shell("link", "edit", "new", *words).status == 0
    after = library.get(link.id)
    assert (after.title, after.tags, after.status, after.starts_at) == ("", (), None, None)
    assert (after.forward_query, after.enabled) == (False, False)


@pytest.mark.parametrize("words", [(), ("--reason", "none"), ("--title", "T"), ("--slug", "new", "--enabled")])
def test_an_edit_without_a_change_says_so(shell: Shell, library: Library, words: tuple[str, ...]) -> None:
    link = library.create(Draft(target=TARGET, slug="new", title="T"), None)
    answer = shell("link", "edit", "new", *words)
    assert (answer.status, answer.out, answer.err) == (0, "Nothing was changed.\n", "")
    assert library.get(link.id) == link
    assert shell("link", "edit", "new", *words, "--json").json["version"] == link.version


def test_a_printed_link_changes_only_with_a_reason(shell: Shell, library: Library) -> None:
    link = library.create(Draft(target=TARGET, slug="new", printed=True, printed_reason="poster"), None)
    assert shell("link", "edit", "new", "--target", "https://b.example/").status == 1
    assert library.get(link.id) == link
    assert shell("link", "edit", "new", "--target", "https://b.example/", "--reason", "moved").status == 0


def test_what_came_with_a_link_from_yourls_is_shown(shell: Shell, library: Library, database: Database) -> None:
    link = library.create(Draft(target="gopher://example.org/", slug="old", legacy=True), None)
    library.create(Draft(target=TARGET, slug="new"), None)
    add_totals(database, link.id, clicks=20, carried=22, counter=40)
    shown = shell("link", "show", "old").out
    for fact in (
        "legacy   its target is one",
        "clicks   20\n",
        "before   22 clicks",
        "YOURLS   its own counter said 40",
    ):
        assert fact in shown
    found = shell("link", "show", "old", "--json").json
    assert (found["legacy"], found["clicks"]["carried"], found["clicks"]["counter"]) == (True, 22, 40)
    assert not {"legacy", "before", "YOURLS"} & set(shell("link", "show", "new").out.split())


def test_a_deleted_link_can_be_seen_and_brought_back(shell: Shell, library: Library) -> None:
    library.create(Draft(target=TARGET, slug="new"), None)
    assert "is deleted" in shell("link", "delete", "new").out
    assert "state    deleted" in shell("link", "show", "new").out
    assert shell("link", "add", TARGET, "new").status == 1
    assert shell("link", "restore", "new").status == 0
    assert "state    live" in shell("link", "show", "new").out


def test_a_deletion_says_how_to_take_it_back(shell: Shell, library: Library) -> None:
    library.add_domain("rpf.io")
    for domain, slug in (("", "scratch-new"), ("rpf.io", "go"), ("rpf.io", "-x")):
        library.create(Draft(target=TARGET, slug=slug, domain=domain), None)
    deleted = "is deleted; `shortener link restore"
    assert f"{deleted} scratch-new` brings" in shell("link", "delete", "scratch-new").out
    assert f"{deleted} --domain rpf.io go` brings" in shell("link", "delete", "go", "--domain", "rpf.io").out
    assert f"{deleted} --domain rpf.io -- -x` brings" in shell("link", "delete", "http://rpf.io/-x").out
    assert shell("link", "restore", "--domain", "rpf.io", "--", "-x").status == 0


def test_a_deletion_is_json_where_that_is_wanted(shell: Shell, library: Library) -> None:
    library.create(Draft(target=TARGET, slug="new"), None)
    deleted = shell("link", "delete", "new", "--json").json
    assert (deleted["url"], deleted["state"]) == ("http://localhost:8000/new", "deleted")


def test_a_freed_slug_can_be_used_again(shell: Shell, library: Library) -> None:
    library.create(Draft(target=TARGET, slug="new"), None)
    assert shell("link", "free", "new").status == 1
    shell("link", "delete", "new")
    assert shell("link", "free", "new").status == 0
    assert shell("link", "add", "https://b.example/", "new").status == 0


@pytest.mark.parametrize("command", ["show", "edit", "delete", "restore"])
def test_a_link_that_is_not_there_is_said_so(shell: Shell, command: str) -> None:
    answer = shell("link", command, "nope")
    assert (answer.status, answer.err) == (1, "Error: There is no link “nope” on the default domain.\n")


def test_a_link_is_shown_with_its_clicks(shell: Shell, library: Library) -> None:
    library.create(Draft(target=TARGET, slug="new", notes="one\ntwo"), None)
    lines = dict(line.split(maxsplit=1) for line in shell("link", "show", "new").out.splitlines() if line[0] != " ")
    assert (lines["url"], lines["target"], lines["clicks"]) == ("http://localhost:8000/new", TARGET, "0")
    assert shell("link", "show", "new", "--json").json["clicks"] == {
        "clicks": 0,
        "humans": 0,
        "last_at": None,
        "carried": 0,
        "counter": 0,
    }


def test_links_are_listed_searched_and_paged(shell: Shell, library: Library) -> None:
    for slug in ("alpha", "beta", "gamma"):
        library.create(Draft(target=f"https://{slug}.example/", slug=slug), None)
    assert [row["slug"] for row in shell("link", "list", "--sort", "slug", "--json").json["links"]] == [
        "gamma",
        "beta",
        "alpha",
    ]
    page = shell("link", "list", "--sort", "slug", "--ascending", "--per-page", "2", "--page", "2", "--json").json
    assert ([row["slug"] for row in page["links"]], page["total"], page["pages"]) == (["gamma"], 3, 2)
    found = shell("link", "list", "--search", "bet")
    assert found.out.splitlines()[1].split() == ["http://localhost:8000/beta", "https://beta.example/", "live", "0"]
    assert found.err == "1 link, page 1 of 1.\n"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--page", "-1"), ("--page", "0"), ("--page", "x"), ("--per-page", "0"), ("--per-page", "1001"), ("--state", "")],
)
def test_pages_that_can_not_be_are_refused(shell: Shell, option: str, value: str) -> None:
    answer = shell("link", "list", option, value)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.splitlines()[-1].startswith(f"Error: Invalid value for '{option}': ")


def test_states_are_offered_and_chosen_from(shell: Shell, library: Library) -> None:
    library.create(Draft(target=TARGET, slug="on"), None)
    library.create(Draft(target=TARGET, slug="off", enabled=False), None)
    assert "--state [live|off|early|over|deleted]" in shell("link", "list", "--help").out
    assert [row["slug"] for row in shell("link", "list", "--state", "off", "--json").json["links"]] == ["off"]
    assert shell("link", "list", "--json").json["total"] == 2
