"""The door: in with a name and a password, and out."""

from flask import Response, request, url_for

from shortener.accounts.signin import SignInRefusal
from shortener.accounts.signin import sign_in as prove
from shortener.admin.frame import blueprint, go, page, screen
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
    found = prove(services().database, name, request.form.get("password", ""), visitor_network())
    if isinstance(found, SignInRefusal):
        return _refused(found, name, wanted)
    response = go(wanted)
    begin_session(response, found)
    return response


@screen("/sign-out", "read", post=True)
def sign_out() -> Response:
    response = go(url_for("admin.sign_in"))
    end_session(response)
    return response


def _refused(refusal: SignInRefusal, name: str, wanted: str) -> Response:
    status = 429 if refusal.code == "throttled" else 401
    response = page("signin", status, wanted=wanted, name=name, problems={"password": refusal.sentence(now_ms())})
    if refusal.code == "throttled":
        response.headers["Retry-After"] = str(refusal.wait_seconds(now_ms()))
    return response
