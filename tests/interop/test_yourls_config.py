"""config.php is read as text, never run: what stands there plainly is found, and what PHP would work out is named."""

from pathlib import Path

import pytest

from shortener.interop.yourls.config import BadConfig, Config, read_config
from shortener.interop.yourls.settled import settings_of
from tests.interop.yourls import CONFIG


def read(tmp_path: Path, text: str) -> Config:
    (tmp_path / "config.php").write_text(text, "utf-8")
    return read_config(tmp_path / "config.php")


def test_constants_people_and_reserved_words_are_found(tmp_path: Path) -> None:
    found = read(tmp_path, CONFIG)
    assert found.constants["COOKIEKEY"] == "it's a key"
    assert found.constants["SITE"] == "https://sho.rt"
    assert found.users == {"ada": "md5:12373:e52e4488f79a740bd341f229e3c163c8", "bob": "plain password"}
    assert found.reserved == ["porn", "sex"]
    assert found.unread == ["YOURLS_LANG"]


def test_keywords_go_on_in_a_row_where_they_were_no_random_ones() -> None:
    name = "SHORTENER_SEQUENTIAL_SLUGS"
    assert settings_of(Config(), {"next_id": "1337"})[name] == "yourls"
    assert name not in settings_of(Config(), {"next_id": "1337", "random_shorturls_length": "5"})
    assert name not in settings_of(Config(), {})


def test_they_become_settings_here(tmp_path: Path) -> None:
    assert settings_of(read(tmp_path, CONFIG), {"version": "1.10.5-dev"}) == {
        "SHORTENER_BASE_URL": "https://sho.rt",
        "SHORTENER_REDIRECT_STATUS": "301",
        "SHORTENER_UNKNOWN_SLUG_URL": "https://sho.rt/",
        "SHORTENER_YOURLS_PROFILE": "1.10.5",
        "SHORTENER_YOURLS_KEYWORDS": "62",
        "SHORTENER_YOURLS_DUPLICATES": "allow",
        "SHORTENER_RESERVED_SLUGS": "porn,sex",
        "SHORTENER_YOURLS_COOKIEKEY": "it's a key",
    }


@pytest.mark.parametrize(
    ("version", "profile"),
    [("1.7.9", "1.8"), ("1.8.2", "1.8"), ("1.9", "1.10.4"), ("1.10.4", "1.10.4"), ("1.10.6", "1.10.5")],
)
def test_the_version_says_whose_answers_programs_read(version: str, profile: str) -> None:
    assert settings_of(Config(), {"version": version})["SHORTENER_YOURLS_PROFILE"] == profile


@pytest.mark.parametrize(
    "text",
    [
        "<?php $yourls_user_passwords = ['a' => 'b', getenv('X') => getenv('Y'),];",
        "<?php $yourls_user_passwords=array('a'=>'b', 'c' => $_ENV['X']);",
        '<?php $yourls_user_passwords = [ "a" => "b", "c" => "d" . "e" ];',
    ],
)
def test_a_person_whose_password_is_worked_out_is_named_and_others_come_in(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert found.users == {"a": "b"}
    assert found.unread


@pytest.mark.parametrize("text", ["", "no php", "<?php echo 1;", "<?php\n" + "#" * 2_000_000])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadConfig, match=r"is no config\.php"):
        read(tmp_path, text)


def test_a_list_that_breaks_off_has_what_stands_before(tmp_path: Path) -> None:
    begun = "<?php define('YOURLS_SITE', 'https://sho.rt'); $yourls_reserved_URL ="
    assert read(tmp_path, begun).reserved == []
    assert read(tmp_path, f"{begun} array").reserved == []
    assert read(tmp_path, f"{begun} ['a', 'b").reserved == ["a"]


def test_a_list_may_be_as_long_as_the_file(tmp_path: Path) -> None:
    words = "'a'," * 250_000
    assert (
        len(read(tmp_path, f"<?php define('YOURLS_SITE', 'x'); $yourls_reserved_URL = [{words}];").reserved) == 250_000
    )
