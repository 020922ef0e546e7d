"""The secret key: made once, private, the same on every node of a database."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from shortener.accounts.secret import BadSecret, derive, fingerprint, load_secret, local_secret, write_private
from shortener.settings import Settings
from shortener.stores import Database, Meta

GIVEN = "0123456789abcdef-of-the-cluster"


def test_the_first_start_makes_a_private_key_that_later_starts_find(settings: Settings, database: Database) -> None:
    made = load_secret(settings, database)
    path = settings.data_dir / "secret-key"
    assert len(made) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_secret(settings, database) == made
    assert [file.name for file in settings.data_dir.glob(".secret-key*")] == []


def test_a_given_key_is_used_and_not_written_anywhere(settings: Settings, database: Database) -> None:
    given = replace(settings, secret_key=GIVEN)
    assert load_secret(given, database) == GIVEN.encode()
    assert not (settings.data_dir / "secret-key").exists()
    with database.read() as session:
        assert all(GIVEN not in row.value for row in session.query(Meta))


def test_a_second_node_without_the_shared_key_is_refused_and_makes_none(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    load_secret(settings, database)
    second = replace(settings, data_dir=tmp_path / "second", database_url=settings.database)
    with pytest.raises(BadSecret, match="SHORTENER_SECRET_KEY"):
        load_secret(second, database)
    assert not (tmp_path / "second" / "secret-key").exists()
    with pytest.raises(BadSecret, match="not the one"):
        load_secret(replace(second, secret_key=GIVEN), database)


def test_a_second_node_with_the_shared_key_is_welcome(settings: Settings, database: Database, tmp_path: Path) -> None:
    first = load_secret(settings, database)
    second = replace(settings, data_dir=tmp_path / "second", secret_key=first.decode())
    assert load_secret(second, database) == first


def test_workers_that_start_together_agree_on_one_key(settings: Settings, database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: load_secret(settings, database), range(16)))) == 1


def test_a_worker_finds_the_key_of_its_node_without_the_database(settings: Settings, database: Database) -> None:
    with pytest.raises(BadSecret, match="shortener db upgrade"):
        local_secret(settings)
    made = load_secret(settings, database)
    assert local_secret(settings) == made
    assert local_secret(replace(settings, secret_key=GIVEN)) == GIVEN.encode()


@pytest.mark.parametrize("content", ["", "short\n", "\xff" * 64])
def test_a_damaged_key_file_is_refused_and_left_alone(settings: Settings, database: Database, content: str) -> None:
    path = settings.data_dir / "secret-key"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadSecret, match="secret-key"):
        load_secret(settings, database)
    assert path.read_bytes() == content.encode("latin-1")


def test_a_short_given_key_is_refused_without_being_shown(settings: Settings, database: Database) -> None:
    with pytest.raises(BadSecret, match="at least 16") as refused:
        load_secret(replace(settings, secret_key="hunter2"), database)
    assert "hunter2" not in str(refused.value)


def test_a_folder_that_can_not_be_written_is_named(settings: Settings, database: Database, tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadSecret, match=r"can't be written to .*dangling"):
        load_secret(replace(settings, data_dir=tmp_path / "dangling"), database)


def test_hashes_for_different_purposes_have_nothing_in_common() -> None:
    secret = b"0123456789abcdef"
    assert derive(secret, "session", b"x") != derive(secret, "fingerprint", b"x")
    assert fingerprint(secret) != fingerprint(b"0123456789abcdeg")
    assert secret.hex() not in fingerprint(secret)


def test_a_private_file_is_never_replaced_and_never_seen_half(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "file"
    old = os.umask(0)
    try:
        assert write_private(path, "one")
        assert not write_private(path, "two")
    finally:
        os.umask(old)
    assert path.read_text() == "one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
