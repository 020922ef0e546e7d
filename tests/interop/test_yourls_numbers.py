"""What is no number where a YOURLS site should have one counts as none, also where Unicode calls it a digit."""

import pytest

from shortener.interop.yourls.arrivals import arrival_of
from shortener.interop.yourls.survey import Survey
from tests.interop.yourls import Url


@pytest.mark.parametrize(("clicks", "counter"), [("12", 12), ("", 0), ("-1", 0), ("²", 0), ("9" * 16, 0)])
def test_a_counter_that_is_no_number_is_none(clicks: str, counter: int) -> None:
    row: dict[str, str | None] = {**Url("abc", "https://example.org/")._asdict(), "clicks": clicks}
    assert arrival_of(row, "rpf.io").counter == counter


@pytest.mark.parametrize(("version", "is_known"), [("507", True), ("481", False), ("²", False), ("new", False)])
def test_a_version_that_is_no_number_was_never_tried(version: str, is_known: bool) -> None:
    assert (Survey("yourls_", options={"db_version": version}).warnings == []) is is_known
