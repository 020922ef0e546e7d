"""What goes into the audit log: every form that changes people, keys or the site, noted when it succeeded."""

import logging

from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError

from shortener.accounts import audit, people
from shortener.accounts.tables import Person
from shortener.admin.frame import blueprint
from shortener.web.person import current_person
from shortener.web.services import services
from shortener.web.visitor import noted_prefix

log = logging.getLogger(__name__)

# Of each endpoint: what it does, and the fields of its form that say to whom; addresses name people by `person_id`,
# webhooks by `hook_id` and batches by `batch_id`.
NOTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "admin.password": ("password", ()),
    "admin.end_sign_in": ("sign-in-ended", ()),
    "admin.end_other_sign_ins": ("sign-in-ended", ()),
    "admin.turn_on_code": ("code-on", ()),
    "admin.turn_off_code": ("code-off", ()),
    "admin.renew_codes": ("codes-renewed", ()),
    "admin.add_passkey": ("passkey-added", ("name",)),
    "admin.remove_passkey": ("passkey-removed", ("id",)),
    "admin.unlink_identity": ("identity-unlinked", ()),
    "admin.make_key": ("key-made", ("name", "scope")),
    "admin.end_key": ("key-ended", ("id",)),
    "admin.add_person": ("person-added", ("name", "role")),
    "admin.change_person": ("person-changed", ("role", "own", "email")),
    "admin.disable_person": ("person-disabled", ("who",)),
    "admin.enable_person": ("person-enabled", ("who",)),
    "admin.sign_out_person": ("person-signed-out", ()),
    "admin.reset_password": ("person-password", ()),
    "admin.turn_off_their_code": ("person-code-off", ()),
    "admin.remove_their_passkeys": ("person-passkeys-off", ()),
    "admin.invite": ("invited", ("note", "role")),
    "admin.withdraw_invitation": ("invitation-withdrawn", ("id",)),
    "admin.add_domain": ("domain-added", ("host", "alias_of")),
    "admin.remove_domain": ("domain-removed", ("remove",)),
    "admin.change_tag": ("tag-changed", ("tag", "name", "merge")),
    "admin.remove_tag": ("tag-removed", ("tag",)),
    "admin.add_webhook": ("webhook-added", ("name", "url")),
    "admin.rotate_webhook": ("webhook-changed", ()),
    "admin.disable_webhook": ("webhook-changed", ()),
    "admin.enable_webhook": ("webhook-changed", ()),
    "admin.remove_webhook": ("webhook-removed", ()),
    "admin.apply_batch": ("bulk-applied", ()),
    "admin.undo_batch": ("bulk-undone", ()),
    "admin.ignore_missed": ("misses-decided", ()),
    "admin.reopen_missed": ("misses-decided", ()),
}
SAID = {"own": "own links only", "merge": "made one"}  # of boxes that are ticked


@blueprint.after_request
def note_act(response: Response) -> Response:
    """The act is done already; a log that can't be written then says so where operators look."""
    action, fields = NOTED.get(request.endpoint or "", ("", ()))
    person = current_person() if action and response.status_code < 400 else None
    if person is not None:
        note(action, person, _subject(fields))
    return response


def note(action: str, by: Person | None, subject: str = "") -> None:
    """Who did it, from which network as far as the settings let that be kept."""
    own = services()
    try:
        with own.database.write() as session:
            audit.note(session, action, by=by.id if by else None, subject=subject, prefix=noted_prefix())
    except SQLAlchemyError as error:
        log.warning("The audit log lacks a line (%s %s): %s", action, subject, error)


def note_wrong_password(name: str) -> None:
    """A name is kept only if somebody has it: people type passwords into the wrong field."""
    with services().database.read() as session:
        known = people.find(session, name)
    note("sign-in-failed", None, known.name if known else "an unknown name")


def _subject(fields: tuple[str, ...]) -> str:
    named = request.view_args or {}
    number = named.get("person_id")
    with services().database.read() as session:
        person = people.by_id(session, number) if number is not None else None
    told = [person.name] if person else [str(named[name]) for name in ("hook_id", "batch_id") if name in named]
    given = (SAID.get(field, value) for field in fields for value in request.form.getlist(field) if value)
    return ", ".join([*told, *given])
