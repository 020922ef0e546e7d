"""Settings: read from the environment, from files, checked at once, and refused in one sentence."""

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from shortener.inforce import describe, in_force
from shortener.settings import BadSetting, read_settings, unknown_names


def refusal(**given: str) -> str:
    with pytest.raises(BadSetting) as caught:
        read_settings({f"SHORTENER_{name}": value for name, value in given.items()})
    return str(caught.value)


def read(**given: str) -> Any:
    return read_settings({f"SHORTENER_{name}": value for name, value in given.items()})


def test_nothing_has_to_be_set() -> None:
    settings = read()
    assert (settings.bind, settings.public_url, settings.workers) == ("[::]:8000", "http://localhost:8000", 2)
    assert settings.database == f"sqlite:///{settings.data_dir}/shortener.db"
    assert settings.journal_dir == settings.data_dir / "journal"
    assert settings.server_name == settings.node


def test_the_base_url_follows_the_port_until_it_is_set() -> None:
    assert read(BIND="[::1]:9000").public_url == "http://localhost:9000"
    assert read(BIND="[::1]:9000", BASE_URL="https://rpf.io/").public_url == "https://rpf.io"


def test_cookies_are_secure_where_the_site_is() -> None:
    assert not read().cookies_are_secure
    assert read(BASE_URL="https://rpf.io").cookies_are_secure
    assert not read(BASE_URL="https://rpf.io", SECURE_COOKIES="off").cookies_are_secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIND", "8000"),
        ("BIND", "::1:8000"),
        ("BIND", "[::1]"),
        ("BIND", "[nonsense]:80"),
        ("BIND", "[::1]:70000"),
        ("BASE_URL", "rpf.io"),
        ("BASE_URL", "ftp://rpf.io"),
        ("BASE_URL", "https://user@rpf.io"),
        ("BASE_URL", "https://[::1"),
        ("BASE_URL", "https://rpf.io/path"),
        ("BASE_URL", "https://rpf.io/?x=1"),
        ("WORKERS", "0"),
        ("WORKERS", "65"),
        ("WORKERS", "two"),
        ("WORKERS", "٢"),
        ("JOURNAL_SYNC", "off"),
        ("REDIRECT_STATUS", "304"),
        ("TRUSTED_PROXIES", "2001:db8::1/64"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("TARGET_SCHEMES", ","),
        ("TARGET_SCHEMES", "http,java script"),
        ("TARGET_SCHEMES", "http,javascript"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TIMEZONE", "../etc/passwd"),
        ("SERVED_BY", "a\r\nX: y"),
        ("NODE", "a\nb"),
        ("ORGANISATION", "a\0b"),
        ("SECURE_COOKIES", "perhaps"),
        ("SMTP_URL", "mail.example.org"),
        ("SMTP_URL", "http://mail.example.org"),
        ("SMTP_URL", "smtp://mail.example.org:0"),
        ("SMTP_URL", "smtp://mail.example.org:99999"),
        ("SMTP_URL", "smtp://[::1"),
        ("SMTP_URL", "smtp://mail.example.org/path"),
        ("SMTP_URL", "smtp://mail.example.org?starttls=maybe"),
        ("SMTP_URL", "smtps://mail.example.org?starttls=off"),
        ("SMTP_URL", "smtp://name:word@mail.example.org?starttls=off"),
        ("SMTP_URL", "smtp://mail.example.org\r\nX"),
        ("MAIL_FROM", "links"),
        ("MAIL_FROM", "Links <links@example.org>, other@example.org"),
        ("MAIL_FROM", "links@example.org\r\nBcc: eve@example.org"),
        ("MAIL_FROM", "lïnks@example.org"),
        ("MAIL_FROM", 'Links" <links@example.org>'),
        ("MAIL_FROM", "Links <links@example.org> more"),
        ("EXPORT_DIR", "a\nb"),
    ],
)
def test_nonsense_is_refused_in_one_sentence_that_names_the_setting(name: str, value: str) -> None:
    said = refusal(**{name: value})
    assert said.startswith(f"SHORTENER_{name}: ")
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "value", "field", "parsed"),
    [
        ("BIND", "unix:/run/shortener.sock", "bind", "unix:/run/shortener.sock"),
        ("BIND", "127.0.0.1:80", "bind", "127.0.0.1:80"),
        ("BASE_URL", "http://[2001:db8::1]:8000", "base_url", "http://[2001:db8::1]:8000"),
        (
            "TRUSTED_PROXIES",
            "2001:db8::/64, 192.0.2.1,unix",
            "trusted_proxies",
            ("2001:db8::/64", "192.0.2.1/32", "unix"),
        ),
        ("REDIRECT_STATUS", "308", "redirect_status", 308),
        ("TARGET_SCHEMES", "HTTPS, git+ssh", "target_schemes", ("https", "git+ssh")),
        ("ORGANISATION", " Raspberry Pi Foundation ", "organisation", "Raspberry Pi Foundation"),
        ("TIMEZONE", "Europe/London", "timezone", "Europe/London"),
        ("SECURE_COOKIES", "On", "secure_cookies", True),
        ("SMTP_URL", "smtps://a%40b:c@[2001:db8::25]:465", "smtp_url", "smtps://a%40b:c@[2001:db8::25]:465"),
        ("MAIL_FROM", "Lïnks <links@example.org>", "mail_from", "Lïnks <links@example.org>"),
        ("MAIL_FROM", "root@localhost", "mail_from", "root@localhost"),
    ],
)
def test_what_makes_sense_is_read(name: str, value: str, field: str, parsed: object) -> None:
    assert getattr(read(**{name: value}), field) == parsed


def test_exports_go_into_the_data_folder_elsewhere_or_nowhere() -> None:
    assert read(DATA_DIR="/srv/links").exports == Path("/srv/links/exports")
    assert read(EXPORT_DIR="/mnt/exports").exports == Path("/mnt/exports")
    assert read(EXPORT_DIR="none").exports is None


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read(WORKERS="", ADMIN_PASSWORD="").workers == 2


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("  a-secret-of-some-length\n")
    assert read(SECRET_KEY_FILE=str(tmp_path / "key")).secret_key == "a-secret-of-some-length"
    assert "both set" in refusal(SECRET_KEY_FILE=str(tmp_path / "key"), SECRET_KEY="x")
    assert "can't read" in refusal(SECRET_KEY_FILE=str(tmp_path / "missing"))


def test_a_refused_secret_is_not_repeated(tmp_path: Path) -> None:
    said = refusal(ADMIN_PASSWORD="swordfish\x07")
    assert "swordfish" not in said


def test_a_file_can_hold_settings_and_the_environment_wins(tmp_path: Path) -> None:
    path = tmp_path / "shortener.conf"
    path.write_text('# ours\n\nSHORTENER_WORKERS=3\nSHORTENER_ORGANISATION="Code Club"\n')
    assert read(CONFIG=str(path)).organisation == "Code Club"
    assert read(CONFIG=str(path), WORKERS="4").workers == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("WORKERS=3\n", "line 1: wanted SHORTENER_NAME=value"),
        ("\nSHORTENER_WORKERS\n", "line 2"),
        ("SHORTENER_WORKER=3\n", "did you mean SHORTENER_WORKERS?"),
    ],
)
def test_a_settings_file_with_a_mistake_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "shortener.conf"
    path.write_text(content)
    assert words in refusal(CONFIG=str(path))
    assert "can't read" in refusal(CONFIG=str(tmp_path / "missing"))


def test_names_that_only_look_like_settings_are_pointed_out() -> None:
    given = {"SHORTENER_WORKER": "3", "SHORTENER_SECRET_KEY_FILE": "x", "SHORTENER_CONFIG": "y", "PATH": "z"}
    assert unknown_names(given) == [
        "SHORTENER_WORKER is not a setting of this version; did you mean SHORTENER_WORKERS?"
    ]


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        read().workers = 3


def test_every_setting_says_what_it_is_for() -> None:
    for setting in describe():
        assert str(setting["about"]).endswith("."), setting


@pytest.mark.parametrize(
    "url",
    [
        "redis://[::1]:6379/0",
        "rediss://:secret@redis.example:6380",
        "unix:///run/redis/redis.sock?db=1",
        "redis+sentinel://[2001:db8::1]:26379,[2001:db8::2]:26379/shortener/0",
    ],
)
def test_redis_is_named_by_a_url(url: str) -> None:
    assert read(REDIS_URL=url).redis_url == url


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("localhost:6379", "wanted redis://"),
        ("http://localhost", "wanted redis://"),
        ("redis://", "names no host"),
        ("unix://", "names no host"),
        ("redis+sentinel://[::1]:26379", "wanted the service's name"),
    ],
)
def test_a_url_that_is_no_redis_is_refused_without_showing_it(url: str, wanted: str) -> None:
    message = refusal(REDIS_URL=url)
    assert message.startswith("SHORTENER_REDIS_URL: its value can't be used")
    assert wanted in message


@pytest.mark.parametrize("characters", ["36", "62", "64", "62-/", "36-_./~", "62é+\N{SLICE OF PIZZA}", "any"])
def test_the_characters_of_keywords_are_named_as_yourls_does(characters: str) -> None:
    assert read(YOURLS_KEYWORDS=f" {characters} ").yourls_keywords == characters


@pytest.mark.parametrize("characters", ["37", "62%", "62?", "62'", "62é\0", "62" + "é" * 201, "a-z", "any-", "62 -"])
def test_other_characters_of_keywords_are_refused(characters: str) -> None:
    assert "SHORTENER_YOURLS_KEYWORDS" in refusal(YOURLS_KEYWORDS=characters)


def test_the_key_of_signatures_is_never_shown() -> None:
    assert "hid" not in refusal(YOURLS_COOKIEKEY="hid\nden").partition(":")[2]
    assert read(YOURLS_COOKIEKEY="modify this text with something random").yourls_profile == "1.10.4"


def test_each_setting_is_told_with_its_value_and_where_it_came_from(tmp_path: Path) -> None:
    config, key = tmp_path / "shortener.conf", tmp_path / "key"
    config.write_text(f"SHORTENER_WORKERS=3\nSHORTENER_NODE=two\nSHORTENER_SECRET_KEY_FILE={key}\n")
    key.write_text("a-secret-of-some-length")
    given = {"SHORTENER_CONFIG": str(config), "SHORTENER_NODE": "one", "SHORTENER_REDIS_URL": "redis://:pw@[::1]/0"}
    told = {one.name: one for one in in_force(read_settings(given))}
    assert (told["SHORTENER_WORKERS"].value, told["SHORTENER_WORKERS"].source) == ("3", str(config))
    assert (told["SHORTENER_NODE"].value, told["SHORTENER_NODE"].source) == ("one", "the environment")
    assert (told["SHORTENER_BIND"].value, told["SHORTENER_BIND"].source) == ("[::]:8000", "")
    secret, redis = told["SHORTENER_SECRET_KEY"], told["SHORTENER_REDIS_URL"]
    assert (secret.value, secret.source) == ("", f"SHORTENER_SECRET_KEY_FILE in {config}")
    assert (redis.value, redis.source, redis.secret) == ("", "the environment", True)
    assert list(told) == [one["name"] for one in describe()]
