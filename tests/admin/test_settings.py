"""Settings: what is in force and where it came from, without a word of what is secret."""

import dataclasses

import pytest

from shortener.inforce import in_force
from shortener.settings import Settings
from shortener.texts import Given
from tests.admin.conftest import Browser, words


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Those of a node that was started with two of its own, one of them secret."""
    given = {
        "SHORTENER_NODE": Given("<b>pi-3</b>", "/etc/shortener.conf"),
        "SHORTENER_SECRET_KEY": Given("", "SHORTENER_SECRET_KEY_FILE in the environment"),
    }
    return dataclasses.replace(settings, given=given)


def test_each_is_there_with_its_value_and_its_source(ada: Browser) -> None:
    answer = ada.get("/admin/settings")
    told = words(answer)
    assert "2 set, the others at their defaults" in told
    assert '<code dir="ltr">&lt;b&gt;pi-3&lt;/b&gt;</code>' in answer.text
    assert "/etc/shortener.conf" in told
    assert "Set, and secret SHORTENER_SECRET_KEY_FILE in the environment" in told
    assert "SHORTENER_LOG_FORMAT" in told


def test_what_nobody_set_but_holds_all_the_same_is_told_and_the_key_is_not(settings: Settings) -> None:
    plain = dataclasses.replace(settings, base_url=None, database_url=None, secret_key=None, given={})
    told = {one.name: one.value for one in in_force(plain)}
    assert told["SHORTENER_BASE_URL"] == "http://localhost:8000"
    assert told["SHORTENER_DATABASE_URL"] == f"sqlite:///{plain.data_dir / 'shortener.db'}"
    assert told["SHORTENER_SECRET_KEY"] == ""
