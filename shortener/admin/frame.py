"""What every screen stands on: the blueprint, who may open it, and what its templates can call."""

import functools
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from shortener.accounts.codes import is_on
from shortener.accounts.roles import Action, may
from shortener.accounts.tables import Person
from shortener.admin import shown
from shortener.admin.addresses import address_of
from shortener.admin.again import keep_typed
from shortener.admin.notices import notice_of
from shortener.clock import now_ms
from shortener.links.views import LinkView
from shortener.reports.tags import tag_colours
from shortener.sentences import Words
from shortener.web.person import current_person, sign_in_required
from shortener.web.services import services

OPEN = {
    "admin.sign_in",
    "admin.knock",
    "admin.prove",
    "admin.prove_passkey",
    "admin.to_provider",
    "admin.from_provider",
    "admin.join",
    "admin.accept",
    "admin.old_address",
}
FIRST_OF_ALL = {"admin.sign_in_code", "admin.turn_on_code", "admin.sign_out"}
SECTIONS: tuple[tuple[str, str, Action], ...] = (
    ("admin.overview", Words("Overview"), "all"),
    ("admin.links", Words("Links"), "read"),
    ("admin.bulk", Words("Bulk"), "write"),
    ("admin.tags", Words("Tags"), "all"),
    ("admin.misses", Words("Not found"), "all"),
    ("admin.export", Words("Export"), "all"),
    ("admin.tools", Words("Tools"), "read"),
    ("admin.domains", Words("Domains"), "domains"),
    ("admin.webhooks", Words("Webhooks"), "webhooks"),
    ("admin.people", Words("People"), "people"),
    ("admin.audit", Words("Audit log"), "people"),
    ("admin.settings", Words("Settings"), "settings"),
)
ICONS = {
    "admin.links": "links",
    "admin.bulk": "rows",
    "admin.export": "down",
    "admin.domains": "globe",
    "admin.people": "people",
    "admin.audit": "past",
    "admin.overview": "home",
    "admin.misses": "question",
    "admin.tags": "tag",
    "admin.tools": "tools",
    "admin.webhooks": "send",
    "admin.settings": "settings",
}
SHORTCUTS: tuple[tuple[str, str, Action], ...] = (
    ("C", Words("Create a link"), "write"),
    ("/", Words("Search"), "read"),
    ("?", Words("Show these keys"), "read"),
    ("Esc", Words("Close a menu or this box"), "read"),
    (Words("Paste"), Words("An address pasted anywhere opens the create box with it"), "write"),
)
View = Callable[..., Any]

blueprint = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")
_actions: dict[str, Action] = {}


def screen(path: str, action: Action, *, post: bool = False) -> Callable[[View], View]:
    """Registers a view and what a person must be allowed to do to reach it; `post` for those that change something."""

    def keep(view: View) -> View:
        _actions[f"admin.{view.__name__}"] = action
        blueprint.add_url_rule(path, view_func=view, methods=["POST" if post else "GET"])
        return view

    return keep


@blueprint.before_request
def guard() -> BaseResponse | None:
    """A view that says nothing about who may open it is opened by nobody."""
    if request.endpoint in OPEN:
        return None
    turned_away = sign_in_required()
    if turned_away is not None:
        return Response(status=401) if "HX-Request" in request.headers else keep_typed() or turned_away
    if request.endpoint not in FIRST_OF_ALL and owes_code(me()):
        return go(url_for("admin.sign_in_code"))
    action = _actions.get(request.endpoint or "")
    if action is None or not may(current_person(), action):
        abort(403)
    return None


def owes_code(person: Person) -> bool:
    """Whether everybody here signs in with a code, and this person has a password, but no code yet."""
    return services().settings.sign_in_code == "required" and not is_on(person) and bool(person.password_hash)


def me() -> Person:
    """The person who is signed in; the guard has seen to it that there is one."""
    person = current_person()
    if person is None:
        abort(401)
    return person


def wants_part(name: str) -> bool:
    """Whether a script of ours asks for one part of the screen, the element with this id, and not for the whole."""
    return (
        request.headers.get("HX-Target", "").endswith(f"#{name}")
        and "HX-History-Restore-Request" not in request.headers
    )


def page(template: str, status: int = 200, **context: object) -> Response:
    return make_response(render_template(f"admin/{template}.html", **context), status)


def back_to(endpoint: str, done: str = "", **values: object) -> Response:
    """To a page after a change, which then says what was done."""
    return go(address_of(endpoint, {**values, "done": done}))


def go(address: str) -> Response:
    return make_response(redirect(address, 303))


def zone() -> str:
    """Where the person reads a clock, else where the site does; a shared page looks for no person."""
    signed_in = g.get("sign_in")
    return (signed_in[1].timezone if signed_in else "") or services().settings.timezone


def short(link: LinkView) -> shown.Short:
    settings = services().settings
    return shown.short(link.domain, link.slug, settings.public_url, settings.site.hostname or "")


def section() -> str:
    """The part of the admin that the address belongs to: the longest of their addresses that it begins with."""
    own = [endpoint for endpoint, _, _ in SECTIONS] + ["admin.account"]
    return max(own, key=lambda endpoint: len(url_for(endpoint)) if request.path.startswith(url_for(endpoint)) else 0)


def _tag_colour(name: str) -> str:
    """Empty where it has none; all are read once a request, the first time one is shown."""
    if "tag_colours" not in g:
        with services().database.read() as session:
            g.tag_colours = tag_colours(session)
    return str(g.tag_colours.get(name, ""))


@blueprint.context_processor
def tools() -> dict[str, object]:
    return tools_for(current_person())


def tools_for(person: Person | None) -> dict[str, object]:
    """What templates can call, for who is signed in."""
    now = now_ms()
    return {
        "can": functools.partial(may, person),
        "day_of": functools.partial(shown.day_of, zone=zone()),
        "exact": functools.partial(shown.exact, zone=zone()),
        "is_web": shown.is_web,
        "me": person,
        "moment": functools.partial(shown.moment, now=now, zone=zone()),
        "done": notice_of(request.args.get("done", "")),
        "number": shown.number,
        "reason": shown.reason,
        "section": section(),
        "section_icons": ICONS,
        "sections": [(endpoint, words) for endpoint, words, action in SECTIONS if may(person, action)],
        "short": short,
        "shortcuts": [(key, words) for key, words, action in SHORTCUTS if may(person, action)],
        "site_name": services().brand.name,
        "tag_colour": _tag_colour,
        "state": functools.partial(shown.state, now=now),
        "zone": zone(),
    }
