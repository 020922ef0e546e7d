"""Every screen by name, with its address on a lived-in site: for pictures, axe, sizes and budgets."""

import datetime as dt
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import Rule

FACES = ("admin", "public", "shared")
SHARED = "shown-to-the-funders"
SIGNED_IN = {
    "overview": "/admin/overview",
    "links": "/admin/",
    "links-by-clicks": "/admin/?sort=clicks",
    "links-odd": "/admin/?order=asc",
    "links-compact": "/admin/?sort=clicks&rows=compact",
    "links-tagged": "/admin/?tag=scratch&sort=slug&rows=roomy",
    "new": "/admin/new",
    "styleguide": "/admin/styleguide",
    "links-deleted": "/admin/?state=deleted",
    "links-none": "/admin/?q=nothing-like-it",
    "link": "/admin/links/1",
    "link-narrowed": "/admin/links/1?range=90d&country=GB&who=humans&compare=none",
    "link-day": "/admin/links/1?range=24h",
    "link-wrong": "/admin/links/1?since=2026-05-04&until=2026-05-03",
    "qr": "/admin/links/1/qr",
    "codes": "/admin/links/codes?id=1&id=2&id=62&id=64",
    "qr-wrong": "/admin/links/1/qr?dark=%23ffdd00&margin=2",
    "links-filtered": "/admin/?owner=1&clicks=some",
    "link-long": "/admin/links/62?range=90d",
    "link-printed": "/admin/links/66",
    "edit": "/admin/links/66/edit",
    "delete": "/admin/links/66/delete",
    "history": "/admin/links/66/history?on={today}",
    "undo": "/admin/links/66/back/1",
    "misses": "/admin/misses",
    "misses-scanners": "/admin/misses?state=scanner",
    "misses-make": "/admin/misses/1/make",
    "export": "/admin/export",
    "tools": "/admin/tools",
    "export-wrong": "/admin/clicks.csv?since=2026-05-04&until=2026-05-03",
    "domains": "/admin/domains",
    "webhooks": "/admin/webhooks",
    "webhook": "/admin/webhooks/1",
    "bulk": "/admin/bulk",
    "bulk-list": "/admin/bulk/list",
    "bulk-replace": "/admin/bulk/replace?tag=book",
    "batch": "/admin/bulk/1",
    "people": "/admin/people",
    "settings": "/admin/settings",
    "tags": "/admin/tags",
    "audit": "/admin/audit",
    "person": "/admin/people/2",
    "account": "/admin/account",
    "code": "/admin/account/code",
    "keys": "/admin/account/keys",
    "passkeys": "/admin/account/passkeys",
    "organisation": "/admin/account/organisation",
    "qr-logo-gone": "/admin/links/1/qr?logo=77",
    "not-found": "/admin/links/9999",
    "health": "/admin/overview/health",
    "links-searched": "/admin/?q=projects",
    "links-owned": "/admin/?owner=1&kind=timed",
    "free": "/admin/links/68/free",
    "tag": "/admin/tags/change?tag=book",
    "tag-remove": "/admin/tags/remove?tag=book",
    "audit-links": "/admin/audit/links",
}
DOORS = {
    "sign-in": "/admin/sign-in?next=/admin/tools",
    "join": "/admin/join/not-open",
    "shared": f"/-/stats/{SHARED}?range=90d",
    "shared-over": "/-/stats/not-open",
    "public": "/-/stats/link/65",
    "home": "/",
    "privacy": "/-/privacy",
    "unknown": "/nobody-ever-made-this",
    "gone": "/scrach-new",
    "api-docs": "/api/v1/docs",
}
# GET routes that show no screen of their own.
NO_SCREENS = {
    "admin.audit_file": "CSV",
    "admin.audit_links_file": "CSV",
    "admin.batch_file": "CSV",
    "admin.chosen": "the list, after a change",
    "admin.chosen_file": "CSV",
    "admin.clicks_file": "CSV",
    "admin.from_provider": "passes on",
    "admin.link_clicks_file": "CSV",
    "admin.link_live": "a part of the link's page",
    "admin.links_file": "CSV",
    "admin.old_address": "passes on",
    "admin.qr_picture": "a picture",
    "admin.row": "a part of the list",
    "admin.start": "passes on",
    "admin.to_provider": "passes on",
    "public.beside": "passes on",
    "public.favicon": "a picture",
    "public.infos": "passes on",
    "public.own": "the organisation's logo and colours",
    "public.robots": "text",
}


def dated(address: str) -> str:
    """With today for `{today}`."""
    return address.replace("{today}", dt.datetime.now(dt.UTC).date().isoformat())


def without_screen(app: Flask) -> list[str]:
    """Pages of the application (endpoints) that none of these addresses shows and NO_SCREENS doesn't explain."""
    routes = app.url_map.bind("localhost")
    shown = {routes.match(urlsplit(address).path)[0] for address in (SIGNED_IN | DOORS).values()}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and _is_page(rule)}
    return sorted(pages - shown - {*NO_SCREENS})


def _is_page(rule: Rule) -> bool:
    return rule.endpoint.partition(".")[0] in FACES or rule.endpoint == "api_v1.docs"
