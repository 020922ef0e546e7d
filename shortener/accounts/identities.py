"""From a provider's word to a person: known by it, met by an e-mail address, or new where the site takes new ones."""

import hashlib

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.accounts.errors import AccountRefused
from shortener.accounts.idtokens import Claims
from shortener.accounts.tables import Identity, Person
from shortener.clock import now_ms
from shortener.sentences import Words
from shortener.settings import Settings
from shortener.stores import hold

NOBODY = "none"
MOST = 5
OTHERS = Words("This sign-in of your organisation belongs to somebody else here; sign in there as yourself.")


class Policy(msgspec.Struct, frozen=True):
    """Whose word counts: e-mail addresses of which domains (empty: any), and the role of new people (none: no new)."""

    domains: tuple[str, ...]
    new_people: str


class Met(msgspec.Struct, frozen=True):
    person: Person
    is_new: bool


def policy_of(settings: Settings) -> Policy:
    return Policy(settings.oidc_domains, settings.oidc_new_people)


def meet(session: Session, claims: Claims, policy: Policy) -> Met:
    """Raises AccountRefused, in words for the person."""
    _check_domain(claims, policy)
    digest = _digest(claims)
    known = session.scalar(select(Identity).where(Identity.digest == digest))
    if known is not None:
        known.seen_at = now_ms()
        return Met(_enabled(session.get_one(Person, known.person_id)), False)
    found = _met_before(session, claims)
    person = _enabled(found) if found else _new(session, claims, policy)
    session.add(Identity(person_id=person.id, digest=digest, created_at=now_ms(), seen_at=now_ms()))
    return Met(person, found is None)


def link(session: Session, person: Person, claims: Claims, policy: Policy) -> None:
    """From now on the provider's word lets this person in. Raises AccountRefused where it is somebody else's."""
    _check_domain(claims, policy)
    hold(session, f"identities:{person.id}")
    own, digest = identities_of(session, person), _digest(claims)
    known = session.scalar(select(Identity).where(Identity.digest == digest))
    if known is None:
        _refuse_others_address(session, person, claims)
        if len(own) >= MOST:
            raise AccountRefused(
                "provider", "many", Words("You have %(most)s of these already; unlink one of them first.", most=MOST)
            )
        session.add(Identity(person_id=person.id, digest=digest, created_at=now_ms(), seen_at=None))
    elif known.person_id != person.id:
        raise AccountRefused("provider", "taken", OTHERS)


def unlink(session: Session, person: Person, identity_id: int) -> bool:
    """Whether it was one of theirs. Raises AccountRefused where it is their last way in."""
    hold(session, f"identities:{person.id}")
    own = identities_of(session, person)
    if identity_id not in {one.id for one in own}:
        return False
    if len(own) == 1 and not session.scalar(select(Person.password_hash).where(Person.id == person.id)):
        raise AccountRefused("provider", "last", Words("This is your only way in; ask an admin for a password first."))
    session.execute(delete(Identity).where(Identity.id == identity_id))
    return True


def identities_of(session: Session, person: Person) -> list[Identity]:
    """The oldest first."""
    wanted = select(Identity).where(Identity.person_id == person.id).order_by(Identity.created_at, Identity.id)
    return list(session.scalars(wanted))


def is_known(session: Session, person: Person) -> bool:
    """Whether this person has signed in there."""
    return session.scalar(select(Identity.id).where(Identity.person_id == person.id).limit(1)) is not None


def _check_domain(claims: Claims, policy: Policy) -> None:
    if policy.domains and claims.email.rpartition("@")[2] not in policy.domains:
        wanted = " or ".join(policy.domains)
        raise AccountRefused(
            "email",
            "domain",
            Words("Only people with a checked e-mail address at %(wanted)s sign in so.", wanted=wanted),
        )


def _met_before(session: Session, claims: Claims) -> Person | None:
    """By an address that both the provider and an admin here vouch for."""
    if not claims.email:
        raise AccountRefused(
            "email",
            "unverified",
            Words("Your organisation's sign-in vouches for no e-mail address of yours; ask an admin."),
        )
    found = list(session.scalars(select(Person).where(Person.email == claims.email).limit(2)))
    if len(found) > 1:
        raise AccountRefused("email", "many", Words("Several people here have your e-mail address; ask an admin."))
    return found[0] if found else None


def _refuse_others_address(session: Session, person: Person, claims: Claims) -> None:
    """Whom an admin vouches for by this address would be let in by it."""
    others = select(Person.id).where(Person.email == claims.email, Person.id != person.id).limit(1)
    if claims.email and session.scalar(others) is not None:
        raise AccountRefused("provider", "taken", OTHERS)


def _new(session: Session, claims: Claims, policy: Policy) -> Person:
    if policy.new_people == NOBODY:
        raise AccountRefused(
            "email", "unknown", Words("Nobody here has the e-mail address %(email)s; ask an admin.", email=claims.email)
        )
    free = [name for name in (claims.name, claims.email) if people.is_free(session, name)]
    return people.add_without_password(session, free[0] if free else claims.email, claims.email, policy.new_people)


def _enabled(person: Person) -> Person:
    if person.disabled_at is not None:
        raise AccountRefused(
            "name", "disabled", Words("%(name)s can't sign in any more; ask an admin.", name=person.name)
        )
    return person


def _digest(claims: Claims) -> str:
    return hashlib.sha256(f"{claims.issuer}\n{claims.subject}".encode("utf-8", "surrogatepass")).hexdigest()
