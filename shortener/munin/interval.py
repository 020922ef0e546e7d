"""What came between two visits of munin's master: services count from their start, so a file keeps the last reading."""

from pathlib import Path

import msgspec

from shortener.munin.source import Figures, Labels

BUCKETS = "_bucket"
MOST_BYTES = 1_000_000
Reading = dict[str, list[tuple[Labels, float]]]


def since_last(figures: Figures, file: Path) -> Figures:
    """The same figures with histograms of what came since the last reading, and none at the first; keeps this one.

    Raises:
        OSError: it can't be kept.
    """
    now = {name: list(counts.items()) for name, counts in figures.items() if name.endswith(BUCKETS)}
    before = _kept(file)
    _keep(file, now)
    risen = {name: _risen(dict(now[name]), dict(before[name])) for name in now if name in before}
    return {**without_histograms(figures), **risen}


def without_histograms(figures: Figures) -> Figures:
    """Those that need no last reading."""
    return {name: counts for name, counts in figures.items() if not name.endswith(BUCKETS)}


def _risen(now: dict[Labels, float], before: dict[Labels, float]) -> dict[Labels, float]:
    """Where any count is less than it was, a service began anew, and what it counted came since then."""
    risen = {labels: count - before.get(labels, 0.0) for labels, count in now.items()}
    return now if any(count < 0 for count in risen.values()) else risen


def _kept(file: Path) -> Reading:
    """Nothing where there is no reading, or none that makes sense."""
    try:
        with file.open("rb") as source:
            return msgspec.json.decode(source.read(MOST_BYTES), type=Reading)
    except (OSError, msgspec.MsgspecError):
        return {}


def _keep(file: Path, reading: Reading) -> None:
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_bytes(msgspec.json.encode(reading))
    fresh.replace(file)
