"""A million links leave in the memory of a thousand: rows stream, and what must come last waits on disk."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from shortener.interop.out import nginx
from shortener.interop.out.apache import write_htaccess
from shortener.interop.out.homes import Home
from shortener.interop.out.nginx import write_map
from shortener.interop.out.rows import Leaving
from shortener.interop.out.tables import write_array, write_table
from shortener.interop.out.told import Beside, Told
from shortener.reports.files import TextSink

HOME = Home(1, "go.example", ("go.example",))
Write = Callable[[Iterator[Leaving], Beside, TextSink], None]


class Counting:
    """A sink that keeps nothing but the size."""

    size = 0

    def write(self, text: str) -> None:
        self.size += len(text)


def rows(count: int) -> Iterator[Leaving]:
    for number in range(count):
        target = f"https://a.example/{number}/" + ("x" * 4000 if number % 100 == 0 else "")
        yield Leaving(
            HOME.host,
            f"slug-{number:07}",
            "main",
            302,
            target,
            target,
            "",
            "live",
            None,
            False,
            None,
            None,
            "2026-11-28",
        )


@pytest.mark.parametrize(
    "write",
    [
        write_htaccess,
        write_map,
        lambda rows, _, sink: write_table(rows, sink),
        lambda rows, _, sink: write_array(rows, sink),
    ],
    ids=["htaccess", "nginx-map", "csv", "json"],
)
def test_memory_does_not_grow_with_links(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nginx, "SPOOLED", 65536)
    sink, told = Counting(), Told()
    tracemalloc.start()
    write(told.counted(rows(4000)), Beside([HOME], None, "about", told), sink)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sink.size > 350_000
    assert told.slugs == 4000
    assert most < 3_000_000
