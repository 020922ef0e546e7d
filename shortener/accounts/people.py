"""People: added, found, disabled, and given passwords. Functions take the session of the caller's transaction."""

import re
import unicodedata
from collections.abc import Callable

from argon2 import PasswordHasher
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import HASHER, hash_imported, hash_password
from shortener.accounts.roles import ADMIN, ROLES
from shortener.accounts.tables import ApiKey, Identity, Invitation, Person, SharedPage, SignIn
from shortener.clock import now_ms
from shortener.parsing import ADDRESS, LONGEST_ADDRESS
from shortener.sentences import Words
from shortener.stores import hold

LONGEST_NAME = 64
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def clean_name(name: str) -> str:
    """A name as it is kept and compared: trimmed, NFC."""
    return unicodedata.normalize("NFC", name.strip())


def add(session: Session, name: str, password: str, role: str = ADMIN, *, hasher: PasswordHasher = HASHER) -> Person:
    """Raises AccountRefused when the name or the password can't be used or the name is taken."""
    return _put(session, name, role, lambda: hash_password(password, hasher))


def add_imported(
    session: Session, name: str, value: str, role: str = ADMIN, *, hasher: PasswordHasher = HASHER
) -> Person:
    """The same for a password as config.php of YOURLS has it, so that it goes on."""
    return _put(session, name, role, lambda: hash_imported(value, hasher))


def add_without_password(session: Session, name: str, email: str, role: str) -> Person:
    """For who signs in elsewhere; a link for a new password gives them one here too. Raises AccountRefused."""
    person = _put(session, name, role, lambda: "")
    person.email = email
    return person


def _put(session: Session, name: str, role: str, kept: Callable[[], str]) -> Person:
    name = clean_name(name)
    if not _is_usable(name):
        raise AccountRefused(
            "name", "syntax", Words("A name is 1 to %(most)s characters without line breaks.", most=LONGEST_NAME)
        )
    check_role(role)
    if find(session, name) is not None:
        raise AccountRefused("name", "taken", Words("There is already somebody named %(name)s.", name=name))
    person = Person(name=name, password_hash=kept(), role=role, created_at=now_ms())
    session.add(person)
    session.flush()
    return person


def find(session: Session, name: str) -> Person | None:
    name = clean_name(name[: 2 * LONGEST_NAME])
    return session.scalar(select(Person).where(Person.name == name)) if _is_usable(name) else None


def is_free(session: Session, name: str) -> bool:
    """Whether somebody new can have this name."""
    return _is_usable(clean_name(name)) and find(session, name) is None


def by_id(session: Session, person_id: int) -> Person | None:
    return session.get(Person, person_id)


def everyone(session: Session) -> list[Person]:
    """Disabled people too, by name."""
    return list(session.scalars(select(Person).order_by(Person.name)))


def names(session: Session) -> dict[int, str]:
    """The name of each person id."""
    return {person.id: person.name for person in session.execute(select(Person.id, Person.name))}


def change_password(
    session: Session, name: str, password: str, *, keep: int | None = None, hasher: PasswordHasher = HASHER
) -> Person:
    """Sets a password and signs the person out everywhere but in the session with id `keep`. Raises AccountRefused."""
    person = existing(session, name)
    person.password_hash = hash_password(password, hasher)
    _sign_out(session, person, keep)
    return person


def change_role(session: Session, name: str, role: str) -> Person:
    """Raises AccountRefused, also when nobody would be left to administer the site."""
    check_role(role)
    person = existing(session, name)
    if role != ADMIN:
        _keep_an_admin(session, person)
        session.execute(delete(Invitation).where(Invitation.made_by_id == person.id))
    person.role = role
    return person


def set_email(session: Session, name: str, email: str) -> Person:
    """What the organisation's own sign-in meets this person by; empty for nothing. Raises AccountRefused.

    Another address is another person there: whoever came in by the old one is known no more.
    """
    person, email = existing(session, name), email.strip().lower()
    if email and not (ADDRESS.fullmatch(email) and len(email) <= LONGEST_ADDRESS):
        raise AccountRefused("email", "syntax", Words("This is not an e-mail address such as ada@example.org."))
    if email and session.scalar(select(Person.id).where(Person.email == email, Person.id != person.id).limit(1)):
        raise AccountRefused(
            "email", "taken", Words("Somebody else here has the e-mail address %(email)s.", email=email)
        )
    if email != person.email:
        session.execute(delete(Identity).where(Identity.person_id == person.id))
    person.email = email
    return person


def keep_to_own(session: Session, name: str, *, own_links_only: bool) -> Person:
    """Whether a person sees and changes the links that they own, and no others. Raises AccountRefused."""
    person = existing(session, name)
    person.own_links_only = own_links_only
    return person


def speak_to(session: Session, name: str, *, language: str, timezone: str) -> Person:
    """How a person reads pages: in which language, such as "de", and by which clock, such as "Europe/Berlin".

    Empty for what their browser asks for, and for the site's time zone. Raises AccountRefused.
    """
    person = existing(session, name)
    person.language, person.timezone = language, timezone
    return person


def disable(session: Session, name: str) -> Person:
    """Ends all sign-ins, keys, invitations and shared pages of a person; what they did stays. Raises AccountRefused."""
    person = existing(session, name)
    _keep_an_admin(session, person)
    person.disabled_at = person.disabled_at or now_ms()
    _sign_out(session, person, None)
    session.execute(
        update(ApiKey).where(ApiKey.person_id == person.id, ApiKey.revoked_at.is_(None)).values(revoked_at=now_ms())
    )
    theirs = or_(Invitation.made_by_id == person.id, Invitation.person_id == person.id)
    session.execute(delete(Invitation).where(theirs))
    session.execute(delete(SharedPage).where(SharedPage.made_by_id == person.id))
    return person


def enable(session: Session, name: str) -> Person:
    person = existing(session, name)
    person.disabled_at = None
    return person


def check_role(role: str) -> None:
    """Raises AccountRefused."""
    if role not in ROLES:
        raise AccountRefused(
            "role",
            "unknown",
            Words("%(role)s is not a role; the roles are %(roles)s.", role=role[:LONGEST_NAME], roles=", ".join(ROLES)),
        )


def _is_usable(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and _UNUSABLE.search(name) is None


def existing(session: Session, name: str) -> Person:
    """Raises AccountRefused."""
    person = find(session, name)
    if person is None:
        raise AccountRefused(
            "name", "missing", Words("There is nobody named %(name)s.", name=clean_name(name)[:LONGEST_NAME])
        )
    return person


def _keep_an_admin(session: Session, person: Person) -> None:
    hold(session, "admins")  # else two admins at once could each count on the other
    others = select(func.count()).where(Person.role == ADMIN, Person.disabled_at.is_(None), Person.id != person.id)
    if not session.scalar(others):
        raise AccountRefused(
            "role", "last", Words("%(name)s is the last admin; make somebody else one first.", name=person.name)
        )


def _sign_out(session: Session, person: Person, keep: int | None) -> None:
    ended = delete(SignIn).where(SignIn.person_id == person.id)
    session.execute(ended if keep is None else ended.where(SignIn.id != keep))
