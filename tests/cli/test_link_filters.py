"""`shortener link list` narrows by whose a link is, when it was made, its kind and its clicks."""

import pytest

from shortener.accounts import people
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from tests.cli.conftest import Shell
from tests.faces import PASSWORD, QUICK
from tests.reports.clicking import add_totals


@pytest.fixture
def two(library: Library, database: Database) -> None:
    """A printed one of ada's that was made in May and clicked, and one of nobody's of today."""
    with database.write() as session:
        ada = people.add(session, "ada", PASSWORD, hasher=QUICK)
    made = library.create(Draft(target="https://example.org/", slug="hers", printed=True, owner_id=ada.id), None)
    library.create(Draft(target="https://example.org/", slug="other"), None)
    add_totals(database, made.id, clicks=3, last_at=9)
    with database.write() as session:
        session.connection().exec_driver_sql(f"UPDATE links SET created_at = 1777851000000 WHERE id = {made.id}")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("options", "slugs"),
    [
        (["--owner", "ada"], ["hers"]),
        (["--owner", ""], ["other"]),
        (["--kind", "printed"], ["hers"]),
        (["--kind", "renamed"], []),
        (["--clicks", "some"], ["hers"]),
        (["--clicks", "none"], ["other"]),
        (["--since", "2026-05-03", "--until", "2026-05-04"], ["hers"]),
        (["--since", "2026-05-04"], ["other"]),
    ],
)
def test_each_option_narrows_the_list(shell: Shell, options: list[str], slugs: list[str]) -> None:
    assert [row["slug"] for row in shell("link", "list", *options, "--json").json["links"]] == slugs


@pytest.mark.parametrize(
    ("option", "value"), [("--owner", "bob"), ("--kind", "x"), ("--clicks", "7"), ("--since", "soon"), ("--until", "x")]
)
def test_what_nobody_knows_is_refused_in_one_sentence(shell: Shell, option: str, value: str) -> None:
    answer = shell("link", "list", option, value)
    assert (answer.status, answer.out) == (2, "")
    assert option in answer.err.splitlines()[-1]
