"""Those who follow links: people with browsers, and bots; each answer is held against the truth of its moment."""

import random
from typing import Any

from locust import FastHttpUser, between, task

from tests.load import habits
from tests.load.day import DAY
from tests.load.result import Answered

FROM_NEWS = 0.10
REDIRECT, NOT_FOUND = 302, 404


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
        asked_at = DAY.truth.now()
        name = f"{kind}, HEAD" if method == "HEAD" else kind
        with self.client.request(
            method, f"/{spelling}", headers=headers, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            status, location = answer.status_code, (answer.headers or {}).get("location")
            if status == REDIRECT:
                DAY.answered[Answered(self.node, method, slug, location or "")] += 1
            right = DAY.truth.right(slug, asked_at)
            if status == (REDIRECT if location else NOT_FOUND) and location in right:
                answer.success()
            else:
                answer.failure(_wrong(slug, status, location, asked_at, getattr(answer, "error", None)))

    def miss(self) -> None:
        """Asks for a slug that nobody ever made."""
        with self.client.get(
            f"/{habits.an_unknown_slug()}", name="unknown slug", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code == NOT_FOUND:
                answer.success()
            else:
                answer.failure(
                    f"an unknown slug was answered {answer.status_code} {getattr(answer, 'error', None) or ''}"
                )


class Visitor(Follower):
    """Follows a link, reads for a moment, follows another."""

    weight = 9
    wait_time = between(0.02, 0.1)

    @task
    def visit(self) -> None:
        if random.random() < habits.UNKNOWN:
            self.miss()
            return
        if DAY.news and random.random() < FROM_NEWS:
            kind, slug = "redirect after a change", random.choice(DAY.news)
        else:
            kind, slug = "redirect", habits.a_slug()
        spelling = slug
        if random.random() < habits.MISSPELT:
            kind, spelling = "redirect of a spelling", habits.a_spelling(slug)
        method = "HEAD" if random.random() < habits.HEAD else "GET"
        self.follow(kind, method, slug, spelling, habits.browser_headers())


class Bot(Follower):
    """Looks at what somebody has just posted, often at its headers only, and minds robots.txt."""

    weight = 1
    wait_time = between(0.02, 0.2)

    @task(20)
    def preview(self) -> None:
        slug, method = habits.a_slug(), random.choice(("HEAD", "GET"))
        self.follow("redirect of a bot", method, slug, slug, habits.bot_headers())

    @task(1)
    def mind(self) -> None:
        with self.client.get("/robots.txt", name="robots.txt", headers=habits.bot_headers(), catch_response=True) as it:
            if it.status_code == 200 and it.text and "User-agent" in it.text:
                it.success()
            else:
                it.failure(f"robots.txt was answered {it.status_code} {getattr(it, 'error', None) or ''}")


def _wrong(slug: str, status: int, location: str | None, asked_at: float, error: object) -> str:
    """What a person has to know to find out why."""
    if error:
        return f"/{slug}: no answer, {error}"
    overdue = DAY.truth.overdue(slug, location, asked_at)
    known = "which it never should" if overdue is None else f"{overdue:.1f} s after the last moment for that"
    return f"/{slug} was answered {status} {location}, {known}; right was {DAY.truth.right(slug, asked_at)}"
