"""The programs of `tests/api`, for the facts."""

from tests.api.conftest import api, open_api, short_settings  # noqa: F401 (fixtures)
