"""The command line of `tests/cli`, for what is refused before anything is started."""

from tests.cli.conftest import bare, environ  # noqa: F401 (fixtures)
