"""Rows and paces with figures chosen by hand."""

from bench.collector import Stored
from bench.half import Pace
from bench.rows import Load, Service
from bench.run import Row


def row(service: Service, load: Load, ratio: float = 0.5, *, cpu: float = 10.0, memory: float = 60.0) -> Row:
    return Row(
        service=service,
        load=load,
        rate=ratio * 100_000,
        ratio=ratio,
        nginx=100_000,
        p50=1.25,
        p99=4.5,
        p999=9.0,
        p99_ratio=2.0,
        cpu={"web": cpu, "collector": 20.0},
        memory=[memory, memory],
        nice=10,
    )


def pace(name: str, p99: float, *, exporting: bool = False) -> Pace:
    return Pace(name=name, exporting=exporting, rate=5000, p50=0.5, p99=p99, p999=2 * p99)


def stored(store: str, rate: float, *, bare: bool = False, rows: int = 400_000, peak: float = 160) -> Stored:
    return Stored(store, bare, rows, rows / rate, rate, cpu=21.5, steps={}, before=70, peak=peak)
