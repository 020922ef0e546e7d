"""A link's clicks as its page shows them, from the reports: a series, lists of bars, and what can't be told."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from shortener.admin.linkasked import BREAKDOWNS, CLASSES, PLACES, Asked, narrowing, spoken
from shortener.admin.shares import Share, shares, shortened
from shortener.admin.shown import exact_words
from shortener.admin.spans import Span
from shortener.clicks.breakdown import OTHER
from shortener.reports.answers import EARLIER, Against, Question, Report, answer
from shortener.reports.basis import CLICKS, in_day_rows
from shortener.reports.breakdown import Slice
from shortener.reports.periods import BadPeriod, Unit
from shortener.reports.raw import NOTHING, BadFilter, Filters, TooMuch, filters_of
from shortener.reports.scope import of_link
from shortener.reports.series import Bucket
from shortener.sentences import Words

AGAINST: dict[str, Against] = {"": "before", "year": "year"}


class Divided(msgspec.Struct, frozen=True):
    """One breakdown, with all of its lines."""

    dimension: str
    title: str
    lines: list[Share]

    @property
    def first(self) -> list[Share]:
        """The largest ones, and the rest as one line."""
        return shortened(self.lines)

    @property
    def unlinked(self) -> "Divided":
        """The same with lines that lead nowhere."""
        lines = [msgspec.structs.replace(line, href="") for line in self.lines]
        return msgspec.structs.replace(self, lines=lines)


class Clicks(msgspec.Struct, frozen=True, kw_only=True):
    """`earlier` and `before` are empty and None where nothing stands beside; `said` is what is missing."""

    buckets: list[Bucket]
    earlier: list[Bucket]
    before: int | None
    shares: list[Divided]
    said: list[str]

    @property
    def places(self) -> Divided | None:
        """By country, where that has something to say."""
        return next((one for one in self.shares if one.dimension == PLACES), None)

    @property
    def total(self) -> int:
        return sum(bucket.clicks for bucket in self.buckets)


def clicks_of(session: Session, asked: Asked, span: Span) -> Clicks:
    said: list[str] = []
    filters = _filters(asked, said)
    left = tuple(name for name, _, _ in BREAKDOWNS if name not in dict(filters.values))
    question = Question(period=span.period, scope=of_link(asked.link_id), filters=filters)
    timed, divided = _counted(session, question, span.unit, left, said)
    against = _against(asked, span) if timed else None
    beside = _beside(session, msgspec.structs.replace(question, unit=span.unit), against, said)
    earlier = _whose(beside.series, asked.who) if beside else []
    return Clicks(
        buckets=_whose(timed.series, asked.who) if timed else [],
        earlier=earlier,
        before=sum(bucket.clicks for bucket in earlier) if beside else None,
        shares=_shares(divided, asked) if divided else [],
        said=list(dict.fromkeys(said)),
    )


def _counted(
    session: Session, question: Question, unit: Unit, dimensions: tuple[str, ...], said: list[str]
) -> tuple[Report | None, Report | None]:
    """By time and by dimension: asked at once, unless only the latter needs the clicks themselves."""
    by_time = msgspec.structs.replace(question, unit=unit)
    if question.filters or in_day_rows(session, question.period):
        both = _answered(session, msgspec.structs.replace(by_time, dimensions=dimensions), said)
        return both, both
    divided = msgspec.structs.replace(question, dimensions=dimensions)
    return _answered(session, by_time, said), _answered(session, divided, said)


def _filters(asked: Asked, said: list[str]) -> Filters:
    try:
        return filters_of(dict(asked.filters))
    except BadFilter as error:
        said.append(Words("%(reason)s All clicks are shown.", reason=error.words))
        return Filters()


def _against(asked: Asked, span: Span) -> Against | None:
    """Before all there is, there is nothing."""
    return None if span.key == "all" else AGAINST.get(asked.compare)


def _beside(session: Session, question: Question, against: Against | None, said: list[str]) -> Report | None:
    """The same of an earlier time, if that can be told too."""
    if not against:
        return None
    missing: list[str] = []
    earlier = EARLIER[against](question.period)
    found = _answered(session, msgspec.structs.replace(question, period=earlier), missing)
    said.extend(missing if found else (Words("Nothing stands beside: %(reason)s", reason=one) for one in missing))
    return found


def _answered(session: Session, question: Question, said: list[str]) -> Report | None:
    try:
        found = answer(session, question)
    except (TooMuch, BadPeriod) as error:
        said.append(error.words)
        return None
    if found.source == CLICKS and found.since_ms > question.period.since_ms:
        since = exact_words(found.since_ms, found.zone)
        said.append(Words("Single clicks are kept from %(since)s on; these are all since then.", since=since))
    return found


def _whose(buckets: Sequence[Bucket], who: str) -> list[Bucket]:
    return [msgspec.structs.replace(bucket, clicks=_count(bucket, who)) for bucket in buckets]


def _count(one: Bucket | Slice, who: str) -> int:
    if not who:
        return one.clicks
    return sum(clicks for name, clicks in one.by_class.items() if name in CLASSES[who])


def _shares(divided: Report, asked: Asked) -> list[Divided]:
    """The breakdowns that have something to say."""
    found = [
        Divided(name, title, _lines(divided.breakdowns[name], name, asked))
        for name, title, _ in BREAKDOWNS
        if name in divided.breakdowns
    ]
    return [one for one in found if one.lines]


def _lines(slices: Sequence[Slice], dimension: str, asked: Asked) -> list[Share]:
    """None where nothing at all is known."""
    counted = sorted(((_count(piece, asked.who), piece.value) for piece in slices), key=lambda one: -one[0])
    kept = [(clicks, value) for clicks, value in counted if clicks]
    if [value for _, value in kept] == [NOTHING]:
        return []
    narrowed = narrowing(asked, dimension)
    return shares(kept, lambda value: spoken(dimension, value), lambda value: "" if value == OTHER else narrowed(value))
