"""The bench fails at the first wrong answer instead of measuring how fast it comes."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench.load import Seen, check
from bench.paced import Paced, paced
from bench.processes import Failed
from bench.rows import UNKNOWN, Load, Service
from bench.service import Services
from bench.shape import shape
from bench.visitors import Crowds, Visitors

LINKS = 50
SERVICE = Service("nginx", links=LINKS)
FINE = Seen(1.0, 1000, 300_000, 1.0, 2.0, 3.0, 4.0, refused=0, broken=0, late=0, statuses=0)


def visitors(folder: Path, load: Load = Load(2)) -> Visitors:  # noqa: B008 (frozen)
    return Crowds(folder).visitors(SERVICE, load)


def test_right_answers_pass(services: Services, folder: Path) -> None:
    goal = services.static(LINKS, tls=False).goal
    seen, redirects = visitors(folder).ask(goal, 2, 1)
    assert redirects > seen.requests > 0
    assert visitors(folder, Load(2, UNKNOWN)).ask(goal, 2, 1)[1] == 0


def test_a_wrong_target_fails(services: Services, folder: Path) -> None:
    goal = services.static(LINKS, tls=False).goal
    wrong = replace(visitors(folder), links=[shape(1)._replace(target="https://elsewhere.example/")])
    with pytest.raises(Failed, match="wanted 302 https://elsewhere"):
        wrong.ask(goal, 2, 1)


def test_a_redirect_where_none_should_be_fails(services: Services, folder: Path) -> None:
    goal = services.static(LINKS, tls=False).goal
    found = visitors(folder).ask(goal, 2, 1)[0]
    with pytest.raises(Failed, match=f"0 of {found.requests} answers were errors"):
        check(found, unknown=True)


def test_answers_at_a_fixed_rate_are_looked_at_too(services: Services, folder: Path) -> None:
    goal = services.static(LINKS, tls=False).goal
    right = paced(folder, LINKS)
    lines = folder / "wrong"
    lines.write_text(right.lines.read_text().replace("?from=print", ""))
    with pytest.raises(Failed, match="were wrong"):
        Paced(lines, right.head).ask(goal, 100, 1)


@pytest.mark.parametrize("problem", ["refused", "broken", "late", "statuses"])
def test_a_single_request_without_its_answer_fails(problem: str) -> None:
    check(FINE, unknown=False)
    with pytest.raises(Failed, match="1 "):
        check(Seen(**{name: getattr(FINE, name) for name in Seen.__struct_fields__} | {problem: 1}), unknown=False)


def test_a_server_that_is_gone_fails(services: Services, folder: Path) -> None:
    goal = services.static(LINKS, tls=False).goal
    services.close()
    with pytest.raises(Failed):
        visitors(folder).ask(goal, 2, 1)
