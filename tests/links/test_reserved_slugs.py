"""Words that an operator keeps back are no new link's slug, whoever asks; a link that has one keeps it."""

import pytest

from shortener.links import placing
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.rules import Rules, rules_from
from shortener.settings import BadSetting, Settings, read_settings
from shortener.stores import Database

pytestmark = pytest.mark.stores("sqlite")
TARGET = "https://example.org/"


def keeping(database: Database, *words: str, in_row: str = "none") -> Library:
    library = Library(database, Rules(site_host="rpf.io", in_row=in_row, reserved=frozenset(words)))
    library.ensure_default_domain()
    return library


def test_no_new_link_gets_one_and_the_sentence_says_where_it_is_set(database: Database) -> None:
    library = keeping(database, "sale", "caf\u00e9")
    for slug in ("sale", "cafe\u0301"):
        with pytest.raises(Refused, match=r"is reserved \(SHORTENER_RESERVED_SLUGS\); choose another slug") as refused:
            library.create(Draft(target=TARGET, slug=slug), None)
        assert (refused.value.field, refused.value.code) == ("slug", "reserved")
        assert "SHORTENER_RESERVED_SLUGS" in library.judge("", slug).problem
    with pytest.raises(Refused), library.writing(None) as editor:
        editor.create_all([Draft(target=TARGET, slug="sale")])
    for free in ("Sale", "sales", "sale/now"):
        assert library.create(Draft(target=TARGET, slug=free), None).slug == free


def test_a_link_that_has_one_keeps_it_through_every_edit_and_no_other_is_renamed_to_it(database: Database) -> None:
    old = keeping(database).create(Draft(target=TARGET, slug="sale"), None)
    library = keeping(database, "sale")
    assert library.edit(old.id, Edit(slug="sale", title="New"), None).slug == "sale"
    other = library.create(Draft(target=TARGET, slug="other"), None)
    with pytest.raises(Refused, match="reserved"):
        library.edit(other.id, Edit(slug="sale"), None)
    library.delete(old.id, None)
    assert library.restore(old.id, None).slug == "sale"


def test_slugs_that_nobody_names_pass_them_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [keeping(database, "1", "3", in_row="all").create(Draft(target=TARGET), None).slug for _ in range(2)] == [
        "2",
        "4",
    ]
    made = iter(["sale", "fresh"])
    monkeypatch.setattr(placing, "random_slug", lambda _length: next(made))
    assert keeping(database, "sale").create(Draft(target=TARGET), None).slug == "fresh"


def test_the_setting_is_words_with_commas(settings: Settings) -> None:
    given = {"SHORTENER_RESERVED_SLUGS": " sale, Sale ,sale,p/en/x,"}
    assert read_settings(given).reserved_slugs == ("sale", "Sale", "p/en/x")
    assert rules_from(read_settings(given)).reserved == {"sale", "Sale", "p/en/x"}
    assert rules_from(settings).reserved == frozenset()


@pytest.mark.parametrize("words", ["two words", "x" * 256, "a\0b", '"a"', ",".join(map(str, range(1001)))])
def test_what_can_be_no_slug_or_is_too_much_is_refused_at_start(words: str) -> None:
    with pytest.raises(BadSetting, match="SHORTENER_RESERVED_SLUGS"):
        read_settings({"SHORTENER_RESERVED_SLUGS": words})
