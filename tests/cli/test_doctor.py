"""`shortener doctor` finds what is wrong and says how to mend it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from shortener.accounts import people
from shortener.accounts.secret import load_secret
from shortener.cli import checks_journal, checks_node
from shortener.clicks.collector import Collector
from shortener.clicks.presence import present
from shortener.clock import now_ms
from shortener.journal.tally import LOST, own_tally
from shortener.journal.writer import Journal
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.saved import note_saved
from tests.cli.conftest import Answer, Shell
from tests.providers import own_provider


@pytest.fixture
def healthy(shell: Shell, settings: Settings, database: Database) -> Shell:
    """An installation that lacks nothing."""
    load_secret(settings, database)
    with database.write() as session:
        people.add(session, "anna", "correct horse")
    return shell


def problems(answer: Answer) -> dict[str, dict[str, Any]]:
    """What is wrong, by what was looked at; every finding says how to mend it."""
    found = {finding["what"]: finding for finding in answer.json if not finding["ok"]}
    assert answer.status == (1 if found else 0)
    assert all(finding["found"] and finding["wanted"] and finding["mend"].endswith(".") for finding in found.values())
    return found


def test_a_healthy_installation_has_nothing_to_mend(healthy: Shell) -> None:
    assert problems(healthy("doctor", "--json")) == {}
    answer = healthy("doctor")
    assert (answer.status, answer.err) == (0, "")
    assert {line.split()[0] for line in answer.out.splitlines()[1:]} == {"ok"}


def test_a_missing_index_for_searches_is_found(healthy: Shell, database: Database) -> None:
    lite = database.dialect == "sqlite"
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE link_words" if lite else "DROP INDEX ix_link_search_text")
    assert list(problems(healthy("doctor", "--json"))) == ["searches"]


def test_a_table_says_what_is_wrong_and_below_it_how_to_mend_it(shell: Shell) -> None:
    answer = shell("doctor")
    assert answer.status == 1
    assert [line.split()[1] for line in answer.out.splitlines() if line.startswith("PROBLEM")] == ["admins"]
    assert answer.err == "admins: Run `shortener user add NAME`.\n"


def test_a_setting_that_makes_no_sense_is_the_only_finding(bare: Shell) -> None:
    found = problems(bare("doctor", "--json", SHORTENER_WORKERS="many"))
    assert list(found) == ["settings"]
    assert "SHORTENER_WORKERS" in found["settings"]["found"]


def test_a_misspelled_setting_is_found(healthy: Shell) -> None:
    found = problems(healthy("doctor", "--json", SHORTENER_WORKER="3"))
    assert "SHORTENER_WORKERS" in found["settings"]["found"]


def test_a_data_folder_that_can_not_be_written_is_found(bare: Shell, settings: Settings) -> None:
    settings.data_dir.write_text("a file")
    assert {"data folder", "journal folder", "database"} <= set(problems(bare("doctor", "--json")))


def test_a_database_that_is_away_is_found_and_the_rest_is_looked_at(healthy: Shell) -> None:
    found = problems(healthy("doctor", "--json", SHORTENER_DATABASE_URL="postgresql+psycopg://me:hunter2@[::1]:9/db"))
    assert list(found) == ["database"]
    assert "hunter2" not in found["database"]["found"]


def test_tables_of_another_version_are_found(healthy: Shell, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE set_aside")
    assert "set_aside" in problems(healthy("doctor", "--json"))["tables"]["found"]


def test_another_default_domain_than_that_of_the_base_url_is_found(healthy: Shell) -> None:
    found = problems(healthy("doctor", "--json", SHORTENER_BASE_URL="https://rpf.io"))
    assert (found["default domain"]["found"], found["default domain"]["wanted"]) == ("localhost", "rpf.io")


def test_a_redis_that_is_away_is_found_and_its_password_kept(healthy: Shell) -> None:
    found = problems(healthy("doctor", "--json", SHORTENER_REDIS_URL="redis://:hunter2@[::1]:9/0"))
    assert list(found) == ["redis"]
    assert "hunter2" not in found["redis"]["found"]


def test_whether_this_node_is_drained_is_said_and_nothing_to_mend(healthy: Shell) -> None:
    healthy("drain", "on")
    answer = healthy("doctor", "--json")
    assert problems(answer) == {}
    found = {finding["what"]: finding["found"] for finding in answer.json}
    assert found["draining"].startswith("on: ")
    assert found["redis"] == "not used"


def test_a_backup_that_is_older_than_a_night_is_found(healthy: Shell, settings: Settings) -> None:
    def backup() -> dict[str, Any] | None:
        repository = {"SHORTENER_BACKUP_REPOSITORY": "/srv/backup", "SHORTENER_BACKUP_PASSWORD": "of its own"}
        return problems(healthy("doctor", "--json", **repository)).get("backup")

    never = backup()
    assert never is not None
    assert never["found"].startswith("There never was a backup")
    note_saved(settings.data_dir, now_ms() - 27 * 3_600_000)
    old = backup()
    assert old is not None
    assert old["found"] == "The last backup is 27.0 hours old."
    note_saved(settings.data_dir, now_ms() - 3_600_000)
    assert backup() is None


def test_another_secret_key_is_found(healthy: Shell) -> None:
    assert "secret key" in problems(healthy("doctor", "--json", SHORTENER_SECRET_KEY="x" * 32))


def test_little_room_on_the_disk_is_found(healthy: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_node, "LEAST_FREE", 10**18)
    assert list(problems(healthy("doctor", "--json"))) == ["disk"]


def test_clicks_that_nobody_collects_are_found(
    healthy: Shell, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_journal, "COLLECTED_WITHIN", 0.01)
    journal = Journal(settings.journal_dir, "test")
    journal.write([b"not a visit"] * 2)
    found = problems(healthy("doctor", "--json"))
    journal.close()
    assert list(found) == ["collector"]
    assert found["collector"]["found"] == "none runs, and 2 clicks wait"


def test_a_collector_that_stores_nothing_is_found(
    healthy: Shell, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_journal, "COLLECTED_WITHIN", 0.01)
    journal = Journal(settings.journal_dir, "test")
    journal.write([b"not a visit"] * 2)
    with present(settings.journal_dir):
        found = problems(healthy("doctor", "--json"))
    journal.close()
    assert found["collector"]["found"] == "2 clicks wait and are not being stored"


def test_a_web_worker_without_a_collector_is_found_before_anybody_clicks(healthy: Shell, settings: Settings) -> None:
    journal = Journal(settings.journal_dir, "test")
    found = problems(healthy("doctor", "--json"))
    journal.close()
    assert list(found) == ["collector"]


def test_a_collector_at_work_is_seen(
    healthy: Shell, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = Collector(database, settings.journal_dir, "test", "UTC")
    monkeypatch.setattr(checks_journal, "time", SimpleNamespace(sleep=lambda _seconds: collector.collect_once()))
    journal = Journal(settings.journal_dir, "test")
    journal.write([b"not a visit"])
    with present(settings.journal_dir):
        answer = healthy("doctor", "--json")
    journal.close()
    assert problems(answer) == {}
    assert "stores clicks" in [finding["found"] for finding in answer.json]
    assert list(problems(healthy("doctor", "--json"))) == ["clicks set aside"]


def test_lost_clicks_are_found(healthy: Shell, settings: Settings) -> None:
    folder = settings.journal_dir / "test.0123456789abcdef"
    folder.mkdir(parents=True)
    words = own_tally(folder, "test", 1)
    words[LOST] = 3
    with present(settings.journal_dir):
        found = problems(healthy("doctor", "--json"))
    words.release()
    assert (list(found), found["lost clicks"]["found"]) == (["lost clicks"], "3")


def test_a_broken_journal_file_is_found(healthy: Shell, settings: Settings) -> None:
    folder = settings.journal_dir / "test.0123456789abcdef"
    folder.mkdir(parents=True)
    words = own_tally(folder, "test", 1)
    Path(folder / "00000001.visits.bad").write_text("junk")
    found = problems(healthy("doctor", "--json"))
    words.release()
    assert "00000001.visits.bad is broken" in found["journal files"]["found"]
    assert "sums" in found


@pytest.mark.parametrize(("workers", "words"), [(0, "0 journals"), (1, "1 journal"), (2, "2 journals")])
def test_workers_are_counted_by_the_journals_they_hold(
    healthy: Shell, settings: Settings, workers: int, words: str
) -> None:
    journals = [Journal(settings.journal_dir, "test") for _ in range(workers)]
    found = {finding["what"]: finding["found"] for finding in healthy("doctor", "--json").json}
    for journal in journals:
        journal.close()
    assert found["web workers"] == f"{words} held open, one by each worker that runs"


def test_the_organisations_sign_in_is_looked_at_where_one_is_set(healthy: Shell) -> None:
    with own_provider() as provider:
        issuer = {"SHORTENER_OIDC_ISSUER": provider.url}
        assert (
            problems(healthy("doctor", "--json", **issuer))["sign-in"]["found"] == "SHORTENER_OIDC_CLIENT_ID is not set"
        )
        whole = issuer | {"SHORTENER_OIDC_CLIENT_ID": "links"}
        assert problems(healthy("doctor", "--json", **whole)) == {}
        assert f"{provider.url} with 1 keys" in healthy("doctor", **whole).out
        provider.issuer = "https://another.example"
        assert "calls its issuer" in problems(healthy("doctor", "--json", **whole))["sign-in"]["found"]
    assert "gives no answer" in problems(healthy("doctor", "--json", **whole))["sign-in"]["found"]
