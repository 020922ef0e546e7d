"""What a moved site is set to: from its base, its plug-ins, the keywords that it has and the words it keeps back."""

import pytest

from shortener.interop.yourls.config import Config
from shortener.interop.yourls.plugins import MOST, active_plugins, unknown
from shortener.interop.yourls.settled import settings_of

KEYWORDS, RESERVED = "SHORTENER_YOURLS_KEYWORDS", "SHORTENER_RESERVED_SLUGS"


def serialised(*paths: str) -> str:
    """As PHP writes a list of texts: with their lengths in bytes."""
    items = "".join(f'i:{number};s:{len(path.encode())}:"{path}";' for number, path in enumerate(paths))
    return f"a:{len(paths)}:{{{items}}}"


def folders(*names: str) -> dict[str, str]:
    """The options of a site with these plug-ins."""
    return {"active_plugins": serialised(*(f"{name}/plugin.php" for name in names)), "next_id": "5"}


@pytest.mark.parametrize("names", [[], ["hyphens-in-urls"], ["a", 'b";s:1:"c', "café"], ["x" * 300]])
def test_the_list_of_active_plug_ins_is_read_by_its_lengths(names: list[str]) -> None:
    assert active_plugins(folders(*names)["active_plugins"]) == names


@pytest.mark.parametrize(
    "text", ["", "nonsense", "N;", 'a:1:{i:0;s:99999:"x";}', 's:5:"', '{"0":"x/plugin.php"}', "\udc80"]
)
def test_what_is_no_such_list_names_no_plug_in(text: str) -> None:
    assert active_plugins(text) == []


def test_an_endless_list_is_read_as_far_as_a_person_could() -> None:
    assert len(active_plugins(serialised(*["a/plugin.php"] * 3000))) == MOST


@pytest.mark.parametrize(
    ("base", "plugins", "used", "setting"),
    [
        ("36", [], "", "36"),
        ("62", [], "", "62"),
        ("36", ["hyphens-in-urls"], "", "36-"),
        ("62", ["YOURLS-Forward-Slash-In-Urls-master", "hyphens-in-urls"], "", "62-/"),
        ("36", ["allow-dash-underscore", "yourls-dashboard"], "", "36-_"),
        ("62", [], "/-A", "62-/"),
        ("36", ["hyphens-in-urls"], "/", "36-/"),
        ("36", [], "A", "36ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("62", [], "\N{SLICE OF PIZZA}~", "62~\N{SLICE OF PIZZA}"),
        ("62", [], "?%# \n\ud800", "62"),
        ("62", [], [chr(0x4E00 + number) for number in range(300)], "any"),
    ],
)
def test_no_character_that_keywords_have_or_may_have_is_lost(
    base: str, plugins: list[str], used: str, setting: str
) -> None:
    config = Config(constants={"URL_CONVERT": base})
    assert settings_of(config, folders(*plugins), used)[KEYWORDS] == setting


def test_keywords_are_random_while_the_plug_in_for_that_is_active() -> None:
    kept = {"random_shorturls_length": "7"}
    active = settings_of(Config(), folders("random-shorturls") | kept)
    assert (active["SHORTENER_SLUG_LENGTH"], active.get("SHORTENER_SEQUENTIAL_SLUGS")) == ("7", None)
    assert settings_of(Config(), folders("random-shorturls"))["SHORTENER_SLUG_LENGTH"] == "5"
    assert "SHORTENER_SLUG_LENGTH" not in settings_of(
        Config(), folders("random-shorturls") | {**kept, "random_shorturls_length": "999"}
    )
    left = settings_of(Config(), folders() | kept)
    assert (left.get("SHORTENER_SLUG_LENGTH"), left["SHORTENER_SEQUENTIAL_SLUGS"]) == (None, "yourls")


@pytest.mark.parametrize(
    ("plugin", "name", "value"),
    [
        ("none-of-these", "SHORTENER_REDIRECT_STATUS", "301"),
        ("302-instead", "SHORTENER_REDIRECT_STATUS", "302"),
        ("yourls-308-instead", "SHORTENER_REDIRECT_STATUS", "308"),
        ("none-of-these", "SHORTENER_UNKNOWN_SLUG_URL", "https://sho.rt/"),
        ("404-if-not-found", "SHORTENER_UNKNOWN_SLUG_URL", None),
        ("none-of-these", "SHORTENER_YOURLS_DUPLICATES", "refuse"),
        ("YOURLS-Allow-Existing-URLs", "SHORTENER_YOURLS_DUPLICATES", "reuse"),
    ],
)
def test_a_plug_in_that_is_known_changes_what_follows(plugin: str, name: str, value: str | None) -> None:
    config = Config(constants={"SITE": "https://sho.rt"})
    assert settings_of(config, folders(plugin)).get(name) == value
    assert unknown([plugin]) == ([plugin] if plugin == "none-of-these" else [])


@pytest.mark.parametrize(
    ("constant", "policy"), [("false", "allow"), ("FALSE", "allow"), ("true", "refuse"), ("0", "refuse")]
)
def test_only_a_plain_false_allows_a_second_link(constant: str, policy: str) -> None:
    settings = settings_of(Config(constants={"UNIQUE_URLS": constant}), {})
    assert settings["SHORTENER_YOURLS_DUPLICATES"] == policy


def test_words_that_can_be_no_slug_are_no_setting() -> None:
    config = Config(reserved=["porn", "Sex", "two words", "a,b", "", "x" * 256, "ü/-"])
    assert settings_of(config, {})[RESERVED] == "porn,Sex,ü/-"
    many = Config(reserved=[str(number) for number in range(1500)])
    assert len(settings_of(many, {})[RESERVED].split(",")) == 1000
