"""Numbers, times and addresses as people read them; no application needed."""

import pytest

from shortener.admin import shown
from shortener.admin.fields import tags
from shortener.admin.forms import BadForm, LinkForm, draft, edit
from shortener.admin.merge import merge

NOW = 1777800600000  # 3 May 2026, 09:30 UTC
HOUR, DAY = 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (0, ">just now<"),
        (90_000, ">1 minute ago<"),
        (2 * HOUR, ">2 hours ago<"),
        (29 * DAY, ">29 days ago<"),
        (30 * DAY, ">3 Apr 2026<"),
        (-2 * HOUR, ">3 May 2026<"),
    ],
)
def test_a_time_is_said_as_people_say_it(age: int, said: str) -> None:
    assert said in shown.moment(NOW - age, NOW, "UTC")


def test_the_exact_time_is_in_the_zone_of_the_site() -> None:
    assert shown.moment(NOW, NOW, "Asia/Kathmandu") == (
        '<time datetime="2026-05-03T15:15:00+05:45" title="3 May 2026, 15:15 +0545">just now</time>'
    )
    assert "10:30 BST" in shown.exact(NOW, "Europe/London")


@pytest.mark.parametrize(
    ("host", "slug", "url"),
    [
        ("rpf.io", "scratch-new", "https://rpf.io:8443/scratch-new"),
        ("rptl.io", "p/ar-SA/x", "https://rptl.io/p/ar-SA/x"),
        ("rpf.io", "café", "https://rpf.io:8443/café"),
        ("rpf.io", 'a b%?#"', "https://rpf.io:8443/a%20b%25%3F%23%22"),
    ],
)
def test_a_short_link_is_copied_as_it_is_typed(host: str, slug: str, url: str) -> None:
    assert shown.short(host, slug, "https://rpf.io:8443", "rpf.io").url == url


def test_only_web_addresses_become_links() -> None:
    assert [shown.is_web(target) for target in ("HTTPS://a", "http://a", "javascript:1", "mailto:a@b")] == [
        True,
        True,
        False,
        False,
    ]


def test_tags_are_words_each_once() -> None:
    assert tags(" a b ,c,, a  b,\nd ") == ("a b", "c", "d")


def test_local_times_are_read_in_the_zone_across_clock_changes() -> None:
    form = LinkForm(target="x", starts_at="2026-01-01T00:00", ends_at="2026-07-01T00:00")
    read = draft(form, "Europe/London", None)
    assert (read.starts_at, read.ends_at) == (1767225600000, 1782860400000)


def test_every_field_that_makes_no_sense_is_named_at_once() -> None:
    with pytest.raises(BadForm) as refused:
        draft(LinkForm(status="9", starts_at="x", ends_at="9999-99-99T00:00"), "UTC", None)
    assert set(refused.value.problems) == {"status", "starts_at", "ends_at"}


def test_an_edit_holds_only_what_differs() -> None:
    base = LinkForm(target="a", title="t", enabled="on")
    assert edit(base, base, "UTC") == edit(LinkForm(), LinkForm(), "UTC")
    changed = edit(LinkForm(target="a", title="u", enabled=""), base, "UTC")
    assert (changed.title, changed.enabled) == ("u", False)


def test_merging_keeps_both_peoples_changes_and_tells_the_later_one() -> None:
    base = LinkForm(target="a", title="t", notes="n", tags="x")
    mine = LinkForm(target="a", title="mine", notes="mine too", tags="same")
    theirs = LinkForm(target="b", title="theirs", notes="n", tags="same")
    merged, told = merge(mine, base, theirs)
    assert merged == LinkForm(target="b", title="mine", notes="mine too", tags="same")
    assert [(item.name, item.before, item.now, item.mine) for item in told] == [
        ("target", "a", "b", None),
        ("title", "t", "theirs", "mine"),
        ("tags", "x", "same", None),
    ]
