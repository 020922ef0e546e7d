"""The door: in with a name, a password and for some a code, and out."""

from flask import Response, request, url_for

from shortener.accounts import codes, halfway
from shortener.accounts.signin import SignInRefusal
from shortener.accounts.signin import sign_in as prove_password
from shortener.admin.audited import note, note_wrong_password
from shortener.admin.doorstep import ask_code, ask_name, enter, say_when, status_of
from shortener.admin.frame import back_to, blueprint, go, screen
from shortener.clock import now_ms
from shortener.web.person import current_person, end_session, safe_next
from shortener.web.services import services
from shortener.web.visitor import visitor_network


@blueprint.get("/sign-in")
def sign_in() -> Response:
    wanted = safe_next(request.args.get("next", ""))
    return ask_name(wanted) if current_person() is None else go(wanted)


@blueprint.post("/sign-in")
def knock() -> Response:
    name, wanted = request.form.get("name", ""), safe_next(request.form.get("next", ""))
    found = prove_password(services().database, name, request.form.get("password", ""), visitor_network())
    if isinstance(found, SignInRefusal):
        if found.code == "wrong":
            note_wrong_password(name)
        response = ask_name(wanted, name, {"password": found.sentence(now_ms())}, status_of(found))
        return say_when(response, found)
    if codes.is_on(found):
        return ask_code(wanted, halfway.half_of(services().secret, found, now_ms()), found)
    note("sign-in", found)
    return enter(found, wanted)


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
        return say_when(ask_code(wanted, half, person, {"code": words}, status_of(found)), found)
    note("sign-in-code" if found == "phone" else "sign-in-written", person)
    return enter(person, wanted)


@screen("/sign-out", "read", post=True)
def sign_out() -> Response:
    response = go(url_for("admin.sign_in"))
    note("sign-out", current_person())
    end_session(response)
    return response
