"""Reports as plain data for JSON: times in ISO 8601 with the offset of the zone that was asked for."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from shortener.reports.answers import Report
from shortener.reports.basis import Basis
from shortener.reports.breakdown import Slice
from shortener.reports.ipv6 import Share, Shares
from shortener.reports.live import Live
from shortener.reports.misses import MissPage, MissTotals
from shortener.reports.missrows import MissRow
from shortener.reports.series import Bucket
from shortener.reports.sides import Side
from shortener.reports.top import TopLink, TopTag


def told(report: Report) -> dict[str, Any]:
    """Names are those that REST and `--json` promise."""
    return {
        **told_basis(report),
        "clicks": report.clicks,
        "by_class": report.by_class,
        "clicks_before": report.before,
        "visitors": [{"day": one.day.isoformat(), "visitors": one.visitors} for one in report.visitors],
        "series": [_bucket(bucket, report.zone) for bucket in report.series],
        "breakdowns": {name: [_slice(one) for one in slices] for name, slices in report.breakdowns.items()},
        "compared": None if report.compared is None else told(report.compared),
    }


def told_basis(basis: Basis | Report) -> dict[str, Any]:
    """Of what time the answer is, and what it was counted from."""
    return {
        "since": iso(basis.since_ms, basis.zone),
        "until": iso(basis.until_ms, basis.zone),
        "timezone": basis.zone,
        "source": basis.source,
        "clicks_kept_from": iso(basis.complete_ms, basis.zone) if basis.complete_ms else None,
    }


def told_sides(found: Iterable[tuple[Side, Report]]) -> dict[str, Any]:
    return {"sides": [{"kind": side.kind, "name": side.name, **told(report)} for side, report in found]}


def told_links(basis: Basis, found: Iterable[TopLink]) -> dict[str, Any]:
    return {**told_basis(basis), "links": [told_link(one) for one in found]}


def told_tags(basis: Basis, found: Iterable[TopTag]) -> dict[str, Any]:
    return {**told_basis(basis), "tags": [told_tag(one) for one in found]}


def told_link(top: TopLink) -> dict[str, Any]:
    link = top.link
    return {"domain": link.domain, "slug": link.slug, "title": link.title, "clicks": top.clicks, "humans": top.humans}


def told_tag(top: TopTag) -> dict[str, Any]:
    return {"tag": top.tag, "links": top.links, "clicks": top.clicks, "humans": top.humans}


def told_shares(shares: Shares) -> dict[str, Any]:
    lands = [{**_share(one.share), "months": [_share(month) for month in one.months]} for one in shares.countries]
    return {**told_basis(shares.basis), "months": [_share(one) for one in shares.months], "countries": lands}


def told_live(live: Live, zone: str) -> dict[str, Any]:
    newest = [
        {
            "at": iso(one.at_ms, zone),
            "link": one.link,
            "country": one.country,
            "class": one.visitor_class,
            "channel": one.channel,
        }
        for one in live.newest
    ]
    return {"until": iso(live.until_ms, zone), "minutes": live.minutes, "newest": newest}


def told_misses(page: MissPage, totals: MissTotals, zone: str) -> dict[str, Any]:
    return {
        "misses": [told_miss(row, zone) for row in page.rows],
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "totals": msgspec.to_builtins(totals),
    }


def told_miss(row: MissRow, zone: str) -> dict[str, Any]:
    """`nearest` is the link in use that was probably meant; None where none is near."""
    meant = row.meant
    nearest = {"slug": meant.slug, "slips": meant.slips, "target": meant.link.target} if meant else None
    return {
        "id": row.id,
        "domain": row.domain,
        "slug": row.slug,
        "wanted": row.wanted,
        "outcome": row.outcome,
        "state": row.state,
        "count": row.count,
        "first": iso(row.first_at, zone),
        "last": iso(row.last_at, zone),
        "referrers": [{"host": host, "count": count} for host, count in row.referrers],
        "last_referrer": row.last_referrer,
        "looks_like": row.looks,
        "nearest": nearest,
    }


def iso(at_ms: int, zone: str) -> str:
    """To the second, or to the millisecond where there is one."""
    at = dt.datetime.fromtimestamp(at_ms // 1000, ZoneInfo(zone)).replace(microsecond=at_ms % 1000 * 1000)
    return at.isoformat(timespec="milliseconds" if at_ms % 1000 else "seconds")


def _bucket(bucket: Bucket, zone: str) -> dict[str, Any]:
    start, end = iso(bucket.start_ms, zone), iso(bucket.end_ms, zone)
    return {"start": start, "end": end, "clicks": bucket.clicks, "by_class": bucket.by_class}


def _share(share: Share) -> dict[str, Any]:
    return {"name": share.name, "clicks": share.clicks, "ipv6": share.ipv6}


def _slice(one: Slice) -> dict[str, Any]:
    return {"value": one.value, "clicks": one.clicks, "by_class": one.by_class}
