"""The first screen: the create box and the list of links; everything it shows stands in its address."""

from flask import Response, request, url_for

from shortener.admin import questions
from shortener.admin.forms import LABELS, LinkForm
from shortener.admin.frame import page, screen
from shortener.links.errors import NotFound
from shortener.links.views import LinkView
from shortener.reports.lists import list_links
from shortener.reports.missrows import MissRow
from shortener.reports.tags import tag_names
from shortener.web.services import services

SORT_NAMES = (
    ("created", "Newest"),
    ("clicks", "Most clicks"),
    ("last", "Last clicked"),
    ("slug", "Slug"),
)


@screen("", "read")
def start() -> Response:
    """`/admin` without its slash: relative, so that the scheme of a proxy in front is kept."""
    return Response(status=303, headers={"Location": url_for("admin.links")}, mimetype="text/plain")


@screen("/", "read")
def links() -> Response:
    return show_links(LinkForm(), made=_made())


def show_links(
    form: LinkForm,
    problems: dict[str, str] | None = None,
    *,
    made: LinkView | None = None,
    same: list[LinkView] | None = None,
    alike: list[LinkView] | None = None,
    wish: MissRow | None = None,
) -> Response:
    """The screen with a create form in any state; 422 when the form has to be looked at again.

    `wish` is what people asked for, where the form is filled in for that.
    """
    query = questions.asked(request.args)
    own = services()
    with own.database.read() as session:
        found = list_links(session, query)
        tags = tag_names(session)
    wanting = bool(problems or same or alike)
    return page(
        "links",
        422 if wanting else 200,
        form=form,
        problems=problems or {},
        made=made,
        same=same or [],
        alike=alike or [],
        wish=wish,
        opened=bool(set(problems or {}) - {"target", "slug", "domain"}),
        focus="" if made else next(iter(problems or {"target": ""})),
        labels=LABELS,
        found=found,
        query=query,
        filtered=questions.is_filtered(query),
        address=questions.address,
        sorts=SORT_NAMES,
        tags=tags,
        hosts=hosts(),
        statuses=statuses(),
    )


def hosts() -> list[str]:
    """The domains that links can be made on, the default one first."""
    own = [domain for domain in services().library.domains() if domain.alias_of is None]
    return [domain.host for domain in sorted(own, key=lambda domain: (not domain.is_default, domain.host))]


def statuses() -> list[tuple[str, str]]:
    usual = services().settings.redirect_status
    return [
        ("", f"As usual ({usual})"),
        ("301", "301 Moved permanently"),
        ("302", "302 Found"),
        ("303", "303 See other"),
        ("307", "307 Temporary"),
        ("308", "308 Permanent"),
    ]


def _made() -> LinkView | None:
    number = request.args.get("made", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return services().library.get(int(number))
    except NotFound:
        return None
