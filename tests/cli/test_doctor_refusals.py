"""`shortener doctor --from-outside` takes whatever is no page for a refusal of a name that isn't ours."""

import pytest

from shortener.cli.checks_outside import is_served


@pytest.mark.parametrize("status", [0, 400, 403, 404, 421, 444, 502, 503])
def test_no_answer_and_a_refusal_are_well(status: int) -> None:
    assert not is_served(status)


@pytest.mark.parametrize("status", [200, 204, 301, 302, 308])
def test_a_page_or_a_redirect_is_an_answer(status: int) -> None:
    assert is_served(status)
