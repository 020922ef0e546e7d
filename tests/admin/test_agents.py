"""Where somebody is signed in is told by browser and system, not by what the browser says of itself."""

import pytest

from shortener.admin.agents import SHOWN, browser_words

LIKE_ALL = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {LIKE_ALL} Chrome/142.0.0.0 Safari/537.36", "Chrome on Windows"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {LIKE_ALL} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        (f"Mozilla/5.0 (Linux; Android 10; K) {LIKE_ALL} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.6 Safari/605.1.15",
            "Safari on macOS",
        ),
        ("Firefox", "Firefox"),
        ("curl/8.14.1", "curl/8.14.1"),
        ("", "Unknown browser"),
        ("<b>" * 90, ("<b>" * 90)[:SHOWN]),
    ],
)
def test_a_browser_is_told_by_name_and_system(agent: str, told: str) -> None:
    assert browser_words(agent) == told
