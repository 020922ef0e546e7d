"""What a signed-in person reads where there is nothing, or nothing for them: a page of the admin, with ways on."""

from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from shortener.accounts import people
from shortener.accounts.roles import ADMIN
from shortener.accounts.tables import Person
from shortener.admin.frame import OPEN, blueprint, owes_code, page, tools_for
from shortener.links.errors import NotFound
from shortener.web import errors
from shortener.web.person import current_person
from shortener.web.services import services

STATUSES = (400, 403, 404, 405, 413)
FORBIDDEN, MISSING = 403, 404
ASKED = 5


def lost(error: HTTPException | NotFound) -> BaseResponse | HTTPException:
    """As everywhere else for programs and scripts, for strangers, and outside of the admin."""
    person = current_person() if _is_page() else None
    if person is None or owes_code(person):
        return errors.refused(error) if isinstance(error, NotFound) else errors.answer(error)
    status = MISSING if isinstance(error, NotFound) else error.code or 0
    told = {
        "heading": errors.TITLES[status],
        "said": (error.words if isinstance(error, NotFound) else errors.own_words(error)) or errors.SENTENCES[status],
        "admins": _admins() if status == FORBIDDEN else [],
    }
    tools = tools_for(person) | ({"section": ""} if request.blueprint != blueprint.name else {})
    answer = page("lost", status, **tools, **told)
    return answer if isinstance(error, NotFound) else errors.with_headers(answer, error)


def _is_page() -> bool:
    inside = request.path.startswith(f"{blueprint.url_prefix}/") and request.endpoint not in OPEN
    return inside and "HX-Request" not in request.headers and errors.kind_wanted() == errors.HTML


def _admins() -> list[str]:
    with services().database.read() as session:
        able = [person.name for person in people.everyone(session) if _is_admin(person)]
    return able[:ASKED]


def _is_admin(person: Person) -> bool:
    return person.role == ADMIN and person.disabled_at is None


for _status in STATUSES:
    blueprint.app_errorhandler(_status)(lost)
blueprint.errorhandler(NotFound)(lost)
