"""A pasted list is read as people write one."""

import pytest

from shortener.bulk.pasted import pasted_rows
from shortener.bulk.table import BadRow, Row

A = "https://example.org/a"


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (A, {"target": A}),
        (f"  {A}  ", {"target": A}),
        (f"{A},b", {"target": f"{A},b"}),
        (f"spring {A}", {"slug": "spring", "target": A}),
        (f"{A}, spring", {"target": A, "slug": "spring"}),
        (f"{A}, spring, The fair", {"target": A, "slug": "spring", "title": "The fair"}),
        (f'{A}, spring, "A fair, again"', {"target": A, "slug": "spring", "title": "A fair, again"}),
        (f"{A}\tspring\tThe fair", {"target": A, "slug": "spring", "title": "The fair"}),
        (f"spring\t{A}", {"target": A, "slug": "spring"}),
        (f"spring, {A}, The fair", {"target": A, "slug": "spring", "title": "The fair"}),
        ("mailto:a@example.org", {"target": "mailto:a@example.org"}),
    ],
)
def test_a_line_is_a_target_with_a_slug_or_a_title_beside_it(line: str, cells: dict[str, str]) -> None:
    assert list(pasted_rows(line)) == [Row(1, cells)]


def test_lines_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    assert list(pasted_rows(f"\n{A}\r\n\n  \nb {A}\n")) == [
        Row(2, {"target": A}),
        Row(5, {"target": A, "slug": "b"}),
    ]


@pytest.mark.parametrize("line", [f'{A}, "spring', f"{A}, a, b, c", f"{A}\0"])
def test_a_line_that_makes_no_sense_is_told_and_the_next_is_read(line: str) -> None:
    bad, good = pasted_rows(f"{line}\n{A}")
    assert (isinstance(bad, BadRow), good) == (True, Row(2, {"target": A}))
