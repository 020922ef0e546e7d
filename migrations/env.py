"""Alembic runs this for every migration command: on the connection and transaction that shortener.schema hands in."""

from alembic import context

from shortener.stores import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
