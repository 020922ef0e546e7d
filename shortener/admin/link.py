"""One link's page: all that it is, and its clicks as pictures and as numbers; what is shown stands in its address."""

from collections.abc import Mapping

from flask import Response, request
from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.accounts.sharedpages import DAYS, living
from shortener.admin.frame import page, screen, zone
from shortener.admin.linkasked import COMPARE, WHO, Asked, address, asked, chips, choices
from shortener.admin.linkclicks import clicks_of
from shortener.admin.linklive import now_of
from shortener.admin.marks import marks_of
from shortener.admin.one import link_or_404
from shortener.admin.picture import picture
from shortener.admin.shown import days as days_words
from shortener.admin.spans import RANGES, Span, span_of
from shortener.admin.worldmap import world
from shortener.clock import now_ms
from shortener.links.remarks import remarks_between
from shortener.reports.periods import local_date
from shortener.reports.totals import totals
from shortener.web.services import services

SHARE_DAYS = [(str(days), days_words(days)) for days in DAYS]


@screen("/links/<int:link_id>", "read")
def link(link_id: int) -> Response:
    return link_page(link_id)


def link_page(link_id: int, wrong: Mapping[str, str] | None = None, *, made: str = "") -> Response:
    """`wrong` is what is wrong in one of its forms, `made` the address of a shared page, seen this once."""
    shown = link_or_404(link_id)
    span = span_of(request.args, shown.created_at, now_ms())
    question = asked(request.args, link_id, span.key)
    with services().database.read() as session:
        return page(
            "link",
            422 if span.problems or wrong else 200,
            link=shown,
            shared=living(session, link_id),
            public=shown.public_stats or services().settings.public_stats,
            share_days=SHARE_DAYS,
            wrong=wrong or {},
            written={name: request.form.get(name, "") for name in ("day", "words")},
            today=local_date(now_ms(), zone()),
            made=made,
            now=now_of(session, link_id),
            totals=totals(session, [link_id])[link_id],
            names=people.names(session),
            **_asked(question, span),
            **_clicks(session, question, span),
        )


def _asked(question: Asked, span: Span) -> dict[str, object]:
    """What stands over the chart."""
    return {
        "asked": question,
        "span": span,
        "problems": span.problems,
        "focus": next(iter(span.problems), ""),
        "days": {name: request.args.get(name, "") for name in ("since", "until")},
        "ranges": choices(question, "span", RANGES),
        "who": choices(question, "who", WHO),
        "compare": choices(question, "compare", COMPARE) if span.key != "all" else [],
        "filters": chips(question),
        "unfiltered": address(question, filters=()),
    }


def _clicks(session: Session, question: Asked, span: Span) -> dict[str, object]:
    found = clicks_of(session, question, span)
    remarks = remarks_between(session, question.link_id, span.period.since_ms, span.period.until_ms)
    marks, more = marks_of(services().library.history(question.link_id), span.period, remarks)
    return {
        "clicks": found,
        "world": world(found.places.lines) if found.places else None,
        "picture": picture(found.buckets, found.earlier, span.unit, marks),
        "marks": marks,
        "more_marks": more,
    }
