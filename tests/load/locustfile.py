"""Visitors on a believable day: they follow what is printed most, some mistype, robots look; a wrong answer fails."""

import csv
import ipaddress
import random
import urllib.parse
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, events, task

PRINTED = Path(__file__).resolve().parent.parent / "data" / "rpf-links.csv"
AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1": 45,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36": 35,
    "Mozilla/5.0 (X11; Linux aarch64; rv:140.0) Gecko/20100101 Firefox/140.0": 10,
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": 5,
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)": 3,
    "curl/8.5.0": 2,
}
REFERRERS = [
    "",
    "",
    "https://www.google.com/",
    "https://projects.raspberrypi.org/en/projects/boat-race",
    "android-app://com.slack/",
]
UNKNOWN, HEAD = 0.03, 0.04

with PRINTED.open(encoding="utf-8") as file:
    LINKS = [(row["slug"], row["target"], int(row["seen"])) for row in csv.DictReader(file)]
SEEN = [seen for _, _, seen in LINKS]


def only_loopback(environment: Any, **_: object) -> None:
    """Nobody else's server is ever loaded."""
    host = urllib.parse.urlsplit(environment.host or "").hostname or ""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SystemExit(f"Only a loopback address may be loaded, not {environment.host!r}.")


events.init.add_listener(only_loopback)


class Visitor(FastHttpUser):
    """Follows a link, reads for a moment, follows another over the same connection."""

    wait_time = between(0.0, 0.02)
    network_timeout = connection_timeout = 10.0

    @task
    def follow(self) -> None:
        slug, target, _ = random.choices(LINKS, SEEN)[0]
        method = "HEAD" if random.random() < HEAD else "GET"
        if random.random() < UNKNOWN:
            self._ask("GET", f"{slug}-{random.randrange(10**6)}", 404, None, "unknown")
        else:
            self._ask(method, slug, 302, target, f"known {method}")

    def _ask(self, method: str, slug: str, status: int, target: str | None, name: str) -> None:
        port = urllib.parse.urlsplit(self.host or "").port
        headers = {
            "Host": f"localhost:{port}",
            "User-Agent": random.choices(list(AGENTS), list(AGENTS.values()))[0],
            "Referer": random.choice(REFERRERS),
        }
        with self.client.request(
            method, f"/{slug}", headers=headers, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            got = (answer.status_code, (answer.headers or {}).get("Location"))
            if got == (status, target):
                answer.success()
            else:
                answer.failure(f"wanted {status} {target}, got {got[0]} {got[1]}")
