"""Those who follow links: people with browsers, and bots; each answer is held against the truth of its moment."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from locust import FastHttpUser, between, task

from tests.load import habits
from tests.load.answers import REDIRECT, Answer, complaint, miss_complaint
from tests.load.day import DAY
from tests.load.result import Answered

FROM_NEWS = 0.10


class Follower(FastHttpUser):
    """Stays at one node, over one connection."""

    abstract = True
    network_timeout = connection_timeout = 20.0

    def __init__(self, environment: Any) -> None:
        self.node = DAY.next_node()
        self.host = DAY.nodes[self.node]
        super().__init__(environment)

    def follow(self, kind: str, method: str, slug: str, spelling: str, headers: dict[str, str]) -> None:
        """Asks for a link by a spelling of its slug."""
        name = f"{kind}, HEAD" if method == "HEAD" else kind
        with self._asked(method, f"/{spelling}", name, headers) as (answer, seen):
            if seen.status == REDIRECT:
                DAY.answered[Answered(self.node, method, slug, seen.location or "")] += 1
            settle(answer, complaint(DAY.truth, slug, seen))
            DAY.notice(slug, seen.location, asked_at=seen.asked_at)

    def miss(self, headers: dict[str, str]) -> None:
        """Asks for a slug that nobody ever made."""
        with self._asked("GET", f"/{habits.an_unknown_slug()}", "unknown slug", headers) as (answer, seen):
            settle(answer, miss_complaint(seen))

    @contextmanager
    def _asked(self, method: str, path: str, name: str, headers: dict[str, str]) -> Iterator[tuple[Any, Answer]]:
        asked_at = DAY.truth.now()
        with self.client.request(
            method, path, headers=headers, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            location = (answer.headers or {}).get("location")
            yield answer, Answer(path, asked_at, answer.status_code, location, getattr(answer, "error", None))


class Visitor(Follower):
    """Follows a link, reads for a moment, follows another."""

    weight = 9
    wait_time = between(0.02, 0.1)

    @task
    def visit(self) -> None:
        headers = habits.browser_headers()
        if habits.is_unknown():
            self.miss(headers)
            return
        if DAY.news and random.random() < FROM_NEWS:
            kind, slug = "redirect after a change", random.choice(DAY.news)
        else:
            kind, slug = "redirect", habits.a_slug()
        spelling = slug
        if random.random() < habits.MISSPELT:
            kind, spelling = "redirect of a spelling", habits.a_spelling(slug)
        method = "HEAD" if random.random() < habits.HEAD else "GET"
        self.follow(kind, method, slug, spelling, headers)


class Bot(Follower):
    """Looks at what somebody has just posted, often at its headers only, and minds robots.txt."""

    weight = 1
    wait_time = between(0.02, 0.2)

    def on_start(self) -> None:
        """So that even the shortest day has what every day has."""
        slug = habits.a_slug()
        self.follow("redirect of a bot", "HEAD", slug, slug, habits.bot_headers())
        self.miss(habits.bot_headers())

    @task(20)
    def preview(self) -> None:
        headers = habits.bot_headers()
        if habits.is_unknown():
            self.miss(headers)
            return
        slug, method = habits.a_slug(), random.choice(("HEAD", "GET"))
        self.follow("redirect of a bot", method, slug, slug, headers)

    @task(1)
    def mind(self) -> None:
        with self.client.get("/robots.txt", name="robots.txt", headers=habits.bot_headers(), catch_response=True) as it:
            if it.status_code == 200 and it.text and "User-agent" in it.text:
                it.success()
            else:
                it.failure(f"robots.txt was answered {it.status_code} {getattr(it, 'error', None) or ''}")


def settle(answer: Any, wrong: str | None) -> None:
    """Tells locust what became of a request."""
    if wrong is None:
        answer.success()
    else:
        answer.failure(wrong)
