"""What a signed-in person reads where there is nothing, or nothing for them: a page of the admin, with ways on."""

from flask import request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from shortener.accounts import people
from shortener.accounts.roles import ADMIN
from shortener.accounts.tables import Person
from shortener.admin.frame import blueprint, owes_code, page, tools_for
from shortener.web import errors
from shortener.web.person import current_person
from shortener.web.services import services

STATUSES = (400, 403, 404, 405, 413)
FORBIDDEN = 403
ASKED = 5


def lost(error: HTTPException) -> BaseResponse | HTTPException:
    """As everywhere else for programs, for strangers, and outside of the admin."""
    inside = request.path.startswith(f"{blueprint.url_prefix}/") and errors.kind_wanted() == errors.HTML
    person = current_person() if inside else None
    status = error.code or 0
    if person is None or owes_code(person):
        return errors.answer(error)
    told = {
        "heading": errors.TITLES[status],
        "sentence": errors.own_words(error) or errors.SENTENCES[status],
        "admins": _admins() if status == FORBIDDEN else [],
    }
    tools = tools_for(person) | ({"section": ""} if request.blueprint != blueprint.name else {})
    return errors.with_headers(page("lost", status, **tools, **told), error)


def _admins() -> list[str]:
    with services().database.read() as session:
        able = [person.name for person in people.everyone(session) if _is_admin(person)]
    return able[:ASKED]


def _is_admin(person: Person) -> bool:
    return person.role == ADMIN and person.disabled_at is None


for _status in STATUSES:
    blueprint.app_errorhandler(_status)(lost)
