"""The arithmetic of the bench: medians, ratios within one run, percentiles of a histogram."""

import statistics
from collections.abc import Mapping, Sequence


def ratio(values: Sequence[float], references: Sequence[float]) -> float:
    """The median of each value over the reference measured beside it: a slow minute of the machine slows both."""
    return statistics.median(value / reference for value, reference in zip(values, references, strict=True))


def percentile(counts: Mapping[int, int], share: float) -> int:
    """The smallest key that this share (0 to 1) of all counted things does not exceed; 0 without any."""
    wanted, seen = share * sum(counts.values()), 0
    for key in sorted(counts):
        seen += counts[key]
        if seen >= wanted:
            return key
    return 0


def per_request(seconds: float, requests: int) -> float:
    """Microseconds of each."""
    return seconds / requests * 1e6 if requests else 0.0
