"""The figures of /metrics: what all workers of this server counted, and how the node is at this moment."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from shortener import __version__
from shortener.clicks.telling import Told
from shortener.web.meters import Place
from shortener.web.metrics import REGISTRY
from shortener.web.parts import OK, Parts
from shortener.webhooks.register import HookView

PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")


class Figures:
    """One look at everything, for prometheus-client to write out."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        self._parts.begin()
        place = Place.own
        yield from MultiProcessCollector(None, str(place.folder)).collect() if place else REGISTRY.collect()
        yield from workers(place.workers() if place else [os.getpid()])
        yield from self._waiting()
        yield from steps(self._parts.steps())
        yield from webhooks(self._parts.webhooks())
        yield from self._states()

    def _waiting(self) -> Iterator[Metric]:
        found = self._parts.backlog()
        yield _gauge("journal_backlog_rows", "Clicks in this node's journals that wait to be stored.", found.rows)
        yield _gauge("journal_bytes", "What the journals take up on disk.", found.bytes)
        yield _gauge("collector_lag_seconds", "How long the oldest of these clicks has waited.", found.seconds)
        yield _gauge("lost_clicks", "Clicks that could not be written when they came; must be 0.", found.lost)
        yield _gauge("uncounted_misses", "Requests for unknown slugs beyond the share that is kept.", found.uncounted)

    def _states(self) -> Iterator[Metric]:
        yield _gauge("database_up", "Whether the database answers.", self._parts.database().state == OK)
        redis = self._parts.redis()
        if redis is not None:
            yield _gauge("redis_up", "Whether Redis answers.", redis.state == OK)
        yield _gauge("journal_writable", "Whether clicks can be written.", self._parts.journal().state == OK)
        yield _gauge("collector_up", "Whether a collector runs on this node.", self._parts.collecting())
        yield _gauge("draining", "Whether this node should get no new visitors.", self._parts.draining())
        build = GaugeMetricFamily("shortener_build_info", "What runs here.", labels=["version", "python"])
        build.add_metric([__version__, platform.python_version()], 1)
        yield build


def workers(pids: Iterable[int]) -> Iterator[Metric]:
    """What each web worker takes at this moment; one that ends meanwhile is left out."""
    memory = GaugeMetricFamily("shortener_worker_resident_bytes", "Memory of a web worker.", labels=["pid"])
    files = GaugeMetricFamily("shortener_worker_open_files", "Open descriptors of a web worker.", labels=["pid"])
    cpu = CounterMetricFamily("shortener_worker_cpu_seconds", "CPU time of a web worker.", labels=["pid"])
    for pid in pids:
        folder = Path(f"/proc/{pid}")
        try:
            resident = int((folder / "statm").read_text().split()[1]) * PAGE
            descriptors = sum(1 for _ in (folder / "fd").iterdir())
            times = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        memory.add_metric([str(pid)], resident)
        files.add_metric([str(pid)], descriptors)
        cpu.add_metric([str(pid)], (int(times[11]) + int(times[12])) / TICKS)
    yield from (memory, files, cpu)


def steps(told: Told) -> Iterator[Metric]:
    """What this node's collector did with visits since it began."""
    visits = CounterMetricFamily("shortener_step_visits", "Visits that a step of the collector saw.", labels=["step"])
    seconds = CounterMetricFamily("shortener_step_seconds", "Time that it took for them.", labels=["step"])
    aside = CounterMetricFamily("shortener_set_aside", "Visits that were no clicks, by reason.", labels=["reason"])
    for name, figure in told.steps.items():
        visits.add_metric([name], figure.visits)
        seconds.add_metric([name], figure.seconds)
    for reason, count in told.set_aside.items():
        aside.add_metric([reason], count)
    yield from (visits, seconds, aside)


def webhooks(found: Sequence[HookView]) -> Iterator[Metric]:
    """What all nodes sent, by name of the webhook; nothing where there is none."""
    attempts = CounterMetricFamily(
        "shortener_webhook_attempts", "Messages sent to a webhook, by outcome.", labels=["webhook", "outcome"]
    )
    waiting = GaugeMetricFamily("shortener_webhook_waiting", "Messages and changes to come.", labels=["webhook"])
    dead = GaugeMetricFamily("shortener_webhook_dead", "Messages that were given up.", labels=["webhook"])
    enabled = GaugeMetricFamily("shortener_webhook_enabled", "Whether it is sent anything.", labels=["webhook"])
    for hook in found:
        attempts.add_metric([hook.name, "sent"], hook.sent)
        attempts.add_metric([hook.name, "failed"], hook.failed)
        waiting.add_metric([hook.name], hook.waiting + hook.behind)
        dead.add_metric([hook.name], hook.dead)
        enabled.add_metric([hook.name], float(hook.disabled_at is None))
    yield from (attempts, waiting, dead, enabled) if found else ()


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"shortener_{name}", about, value=float(value))
