"""The command line of `tests/cli`, for what is refused before anything is started."""

from tests.cli.conftest import bare, environ

__all__ = ["bare", "environ"]
