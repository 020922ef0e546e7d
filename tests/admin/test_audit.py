"""The audit log: which acts are in it, with whom and from where, and how admins ask it."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from shortener.accounts import audit
from shortener.accounts.tables import Noted, Person
from shortener.admin.audited import NOTED
from shortener.admin.frame import OPEN
from shortener.clock import now_ms
from shortener.jobs import forgetting_audit
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.stores import Database
from shortener.web.services import EXTENSION, services_of
from tests.admin.conftest import PASSWORD, SITE, Browser, SignedIn, words

# Its own view notes the first: afterwards nobody is signed in. The others send a message and change nothing.
NOT_NOTED = {"admin.sign_out", "admin.choose_language", "admin.test_webhook", "admin.resend_webhook"}
NOT_NOTED |= {"admin.prove_me"}  # what follows is noted
NOT_NOTED |= {"admin.take_file", "admin.take_list", "admin.take_replace", "admin.check_batch"}  # dry runs


def told(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        return [(line.name, line.action, line.subject) for line in reversed(audit.lines(session, audit.Asked(), 100))]


def test_every_form_that_is_not_about_links_is_noted(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    posts = {rule.endpoint for rule in rules if "POST" in (rule.methods or ()) and "/links" not in rule.rule}
    about_links = {"admin.create", "admin.check"}
    assert posts - OPEN - about_links - NOT_NOTED == set(NOTED)
    assert {action for action, _ in NOTED.values()} <= set(audit.ACTIONS)


def test_sign_ins_and_failures_are_noted_but_never_what_was_typed_for_a_name(
    stranger: Browser, add_person: Callable[..., Person], database: Database
) -> None:
    add_person()
    stranger.post("/admin/sign-in", name="my-secret-password", password="ada")
    stranger.post("/admin/sign-in", name="ada", password="wrong password")
    stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    stranger.post("/admin/sign-out")
    assert told(database) == [
        ("", "sign-in-failed", "an unknown name"),
        ("", "sign-in-failed", "ada"),
        ("ada", "sign-in", ""),
        ("ada", "sign-out", ""),
    ]


def test_acts_about_people_say_whom_and_what_was_refused_is_not_there(
    ada: Browser, signed_in: SignedIn, database: Database
) -> None:
    signed_in("grace", "editor")
    ada.post("/admin/people/2", role="viewer", own="on")
    ada.post("/admin/people/1", role="viewer")
    ada.post("/admin/people/disable", who="grace")
    ada.post("/admin/people", name="Joan", role="editor", password=PASSWORD)
    ada.post("/admin/people/invite", role="viewer", note="Mary")
    assert told(database) == [
        ("ada", "person-changed", "grace, viewer, own links only"),
        ("ada", "person-disabled", "grace"),
        ("ada", "person-added", "Joan, editor"),
        ("ada", "invited", "Mary, viewer"),
    ]
    assert PASSWORD not in str(told(database))


@pytest.mark.parametrize(("fields", "kept"), [(("prefix",), "127.0.0.0/24"), ((), "")])
def test_the_network_is_kept_as_far_as_that_of_clicks(
    app: Flask, ada: Browser, database: Database, fields: tuple[str, ...], kept: str
) -> None:
    own = services_of(app)
    app.extensions[EXTENSION] = replace(own, settings=replace(own.settings, click_fields=fields))
    ada.post("/admin/people/invite", role="viewer")
    with database.read() as session:
        assert [line.prefix for line in audit.lines(session, audit.Asked(), 1)] == [kept]


def test_the_log_is_narrowed_turned_and_taken_out(ada: Browser, signed_in: SignedIn, database: Database) -> None:
    signed_in("grace")
    with database.write() as session:
        for number in range(150):
            audit.note(session, "invited", by=1 + number % 2, subject=f"=number {number}")
        session.execute(update(Noted).where(Noted.id <= 10).values(at=0))
    first = ada.get("/admin/audit")
    assert ("=number 149" in words(first), "=number 49 " in words(first)) == (True, False)
    assert "=number 49 " in words(ada.get("/admin/audit?before=51"))
    assert "ada Invited" not in words(ada.get("/admin/audit?person=2"))
    assert "No line of the log" in words(ada.get("/admin/audit?action=key-made"))
    assert ada.get("/admin/audit?since=2026-05-04&until=2026-05-03").status_code == 422
    file = list(csv.DictReader(io.StringIO(ada.get("/admin/audit.csv?person=2&until=1970-01-01").text)))
    assert [row["subject"] for row in file] == [f"'=number {number}" for number in (9, 7, 5, 3, 1)]
    assert {row["name"] for row in file} == {"grace"}


def test_what_was_done_to_links_is_its_other_half(
    ada: Browser, library: Library, add_person: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    grace = add_person("grace")
    made = library.create(Draft(target="https://example.org/", slug="one"), 1)
    for number in range(3):
        library.edit(made.id, Edit(title=f"title {number}"), grace.id, reason=f"=because {number}")
    assert words(ada.get("/admin/audit/links")).count("grace Edited: =because") == 3
    assert "grace Edit" not in words(ada.get("/admin/audit/links?person=1"))
    monkeypatch.setattr("shortener.reports.changes.AT_ONCE", 2)
    file = list(csv.DictReader(io.StringIO(ada.get("/admin/audit/links.csv").text)))
    assert [(row["name"], row["action"], row["slug"], row["reason"]) for row in file] == [
        *(("grace", "edit", "one", f"'=because {number}") for number in (2, 1, 0)),
        ("ada", "create", "one", ""),
    ]
    monkeypatch.setattr("shortener.admin.auditlinks.PER_PAGE", 2)
    first = ada.get("/admin/audit/links")
    assert ("because 1" in words(first), "because 0" in words(first)) == (True, False)
    older = re.search(r'href="([^"]+before=[0-9]+)"', first.text)
    assert older is not None
    assert "because 0" in words(ada.get(older[1].replace("&amp;", "&")))


def test_old_lines_are_removed_after_the_months_of_the_setting(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            audit.note(session, "invited")
        session.execute(update(Noted).where(Noted.id == 1).values(at=now_ms() - 800 * 86_400_000))
    forgetting_audit(0)(database, {})
    assert len(told(database)) == 2
    forgetting_audit(24)(database, {})
    assert len(told(database)) == 1


def test_only_admins_read_it(signed_in: SignedIn) -> None:
    editor = signed_in("ed", "editor")
    for path in ("/admin/audit", "/admin/audit.csv", "/admin/audit/links", "/admin/audit/links.csv"):
        assert editor.client.get(path, base_url=SITE).status_code == 403
