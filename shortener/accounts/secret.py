"""The key that signs what leaves this site: found or made at start, and the same on every node."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.sentences import Sentence
from shortener.settings import Settings
from shortener.stores import Database, Meta, upsert

FILE_NAME = "secret-key"
FINGERPRINT = "secret_fingerprint"
SHORTEST = 16


class BadSecret(Sentence):
    """The secret key can't be used; the message is one sentence for the operator."""


def load_secret(settings: Settings, database: Database) -> bytes:
    """The key of this installation, from the setting or the data folder; made there when it is the first.

    Raises BadSecret when the database was set up with another one, or when the key can't be read or made.
    """
    given, path = _given(settings), settings.data_dir / FILE_NAME
    with database.read() as session:
        known = _known(session)
    if known is None:
        secret = given or _kept(path) or _make(path)
        with database.write() as session:
            known = _remember(session, database.dialect, fingerprint(secret))
    # The file is read only now: whoever put the fingerprint had made the file before.
    own = given or _kept(path)
    if own is None or not hmac.compare_digest(known, fingerprint(own)):
        raise BadSecret(
            "The secret key of this node is not the one that its database was set up with; give every node the same "
            f"SHORTENER_SECRET_KEY, or copy {path} from the first node."
        )
    return own


def local_secret(settings: Settings) -> bytes:
    """The key as this node has it, without asking the database. Raises BadSecret when there is none yet."""
    secret = _given(settings) or _kept(settings.data_dir / FILE_NAME)
    if secret is None:
        raise BadSecret(f"There is no secret key in {settings.data_dir}; run `shortener db upgrade` first.")
    return secret


def derive(secret: bytes, purpose: str, message: bytes) -> str:
    """A keyed hash for one purpose, in hex; hashes of other purposes say nothing about it."""
    return hmac.new(secret, purpose.encode() + b"\0" + message, hashlib.sha256).hexdigest()


def fingerprint(secret: bytes) -> str:
    """Tells keys apart without telling the key."""
    return derive(secret, "fingerprint", b"")[:32]


def write_private(path: Path, content: str) -> bool:
    """Puts a file that only its owner can read, whole or not at all; False when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return True


def _given(settings: Settings) -> bytes | None:
    key = settings.secret_key
    if key is not None and len(key) < SHORTEST:
        raise BadSecret(f"SHORTENER_SECRET_KEY is too short: it needs at least {SHORTEST} random characters.")
    return key.encode() if key else None


def _kept(path: Path) -> bytes | None:
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadSecret(f"The secret key in {path} can't be read: {error}.") from error
    if len(key) < SHORTEST:
        raise BadSecret(f"The secret key in {path} is cut short; restore the file from a backup.")
    return key.encode()


def _make(path: Path) -> bytes:
    try:
        write_private(path, secrets.token_hex(32) + "\n")
    except OSError as error:
        raise BadSecret(f"The secret key can't be written to {path}: {error}.") from error
    kept = _kept(path)
    if kept is None:
        raise BadSecret(f"The secret key in {path} vanished while it was being made; start again.")
    return kept


def _known(session: Session) -> str | None:
    return session.scalar(select(Meta.value).where(Meta.name == FINGERPRINT))


def _remember(session: Session, dialect: str, mark: str) -> str:
    """The fingerprint that stands in the database, which another node may have put a moment earlier."""
    session.execute(upsert(Meta.metadata.tables["meta"], dialect, [{"name": FINGERPRINT, "value": mark}]))
    return _known(session) or mark
