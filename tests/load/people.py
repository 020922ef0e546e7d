"""Those who work in the admin: an editor, who searches, makes and changes links, and somebody who exports clicks."""

import itertools
import random
import re
from typing import Any, NamedTuple
from urllib.parse import quote

from locust import FastHttpUser, between, task

from tests.live import PASSWORD
from tests.load import habits
from tests.load.day import DAY

NUMBERS = itertools.count(1)
SIGNED_IN, VERSION = re.compile(r"Sign out"), re.compile(r'name="version" value="(\d+)"')
MADE, SAVED = re.compile(r"/admin/\?made=(\d+)"), re.compile(r"done=saved")
READY, ANYTHING, DOOR = re.compile(r"Your link is ready"), re.compile(r""), re.compile(r"/admin/sign-in")


class Person(FastHttpUser):
    """Somebody with a browser that is signed in; a balancer sends each request to any node."""

    abstract = True
    network_timeout = connection_timeout = 30.0
    host = "http://localhost"

    def on_start(self) -> None:
        self.ask("admin: the sign-in page", "/admin/sign-in", re.compile("password"))
        self.send("admin: sign in", "/admin/sign-in", re.compile(r"/admin/$"), name="admin", password=PASSWORD)
        self.ask("admin: the list", "/admin/", SIGNED_IN)

    def on_stop(self) -> None:
        self.send("admin: sign out", "/admin/sign-out", DOOR)
        self.ask("admin: the door closed", "/admin/", DOOR, status=303)

    def ask(self, kind: str, path: str, wanted: re.Pattern[str], status: int = 200) -> re.Match[str] | None:
        """A page that somebody opens; what was wanted of it."""
        return self._request(kind, f"{self.node()}{path}", Wanted(status, wanted), {"Sec-Fetch-Site": "same-origin"})

    def send(self, kind: str, path: str, wanted: re.Pattern[str], /, **form: str) -> re.Match[str] | None:
        """A form of one of our own pages; it leads elsewhere when all is well."""
        node = self.node()
        own = {"Origin": node, "Sec-Fetch-Site": "same-origin"}
        return self._request(kind, f"{node}{path}", Wanted(303, wanted), own, form)

    def send_from_elsewhere(self, kind: str, path: str, /, **form: str) -> None:
        """A form on another site, sent by the browser that is signed in here: it must be refused."""
        other = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
        self._request(kind, f"{self.node()}{path}", Wanted(403, ANYTHING), other, form)

    def node(self) -> str:
        return random.choice(list(DAY.nodes.values()))

    def _request(
        self, kind: str, address: str, wanted: "Wanted", headers: dict[str, str], form: dict[str, str] | None = None
    ) -> re.Match[str] | None:
        with self.client.request(
            "GET" if form is None else "POST",
            address,
            name=kind,
            data=form,
            headers=headers | {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            found = wanted.found(answer.status_code, (answer.headers or {}).get("location", ""), answer.text or "")
            if found:
                answer.success()
            else:
                answer.failure(f"wanted {wanted}, got {answer.status_code} {getattr(answer, 'error', None) or ''}")
            return found


class Wanted(NamedTuple):
    """What an answer must be: its status, and what stands in its body or, when it leads elsewhere, its Location."""

    status: int
    text: re.Pattern[str]

    def found(self, status: int, location: str, body: str) -> re.Match[str] | None:
        return self.text.search(location if status == 303 else body) if status == self.status else None

    def __str__(self) -> str:
        return f"{self.status} with {self.text.pattern!r}"


class Editor(Person):
    """Changes what many follow, while they follow it."""

    fixed_count = 1
    wait_time = between(0.2, 1.0)

    def on_start(self) -> None:
        """So that even the shortest day has a change."""
        super().on_start()
        self.edit()

    @task(4)
    def edit(self) -> None:
        slug = habits.a_printed_slug()
        if not (found := self._search(slug)):
            return
        address = f"/admin/links/{found[1]}/edit"
        if shown := self.ask("admin: the edit page", address, VERSION):
            target = f"https://projects.raspberrypi.org/en/changed/{next(NUMBERS)}"
            self._change("admin: edit", address, SAVED, slug=slug, target=target, version=shown[1])

    @task(2)
    def create(self) -> None:
        number = next(NUMBERS)
        slug, target = f"fresh-day-{number}", f"https://projects.raspberrypi.org/en/fresh/{number}"
        if made := self._change("admin: create", "/admin/", MADE, slug=slug, target=target, anyway="on"):
            self.ask("admin: what was made", f"/admin/?made={made[1]}", READY)

    @task(2)
    def look(self) -> None:
        slug = habits.a_printed_slug()
        if found := self._search(slug):
            self.ask("admin: a link’s clicks", f"/admin/links/{found[1]}", re.compile(re.escape(slug)))
            self.ask("admin: a link’s history", f"/admin/links/{found[1]}/history", re.compile(re.escape(slug)))

    @task(1)
    def be_lured(self) -> None:
        self.send_from_elsewhere(
            "admin: a form of another site", "/admin/", target="https://evil.example/", slug="lured"
        )
        self.ask("unknown slug", "/lured", ANYTHING, status=404)

    def _change(self, kind: str, path: str, wanted: re.Pattern[str], /, **form: str) -> re.Match[str] | None:
        """Tells the visitors as well, while it is being saved: some ask for it before anybody can know of it."""
        DAY.truth.begin(form["slug"], form["target"])
        DAY.news.append(form["slug"])
        done = self.send(kind, path, wanted, enabled="on", **form)
        if done:
            DAY.truth.finish(form["slug"])
        return done

    def _search(self, slug: str) -> re.Match[str] | None:
        row = re.compile(
            rf'/admin/links/(\d+)/edit" title="Edit"[^>]*>(?:(?!/edit").)*?>Edit {re.escape(slug)}<', re.DOTALL
        )
        return self.ask("admin: search", f"/admin/?q={quote(slug)}", row)


class Exporter(Person):
    """Takes all clicks out, again and again; there are never fewer than before."""

    fixed_count = 1
    wait_time = between(0.5, 1.5)

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._rows = 0

    def on_start(self) -> None:
        """So that even the shortest day has an export."""
        super().on_start()
        self.export()

    @task
    def export(self) -> None:
        with self.client.get(f"{self.node()}/admin/clicks.csv", name="admin: export", catch_response=True) as answer:
            content = answer.content or b""
            rows = content.count(b"\r\n") - 1
            if answer.status_code == 200 and content.startswith(b"id,clicked_at,") and rows >= self._rows:
                self._rows = rows
                answer.success()
            else:
                got = f"{answer.status_code} {getattr(answer, 'error', None) or ''} with {rows} rows"
                answer.failure(f"wanted a file with {self._rows} rows or more, got {got}")
