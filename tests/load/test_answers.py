"""Each answer is held against the truth, and a wrong one is told with all that one must know to find out why."""

import pytest

from tests.load.answers import Answer, complaint, miss_complaint
from tests.load.truth import Truth

OLD, NEW, EVIL = "https://old.example/", "https://new.example/", "https://evil.example/"


@pytest.fixture
def truth() -> Truth:
    """`pico` led to OLD until second 1000, when it was changed; `fresh` was made then."""
    truth = Truth({"pico": OLD, "quiet": OLD}, now=lambda: 1000.0)
    for slug in ("pico", "fresh"):
        truth.begin(slug, NEW)
        truth.finish(slug)
    return truth


@pytest.mark.parametrize(
    ("slug", "answer"),
    [
        ("quiet", Answer("/quiet", 5000.0, 302, OLD)),
        ("quiet", Answer("/quiet.", 5000.0, 302, OLD)),
        ("pico", Answer("/pico", 1000.5, 302, OLD)),
        ("pico", Answer("/pico", 1000.5, 302, NEW)),
        ("fresh", Answer("/fresh", 1000.5, 404, None)),
        ("nix", Answer("/nix", 5000.0, 404, None)),
        ("quiet", Answer("/quiet", 5000.0, 302, OLD, error="404 is an error to some")),
    ],
)
def test_a_right_answer_gets_no_complaint(truth: Truth, slug: str, answer: Answer) -> None:
    assert complaint(truth, slug, answer) is None


@pytest.mark.parametrize(
    ("slug", "answer", "said"),
    [
        (
            "quiet",
            Answer("/quiet.", 5.0, 302, EVIL),
            f"/quiet. was answered 302 {EVIL}, which it never should; right was {OLD}",
        ),
        ("quiet", Answer("/quiet", 5.0, 404, None), f"/quiet was answered 404, which it never should; right was {OLD}"),
        ("quiet", Answer("/quiet", 5.0, 200, None), f"/quiet was answered 200, which it never should; right was {OLD}"),
        (
            "quiet",
            Answer("/quiet", 5.0, 301, OLD),
            f"/quiet was answered 301 {OLD}, which it never should; right was {OLD}",
        ),
        (
            "pico",
            Answer("/pico", 1003.0, 302, OLD),
            f"/pico was answered 302 {OLD}, 3 s after that had changed; right was {NEW}",
        ),
        (
            "fresh",
            Answer("/fresh", 1002.0, 404, None),
            f"/fresh was answered 404, 2 s after that had changed; right was {NEW}",
        ),
        (
            "fresh",
            Answer("/fresh", 1002.0, 503, None),
            f"/fresh was answered 503, which it never should; right was {NEW}",
        ),
        ("nix", Answer("/nix", 5.0, 302, OLD), f"/nix was answered 302 {OLD}, which it never should; right was 404"),
        ("pico", Answer("/pico", 5.0, 0, None, "timed out"), "/pico: no answer, timed out"),
    ],
)
def test_a_wrong_answer_is_told(truth: Truth, slug: str, answer: Answer, said: str) -> None:
    assert complaint(truth, slug, answer) == said


def test_an_unknown_slug_has_one_right_answer() -> None:
    assert miss_complaint(Answer("/nix", 5.0, 404, None)) is None
    assert miss_complaint(Answer("/nix", 5.0, 302, EVIL)) == f"answered 302 {EVIL}"
    assert miss_complaint(Answer("/nix", 5.0, 500, None)) == "answered 500"
    assert miss_complaint(Answer("/nix", 5.0, 0, None, "refused")) == "no answer, refused"
