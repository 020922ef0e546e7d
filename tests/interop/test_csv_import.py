"""Links come in from a CSV file exactly as written; what can't come in is named, and the rest goes in."""

import csv
from pathlib import Path

import pytest

from shortener.bulk.rows import Outcome
from shortener.interop.csvlinks import import_csv
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.stores import Database
from tests.interop.files import imported, reasons

DATA = Path(__file__).parent.parent / "data"


@pytest.mark.parametrize(("name", "count"), [("rpf-links.csv", 688), ("three-domains.csv", 67)])
def test_every_row_of_the_printed_links_arrives_exactly_and_only_once(library: Library, name: str, count: int) -> None:
    with (DATA / name).open("rb") as file:
        report = import_csv(library, file, create_domains=True)
    assert (report.created, report.unchanged, report.refused) == (count, 0, 0)
    with (DATA / name).open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            link = library.find(row.get("domain", ""), row["slug"])
            assert link is not None
            assert (link.slug, link.target, link.title) == (row["slug"], row["target"], row["title"].strip())
            assert link.domain == row.get("domain", "localhost")
    with (DATA / name).open("rb") as file:
        again = import_csv(library, file, create_domains=True)
    assert (again.created, again.unchanged, again.refused, again.domains) == (0, count, 0, [])


def test_all_columns_arrive_and_others_are_ignored(library: Library) -> None:
    report = imported(
        library,
        "seen,Status,tags,notes,TITLE,target,slug\n"
        '9,301,"poster, hall 5","one\ntwo",A title,https://a.example/?q=1#x,p/el-GR/Go\n',
    )
    assert report.created == 1
    link = library.find("", "p/el-GR/Go")
    assert link is not None
    assert (link.status, link.tags, link.notes, link.title) == (301, ("hall 5", "poster"), "one\ntwo", "A title")
    assert link.target == "https://a.example/?q=1#x"


def test_running_it_twice_changes_nothing_at_all(library: Library) -> None:
    content = 'slug,target,title,tags,status\nnew,https://a.example/,Title,"b,a",302\n'
    imported(library, content)
    before = library.find("", "new")
    assert imported(library, content).unchanged == 1
    assert library.find("", "new") == before


def test_an_existing_slug_is_never_pointed_elsewhere(library: Library) -> None:
    link = library.create(Draft(target="https://old.example/", slug="new"), None)
    report = imported(library, "slug,target\nnew,https://new.example/\nother,https://new.example/\n")
    assert (report.created, report.refused) == (1, 1)
    assert "https://old.example/" in reasons(report)[2]
    assert library.get(link.id) == link


@pytest.mark.parametrize(
    ("column", "cell"), [("title", "Other"), ("notes", "Other"), ("tags", "other"), ("status", "307")]
)
def test_an_existing_link_with_other_words_is_refused_and_left_alone(library: Library, column: str, cell: str) -> None:
    draft = Draft(target="https://a.example/", slug="new", title="T", notes="N", tags=("t",), status=301)
    link = library.create(draft, None)
    report = imported(library, f"slug,target,{column}\nnew,https://a.example/,{cell}\n")
    assert f"with other {column}" in reasons(report)[2]
    assert library.get(link.id) == link


def test_empty_cells_say_nothing_about_a_link_that_people_worked_on(library: Library) -> None:
    link = library.create(Draft(target="https://a.example/", slug="new", title="T", tags=("t",)), None)
    assert imported(library, "slug,target,title,tags,status\nnew,https://a.example/,,,\n").unchanged == 1
    assert library.get(link.id) == link


def test_an_alias_that_leads_to_the_same_target_is_there_already(library: Library) -> None:
    link = library.create(Draft(target="https://a.example/", slug="old"), None)
    library.edit(link.id, Edit(slug="new"), None)
    assert imported(library, "slug,target\nold,https://a.example/\n").unchanged == 1


def test_a_deleted_slug_is_not_handed_out_again(library: Library) -> None:
    library.delete(library.create(Draft(target="https://a.example/", slug="gone"), None).id, None)
    assert "deleted" in reasons(imported(library, "slug,target\ngone,https://a.example/\n"))[2]


def test_an_unknown_domain_is_an_error_of_its_rows(library: Library) -> None:
    report = imported(library, "domain,slug,target\nrptl.io,a,https://a.example/\n,b,https://b.example/\n")
    assert report.created == 1
    assert "rptl.io" in reasons(report)[2]
    assert [domain.host for domain in library.domains()] == ["localhost"]


def test_unknown_domains_are_made_when_asked_for(library: Library) -> None:
    content = "domain,slug,target\nRPTL.io,a,https://a.example/\nrptl.io.,b,https://b.example/\n,a,https://c.example/\n"
    report = imported(library, content, create_domains=True)
    assert (report.created, report.refused, report.domains) == (3, 0, ["rptl.io"])
    assert [domain.host for domain in library.domains()] == ["localhost", "rptl.io"]
    assert library.find("rptl.io", "a") != library.find("", "a")


def test_what_is_no_domain_is_not_made_one(library: Library) -> None:
    report = imported(library, "domain,slug,target\nhttps://x y/,a,https://a.example/\n", create_domains=True)
    assert "is not a host" in reasons(report)[2]
    assert report.domains == []


def test_a_slug_twice_in_the_file_is_seen(library: Library) -> None:
    content = "slug,target\na,https://a.example/\na,https://a.example/\na,https://b.example/\n"
    report = imported(library, content)
    assert (report.created, report.unchanged) == (1, 1)
    assert reasons(report) == {4: "line 2 has the same slug with something else beside it"}


def test_a_slug_twice_in_the_file_is_seen_across_spellings_of_its_domain(library: Library) -> None:
    library.add_domain("www.localhost", "localhost")
    content = "domain,slug,target\n,a,https://a.example/\nLOCALHOST,a,https://b.example/\nwww.localhost,a,https://c.example/\n"
    assert list(reasons(imported(library, content))) == [3, 4]


def test_a_row_that_was_refused_does_not_take_the_slug_from_a_later_one(library: Library) -> None:
    report = imported(library, "slug,target\na,javascript:alert(1)\na,https://a.example/\n")
    assert (report.created, list(reasons(report))) == (1, [2])


@pytest.mark.parametrize("create_domains", [False, True])
def test_a_dry_run_tells_what_would_happen_and_changes_nothing(library: Library, create_domains: bool) -> None:
    library.create(Draft(target="https://old.example/", slug="taken"), None)
    many = "".join(f",s{number},https://a.example/{number}\n" for number in range(450))
    content = (
        "domain,slug,target\n,taken,https://new.example/\nrptl.io,a,https://a.example/\n"
        f"{many},s0,https://other.example/\nrptl.io,b,ftp ://\nrptl.io,c,https://c.example/\n"
    )
    dry = imported(library, content, create_domains=create_domains, dry_run=True)
    assert library.find("", "s0") is None
    assert [domain.host for domain in library.domains()] == ["localhost"]
    assert dry == imported(library, content, create_domains=create_domains)
    assert dry.created == 450 + 2 * create_domains


def test_each_row_is_told_once_in_the_order_of_the_file(library: Library) -> None:
    told: list[Outcome] = []
    with (DATA / "rpf-links.csv").open("rb") as file:
        import_csv(library, file, dry_run=True, tell=told.append)
    assert [outcome.line for outcome in told] == list(range(2, 690))
    assert told[0] == Outcome(
        2, "created", "localhost", "anime-expressions", "https://projects.raspberrypi.org/en/projects/anime-expressions"
    )


def test_progress_ends_with_the_size_of_the_file(library: Library) -> None:
    heard: list[int] = []
    with (DATA / "rpf-links.csv").open("rb") as file:
        import_csv(library, file, dry_run=True, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == (DATA / "rpf-links.csv").stat().st_size


def test_a_batch_of_rows_is_one_change_for_the_caches(library: Library, database: Database) -> None:
    from shortener.links.records import newest_change

    before = newest_change(database)
    imported(library, "slug,target\n" + "".join(f"s{number},https://a.example/\n" for number in range(100)))
    assert newest_change(database) == before + 1


def test_what_a_spreadsheet_guarded_comes_back_as_it_was(library: Library) -> None:
    imported(library, "slug,target,title\n'-x,https://a.example/,'=1+1\ny,https://a.example/,'quoted'\n")
    dash, plain = library.find("", "-x"), library.find("", "y")
    assert dash is not None
    assert plain is not None
    assert (dash.title, plain.title) == ("=1+1", "'quoted'")
