"""No section of the facts is forgotten, and what is different has its reason."""

import importlib

import pytest

from tests.contract.cases import CASES
from tests.contract.sections import DIFFERENT, EXCEPTIONS, IMPORT, PARITY


def test_every_section_is_on_exactly_one_list() -> None:
    listed = [*PARITY, *IMPORT, *DIFFERENT]
    assert sorted(listed) == sorted(set(CASES) - {"_meta"})


@pytest.mark.parametrize(("section", "module"), PARITY.items())
def test_what_is_held_is_held_by_a_test_that_reads_it(section: str, module: str) -> None:
    source = importlib.import_module(f"tests.contract.{module}").__file__
    assert source is not None
    with open(source, encoding="utf-8") as file:
        assert f'"{section}"' in file.read()


def test_what_is_different_says_why() -> None:
    assert all(reason.endswith(".") and " " in reason for reason in [*DIFFERENT.values(), *EXCEPTIONS.values()])
