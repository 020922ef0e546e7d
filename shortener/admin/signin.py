"""The door: in with a name, a password and for some a code, and out."""

from flask import Response, request, url_for

from shortener.accounts import codes, halfway
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.signin import sign_in as prove_password
from shortener.accounts.tables import Person
from shortener.admin.audited import note, note_wrong_password
from shortener.admin.frame import back_to, blueprint, go, page, screen
from shortener.clock import now_ms
from shortener.web.person import begin_session, current_person, end_session, safe_next
from shortener.web.services import services
from shortener.web.visitor import visitor_network


@blueprint.get("/sign-in")
def sign_in() -> Response:
    wanted = safe_next(request.args.get("next", ""))
    if current_person() is not None:
        return go(wanted)
    return page("signin", wanted=wanted, name="", problems={})


@blueprint.post("/sign-in")
def knock() -> Response:
    name, wanted = request.form.get("name", ""), safe_next(request.form.get("next", ""))
    found = prove_password(services().database, name, request.form.get("password", ""), visitor_network())
    if isinstance(found, SignInRefusal):
        if found.code == "wrong":
            note_wrong_password(name)
        return _refused("signin", found, {"password": found.sentence(now_ms())}, wanted=wanted, name=name)
    if codes.is_on(found):
        half = halfway.half_of(services().secret, found, now_ms())
        return page("code", wanted=wanted, half=half, problems={})
    note("sign-in", found)
    return _enter(found, wanted)


@blueprint.post("/sign-in/code")
def prove() -> Response:
    own, half, wanted = services(), request.form.get("half", ""), safe_next(request.form.get("next", ""))
    with own.database.read() as session:
        person = halfway.whose_half(session, own.secret, half, now_ms())
    if person is None:
        return back_to("admin.sign_in", "too-late", next=wanted)
    found = codes.check(own.database, own.secret, person, request.form.get("code", ""))
    if isinstance(found, SignInRefusal):
        if found.code == "wrong":
            note("code-failed", person)
        words = codes.WRONG if found.code == "wrong" else found.sentence(now_ms())
        return _refused("code", found, {"code": words}, wanted=wanted, half=half)
    note("sign-in-code" if found == "phone" else "sign-in-written", person)
    return _enter(person, wanted)


@screen("/sign-out", "read", post=True)
def sign_out() -> Response:
    response = go(url_for("admin.sign_in"))
    note("sign-out", current_person())
    end_session(response)
    return response


def _enter(person: Person, wanted: str) -> Response:
    response = go(wanted)
    begin_session(response, person)
    return response


def _refused(template: str, refusal: SignInRefusal, problems: dict[str, str], **kept: str) -> Response:
    status = 429 if refusal.code == "throttled" else 401
    response = page(template, status, problems=problems, **kept)
    if refusal.code == "throttled":
        response.headers["Retry-After"] = str(refusal.wait_seconds(now_ms()))
    return response
