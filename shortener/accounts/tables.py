"""What is kept about people: who they are, where they are signed in, who is invited, and sign-ins that failed."""

from sqlalchemy import Boolean, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from shortener.stores import Base, BigId, exact_string


class Person(Base):
    """Somebody who may sign in. `role` is admin, editor or viewer; a disabled person keeps their history.

    `password_hash` is empty for who signs in at the organisation only; `email`, in small letters, is what meets them.

    `language` is what they read pages in, such as "de"; empty for what their browser asks for.
    `timezone` is where they read a clock, such as "Europe/Berlin"; empty for where the site does.

    `totp_nonce` is there for who signs in with codes too, `totp_step` is the half minute of the last one.
    """

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(exact_string(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(8), default="admin")
    own_links_only: Mapped[bool] = mapped_column(Boolean, default=False)
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    timezone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    created_at: Mapped[int]
    disabled_at: Mapped[int | None]
    seen_at: Mapped[int | None]
    totp_nonce: Mapped[str | None] = mapped_column(String(32))
    totp_step: Mapped[int | None]


class SignIn(Base):
    """One browser that is signed in; only a keyed hash of its token is kept."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agent: Mapped[str] = mapped_column(String(255), default="")
    prefix: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[int]
    seen_at: Mapped[int]
    expires_at: Mapped[int]


class Invitation(Base):
    """A link that lets somebody in once: a new person with this role, or `person_id` to a new password.

    Of the link's token only a hash is kept; `note` says for whom an invitation is.
    """

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[int]
    expires_at: Mapped[int] = mapped_column(index=True)


class SharedPage(Base):
    """A link's numbers for whoever has the address, until `expires_at`; of its token only a hash is kept."""

    __tablename__ = "shared_pages"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[int]
    expires_at: Mapped[int] = mapped_column(index=True)


class RecoveryCode(Base):
    """A code that was written down for when the phone is lost; only a keyed hash is kept, until it is used."""

    __tablename__ = "recovery_codes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class Passkey(Base):
    """A key of a person's that signs on a device of theirs: its public half, base64 of what WebAuthn made of it.

    `digest` is of its id. `counter` is the last that the device said; `doubted_at` is set when it said an earlier one
    once more, so that there are two of it, and from then on it opens nothing.
    """

    __tablename__ = "passkeys"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(exact_string(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    credential: Mapped[str] = mapped_column(Text)
    counter: Mapped[int]
    created_at: Mapped[int]
    seen_at: Mapped[int | None]
    doubted_at: Mapped[int | None]


class Identity(Base):
    """Who a person is at the organisation's own sign-in; of issuer and subject only a hash is kept."""

    __tablename__ = "identities"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[int]
    seen_at: Mapped[int | None]


class SpentTicket(Base):
    """A question to a browser that was answered, by a hash of its ticket, until nobody would take it anyway."""

    __tablename__ = "spent_tickets"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[int] = mapped_column(index=True)


class Noted(Base):
    """One line of the audit log: who did what, when, from which network. `name` stays when nobody is known by it."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[int] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(exact_string(64))
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(255))
    prefix: Mapped[str] = mapped_column(String(64))


class FailedSignIn(Base):
    """One wrong password, under each key that is throttled: `name:…` and `net:<prefix>`."""

    __tablename__ = "failed_sign_ins"
    __table_args__ = (Index("ix_failed_sign_ins_key_failed_at", "key", "failed_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(exact_string(128))
    failed_at: Mapped[int]


class ApiKey(Base):
    """What a program asks with in somebody's name; of the key itself only a hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(exact_string(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int]
    seen_at: Mapped[int | None]
    revoked_at: Mapped[int | None]


class KeptAnswer(Base):
    """What a program was told when it asked with an Idempotency-Key (`name`), so that it can be told so again.

    `asked` is a hash of the request. Without a `status` it is still being answered, or whoever did so has died.
    """

    __tablename__ = "api_answers"
    __table_args__ = (UniqueConstraint("key_id", "name"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    name: Mapped[str] = mapped_column(exact_string(255))
    asked: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[int] = mapped_column(index=True)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    headers: Mapped[str | None]
    body: Mapped[str | None] = mapped_column(Text().with_variant(mysql.MEDIUMTEXT(), "mysql"))
