"""/metrics: what was counted and how the node is, for this machine itself and for whoever has the token."""

import dataclasses
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_open_metrics
from prometheus_client.parser import text_string_to_metric_families

from shortener import __version__
from shortener.clicks.presence import present
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal
from shortener.redirect import decide
from shortener.redirect.counts import Counts
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.draining import set_draining
from shortener.web.metrics import OUTCOMES, SECONDS, ManyAtOnce, report
from shortener.webhooks import register
from shortener.webhooks.events import EVENTS
from tests.clicks.journaling import make_collector, put_tally
from tests.faces import running, visitor
from tests.servers import PostgreSQL, Redis
from tests.visits import a_visit

ROOT = Path(__file__).resolve().parents[2]
OUTSIDER = "2001:db8::99"
TOKEN = "let-me-see-that"


def read(client: FlaskClient) -> dict[str, float]:
    """Each sample by its name and labels, as Prometheus reads them."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    found = {}
    families = list(text_string_to_metric_families(answer.text))
    for family in families:
        assert family.documentation.endswith(".")
        for sample in family.samples:
            labels = "".join(f" {name}={value}" for name, value in sorted(sample.labels.items()))
            found[sample.name + labels] = sample.value
    return found


def status(app: Flask, address: str = OUTSIDER, **headers: str) -> int:
    return visitor(app, address).get("/metrics", headers=headers).status_code


@pytest.fixture
def guarded(settings: Settings, database: Database) -> Iterator[Flask]:
    """An application whose metrics have a token."""
    with running(dataclasses.replace(settings, metrics_token=TOKEN), database) as app:
        yield app


def test_what_lanes_report_is_added_up(client: FlaskClient) -> None:
    before = read(client)
    report(Counts({"go": 5, "unknown": 2}, {"memory": 6, "database": 1}, [0.0004, 0.0004, 3.0]))
    report(Counts({"go": 1}, {"redis": 1}, []))
    after = read(client)
    grown = {name: value - before[name] for name, value in after.items() if name.startswith("shortener_journal_c")}
    for name, value in {"outcome=go": 6, "outcome=unknown": 2, "outcome=off": 0}.items():
        assert after[f"shortener_redirects_total {name}"] - before[f"shortener_redirects_total {name}"] == value
    for name, value in {"level=memory": 6, "level=redis": 1, "level=database": 1}.items():
        assert after[f"shortener_lookups_total {name}"] - before[f"shortener_lookups_total {name}"] == value
    buckets = {name.rpartition("=")[2]: count for name, count in grown.items() if "_bucket" in name}
    assert [buckets[bound] for bound in ("0.0002", "0.0005", "1.0", "+Inf")] == [0, 2, 2, 3]
    assert grown["shortener_journal_commit_seconds_count"] == 3
    assert grown["shortener_journal_commit_seconds_sum"] == pytest.approx(3.0008)


def test_many_values_at_once_come_out_as_one_by_one() -> None:
    amounts = [*SECONDS, 0.0, 1e-9, 0.00002001, 0.3, 7.0, 1e9]
    registries = CollectorRegistry(), CollectorRegistry()
    ManyAtOnce("seconds", "All at once.", buckets=SECONDS, registry=registries[0]).observe_all(amounts)
    one = Histogram("seconds", "All at once.", buckets=SECONDS, registry=registries[1])
    for amount in amounts:
        one.observe(amount)
    texts = [
        [line for line in generate_latest(registry).decode().splitlines() if "_created" not in line]
        for registry in registries
    ]
    assert texts[0] == texts[1]


def test_every_outcome_is_there_before_it_happens(client: FlaskClient) -> None:
    assert set(decide.STATUS) <= set(OUTCOMES)
    found = read(client)
    assert all(f"shortener_redirects_total outcome={outcome}" in found for outcome in OUTCOMES)


def test_the_node_is_described(client: FlaskClient, settings: Settings) -> None:
    journal = Journal(settings.journal_dir, "test")
    assert journal.write([encode(a_visit())] * 3)
    journal.close()
    put_tally(journal.folder, lost=2, uncounted=7)
    set_draining(settings.data_dir, draining=True)
    found = read(client)
    names = ("journal_backlog_rows", "lost_clicks", "uncounted_misses", "draining", "collector_up", "database_up")
    assert [found[f"shortener_{name}"] for name in names] == [3, 2, 7, 1, 0, 1]
    assert found["shortener_collector_lag_seconds"] > 0
    assert found["shortener_journal_bytes"] > 0
    assert found["shortener_journal_writable"] == 1
    assert any(name.startswith("shortener_build_info") and f"version={__version__}" in name for name in found)
    assert "shortener_redis_up" not in found
    with present(settings.journal_dir):
        assert read(client)["shortener_collector_up"] == 1


def test_without_a_server_around_it_a_process_tells_of_itself(client: FlaskClient) -> None:
    found = read(client)
    (memory,) = (value for name, value in found.items() if name.startswith("shortener_worker_resident_bytes"))
    (files,) = (value for name, value in found.items() if name.startswith("shortener_worker_open_files"))
    assert 10_000_000 < memory < 2_000_000_000
    assert 3 < files < 10_000


def test_what_each_step_of_the_collector_did_is_told(
    client: FlaskClient, settings: Settings, database: Database
) -> None:
    assert not any("step" in name for name in read(client))
    stored_by_collector(settings, database, a_visit(), a_visit(at=0))
    found = read(client)
    assert found["shortener_step_visits_total step=sanity"] == 2
    assert found["shortener_step_visits_total step=country"] == 1
    assert found["shortener_step_seconds_total step=country"] > 0
    assert found["shortener_set_aside_total reason=clock"] == 1


def stored_by_collector(settings: Settings, database: Database, *visits: Visit) -> None:
    journal = Journal(settings.journal_dir, "test")
    assert journal.write([encode(visit) for visit in visits])
    make_collector(database, settings.journal_dir).collect_once()
    journal.close()


def test_every_metric_is_explained_to_operators(client: FlaskClient, settings: Settings, database: Database) -> None:
    stored_by_collector(settings, database, a_visit(at=0))
    with database.write() as session:
        register.add(session, "crm", "https://example.org/hook", EVENTS, 0)
    found = [name for name in read(client) if "_created" not in name]  # only without workers
    names = {re.sub(r"_(bucket|sum|count)( .*)?$| .*", "", name) for name in found}
    explained = set(re.findall(r"`(shortener_\w+)", (ROOT / "docs" / "operating.md").read_text()))
    assert names | {"shortener_redis_up"} == explained


def test_who_asks_for_open_metrics_gets_them(client: FlaskClient) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.content_type.startswith("application/openmetrics-text; version=1.0.0")
    assert "shortener_redirects" in {family.name for family in read_open_metrics(answer.text)}


@pytest.mark.parametrize("address", ["::1", "127.0.0.1"])
def test_this_machine_itself_needs_no_token(guarded: Flask, address: str) -> None:
    assert status(guarded, address) == 200


def test_others_need_the_token(guarded: Flask) -> None:
    assert status(guarded, Authorization=f"Bearer {TOKEN}") == 200
    assert status(guarded, Authorization=f"bearer {TOKEN}", Host="anything.example") == 200
    for given in ("", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ", "Bearer nö"):
        assert status(guarded, Authorization=given) == 403


def test_without_a_token_in_the_settings_others_learn_nothing(app: Flask) -> None:
    for given in ("", "Bearer", "Bearer ", "Bearer None"):
        assert status(app, Authorization=given) == 403
    answer = visitor(app, OUTSIDER).get("/metrics")
    assert answer.text == "Metrics are for this machine itself, and for programs with the token of its settings.\n"


def test_whoever_comes_through_a_proxy_on_this_machine_needs_the_token_too(guarded: Flask) -> None:
    assert status(guarded, "::1", **{"X-Forwarded-For": "::1"}) == 403
    assert status(guarded, "::1", Authorization=f"Bearer {TOKEN}", Via="1.1 proxy") == 200


def test_with_a_frozen_database_and_redis_they_come_in_time(settings: Settings, database: Database) -> None:
    with PostgreSQL() as server, Redis() as redis:
        changed = dataclasses.replace(settings, database_url=server.tcp_url, redis_url=redis.url)
        with running(changed, database) as app:
            found = read(visitor(app))
            assert (found["shortener_database_up"], found["shortener_redis_up"]) == (1, 1)
            server.freeze()
            redis.freeze()
            time.sleep(1.1)  # an answer serves for a second
            began = time.monotonic()
            found = read(visitor(app))
            assert time.monotonic() - began < 3
            assert (found["shortener_database_up"], found["shortener_redis_up"]) == (0, 0)
            assert "shortener_journal_backlog_rows" in found
            server.thaw()
