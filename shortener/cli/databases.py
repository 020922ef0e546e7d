"""A database's errors in one sentence: loaded where databases are used, since SQLAlchemy takes longer than the rest."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError


def sentence_of(error: Exception) -> str | None:
    """None for an error that no database made."""
    return of_database(error) if isinstance(error, SQLAlchemyError) else None


def of_database(error: SQLAlchemyError) -> str:
    cause = str(error.orig if isinstance(error, DBAPIError) else error)
    first_line = cause.strip().splitlines()[0] if cause.strip() else type(error).__name__
    return f"The database can't be used: {first_line.rstrip('.')}."
