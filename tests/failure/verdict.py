"""What a crowd saw while blows fell, against what was stored: a sentence for each thing that is wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.crowd import UNANSWERED, Visit
from tests.failure.blows import DATABASE, WORKERS, Struck
from tests.failure.witness import AWAY, Witness

SLOW = 1.0
RESET = 2.0  # seconds within which a client hears of the death of a worker
SHOWN = 10


def problems(witness: Witness, struck: Sequence[Struck], stored: Counter[int]) -> list[str]:
    """Nothing when every answer was right and in time, and every redirect is one click."""
    found = [*_clicks(witness, stored), *witness.wrong, *_answers(witness, struck)]
    return found[:SHOWN] + ([f"And {len(found) - SHOWN} more like these."] if len(found) > SHOWN else [])


def slow_share(witness: Witness, visits: Sequence[Visit], share: float) -> float:
    """The seconds within which this share of the visits was answered."""
    times = sorted(witness.seconds(visit) for visit in visits)
    return times[min(len(times) - 1, int(len(times) * share))]


def _clicks(witness: Witness, stored: Counter[int]) -> Iterator[str]:
    """A visit without an answer may have been journaled before its worker was killed; nothing else is unsure."""
    answered = set(witness.answered)
    unsure = {visit.mark for visit in witness.visits if visit.status == UNANSWERED}
    if lost := answered - set(stored):
        yield f"{len(lost)} clicks are lost, such as {min(lost)}."
    if double := {mark for mark, times in stored.items() if times > 1}:
        yield f"{len(double)} clicks are stored more than once, such as {min(double)}."
    if extra := set(stored) - answered - unsure:
        yield f"{len(extra)} clicks are stored of visitors who were not redirected, such as {min(extra)}."


def _answers(witness: Witness, struck: Sequence[Struck]) -> Iterator[str]:
    deaths = [Struck(one.name, one.takes, one.began, one.ended + RESET) for one in struck if one.takes == WORKERS]
    outages = [one for one in struck if one.takes == DATABASE]
    for visit in witness.visits:
        seconds = witness.seconds(visit)
        excused = not witness.is_known(visit) and any(one.met(visit.asked_at, visit.over_at) for one in outages)
        if visit.status == UNANSWERED:
            if not any(one.met(visit.asked_at, visit.over_at) for one in deaths):
                yield f"/{visit.slug} got no answer{_when(visit, struck)}."
        elif not excused and (visit.status == AWAY or seconds > SLOW):
            yield f"/{visit.slug} was answered {visit.status} after {seconds:.2f} s{_when(visit, struck)}."


def _when(visit: Visit, struck: Sequence[Struck]) -> str:
    """Which blow fell last before it was asked, and while it waited."""
    last = max((one for one in struck if one.began <= visit.asked_at), key=lambda one: one.began, default=None)
    asked = f", asked {visit.asked_at - last.began:.2f} s after '{last.name}' began" if last else ""
    meanwhile = [one.name for one in struck if one is not last and one.met(visit.asked_at, visit.over_at)]
    return asked + (f"; meanwhile: {', '.join(meanwhile)}" if meanwhile else "")
