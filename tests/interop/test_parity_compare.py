"""Two answers beside each other: alike, or different for one reason."""

import pytest

from shortener.interop.parity.compare import REASONS, Ours, difference, settled
from shortener.net.asking import Said

OWN = frozenset({"old.example", "new.example", "::1"})
A = "https://a.example/"


@pytest.mark.parametrize(
    ("there", "here", "reason"),
    [
        (Said(302, A), Ours(Said(302, A)), None),
        (Said(404), Ours(Said(404), "unknown"), None),
        (Said(410), Ours(Said(410), "deleted"), None),
        (Said(301, A), Ours(Said(302, A)), "status"),
        (Said(301, "HTTPS://A.example"), Ours(Said(302, A)), "status"),
        (Said(302, "https://A.EXAMPLE:443"), Ours(Said(302, A)), "spelling"),
        (Said(302, "https://b.example/"), Ours(Said(302, A)), "target"),
        (Said(302, A), Ours(Said(404), "unknown"), "unknown"),
        (Said(302, A), Ours(Said(302, "https://home.example/"), "unknown"), "unknown"),
        (Said(302, A), Ours(Said(404), "off"), "off"),
        (Said(302, A), Ours(Said(404), "early"), "early"),
        (Said(302, A), Ours(Said(410), "over"), "over"),
        (Said(302, A), Ours(Said(410), "deleted"), "deleted"),
        (Said(302, A), Ours(Said(410)), "deleted"),
        (Said(302, A), Ours(Said(404)), "unknown"),
        (Said(404), Ours(Said(302, A)), "only-here"),
        (Said(404), Ours(Said(410), "deleted"), "status"),
        (Said(200), Ours(Said(302, A)), "page"),
        (Said(200), Ours(Said(404), "unknown"), "page"),
        (Said(304), Ours(Said(302, A)), "page"),
        ("it takes too long", Ours(Said(302, A)), "failed"),
        (Said(502), Ours(Said(404), "unknown"), "failed"),
        (Said(302, A), "refused", "failed-here"),
        (Said(302, A), Ours(Said(503), "away"), "failed-here"),
    ],
)
def test_each_difference_has_one_reason(there: Said | str, here: Ours | str, reason: str | None) -> None:
    assert difference(there, here, "/x", OWN) == reason
    assert reason is None or reason in REASONS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example", "https://a.example/"),
        ("HTTPS://A.Example:443/%7Eme", "https://a.example/~me"),
        ("https://a.example/%c3%bc", "https://a.example/%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("/other", "https://old.example/other"),
        ("other", "http://new.example:8080/p/other"),
        ("https://old.example/x", "http://[::1]:8000/x"),
        ("mailto:a@b.example?subject=%c3%bc", "mailto:a@b.example?subject=%C3%BC"),
    ],
)
def test_some_spellings_are_the_same_place(one: str, other: str) -> None:
    assert settled(one, "/p/x", OWN) == settled(other, "/p/x", OWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "https://a.example/x/"),
        ("https://a.example/x", "http://a.example/x"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/?a=%26", "https://a.example/?a=&"),
        ("https://a.example/#a", "https://a.example/"),
        ("https://a.example:8443/", "https://a.example/"),
        ("https://[nonsense/", "https://a.example/"),
        ("skype:a", "skype:b"),
    ],
)
def test_others_are_not(one: str, other: str) -> None:
    assert settled(one, "/p/x", OWN) != settled(other, "/p/x", OWN)
