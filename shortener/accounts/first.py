"""The first admin: made at the first start, with a password from the settings or a made one that is shown once."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shortener.accounts import people
from shortener.accounts.errors import AccountRefused
from shortener.accounts.passwords import make_password
from shortener.accounts.secret import write_private
from shortener.accounts.tables import Person
from shortener.settings import BadSetting, Settings
from shortener.stores import Database

FILE_NAME = "admin-password"


def first_admin(database: Database, settings: Settings, *, terminal: bool = False) -> str | None:
    """Makes the first admin where there is nobody yet, and returns what to tell the operator; None otherwise.

    Only for a `terminal` does that sentence hold a made password; else it says in which private file the password is.
    Raises BadSetting when the name or the password of the settings can't be used.
    """
    password = settings.admin_password or make_password()
    if not _make(database, settings.admin_user, password):
        return None
    if settings.admin_password:
        return f"Sign in as {settings.admin_user} with the password of SHORTENER_ADMIN_PASSWORD."
    if terminal:
        return f"Sign in as {settings.admin_user} with the password {password} (shown only now)."
    return _put_away(settings, password)


def _make(database: Database, name: str, password: str) -> bool:
    try:
        with database.write() as session:
            if session.scalar(select(Person.id).limit(1)) is not None:
                return False
            people.add(session, name, password)
    except AccountRefused as error:
        if error.code == "taken":  # so another node was quicker, as nobody was there
            return False
        raise BadSetting(f"SHORTENER_ADMIN_{'USER' if error.field == 'name' else 'PASSWORD'}: {error}") from error
    except IntegrityError:  # another node was quicker
        return False
    return True


def _put_away(settings: Settings, password: str) -> str:
    path = settings.data_dir / FILE_NAME
    try:
        path.unlink(missing_ok=True)
        write_private(path, password + "\n")
    except OSError as error:
        return (
            f"Sign in as {settings.admin_user}; the password could not be written to {path} ({error.strerror}): "
            f"set one with `shortener user password {settings.admin_user}`."
        )
    return f"Sign in as {settings.admin_user} with the password in {path}; change it and remove the file."
