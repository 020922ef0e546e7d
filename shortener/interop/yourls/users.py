"""People of config.php may sign in here with the password that they have."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.accounts.errors import AccountRefused
from shortener.interop.yourls.report import LEFT_OUT, Finding, Tell


def add_users(session: Session, users: Mapping[str, str], role: str, tell: Tell) -> int:
    """How many are new. Who has an account here already keeps it as it is."""
    added = 0
    for name, value in users.items():
        if people.find(session, name) is not None:
            continue
        try:
            people.add_imported(session, name, value, role)
        except AccountRefused as refused:
            tell(Finding("person", LEFT_OUT, name, str(refused)), f"the {refused.field} can't be had ({refused.code})")
        else:
            added += 1
    return added
