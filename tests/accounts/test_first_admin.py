"""The first start makes an admin, and tells the operator alone how to get in."""

import re
import stat
from dataclasses import replace

import pytest

from shortener.accounts import people
from shortener.accounts.first import first_admin
from shortener.accounts.passwords import verify
from shortener.settings import BadSetting, Settings
from shortener.stores import Database


def matches(database: Database, name: str, password: str) -> bool:
    with database.read() as session:
        person = people.find(session, name)
    return person is not None and person.role == "admin" and verify(person.password_hash, password)


def test_a_made_password_is_shown_once_on_a_terminal(settings: Settings, database: Database) -> None:
    told = first_admin(database, settings, terminal=True)
    assert told is not None
    found = re.search(r"Sign in as admin with the password (\S+) ", told)
    assert found
    assert matches(database, "admin", found[1])
    assert not (settings.data_dir / "admin-password").exists()
    assert first_admin(database, settings, terminal=True) is None


def test_without_a_terminal_a_made_password_goes_to_a_private_file(settings: Settings, database: Database) -> None:
    told = first_admin(database, settings)
    path = settings.data_dir / "admin-password"
    password = path.read_text().strip()
    assert told is not None
    assert str(path) in told
    assert password not in told
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert matches(database, "admin", password)


def test_a_password_file_left_by_an_earlier_database_is_replaced(settings: Settings, database: Database) -> None:
    (settings.data_dir / "admin-password").write_text("old")
    first_admin(database, settings)
    assert matches(database, "admin", (settings.data_dir / "admin-password").read_text().strip())


def test_a_password_file_that_can_not_be_written_still_tells_how_to_go_on(
    settings: Settings, database: Database
) -> None:
    (settings.data_dir / "admin-password").mkdir()
    told = first_admin(database, settings)
    assert told is not None
    assert "shortener user password admin" in told


def test_name_and_password_of_the_settings_are_used_and_never_repeated(settings: Settings, database: Database) -> None:
    told = first_admin(database, replace(settings, admin_user="ada", admin_password="correct horse"), terminal=True)
    assert told is not None
    assert "correct horse" not in told
    assert matches(database, "ada", "correct horse")
    assert not (settings.data_dir / "admin-password").exists()


def test_settings_change_nobody_who_is_there_already(settings: Settings, database: Database) -> None:
    first_admin(database, replace(settings, admin_password="correct horse"))
    assert first_admin(database, replace(settings, admin_password="another one")) is None
    assert matches(database, "admin", "correct horse")


@pytest.mark.parametrize(
    ("name", "password", "setting"),
    [("admin", "short", "SHORTENER_ADMIN_PASSWORD"), ("x" * 65, "correct horse", "SHORTENER_ADMIN_USER")],
)
def test_settings_that_can_not_be_used_are_named(
    settings: Settings, database: Database, name: str, password: str, setting: str
) -> None:
    with pytest.raises(BadSetting, match=setting):
        first_admin(database, replace(settings, admin_user=name, admin_password=password))
