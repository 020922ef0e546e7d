"""Set-up is done once, done again when something that decides it has changed, and redone after an interruption."""

import subprocess
from pathlib import Path

import pytest

from deploy.setup.venv import install

RUN, DEV = "requirements.lock", "requirements-dev.lock"


class Machine:
    """A checkout, and what set-up would run in it; `broken` names the step that fails."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.steps: list[str] = []
        self.broken = ""
        (root / "pyproject.toml").write_text('[project]\nname = "x"\n')
        (root / RUN).write_text("a==1\n")
        (root / DEV).write_text("a==1\nb==1\n")

    def run(self, command: list[str], **_options: object) -> None:
        step = "venv" if "venv" in command else "pip" if "ensurepip" in command else command[-1].rpartition("/")[2]
        self.steps.append(step)
        if step == self.broken:
            raise subprocess.CalledProcessError(1, command)
        if step == "venv":
            assert "--clear" in command
            python = self.root / ".venv" / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.write_text("#!/bin/sh\n")
            python.chmod(0o755)
            (self.root / ".venv" / "unfinished").unlink(missing_ok=True)

    def set_up(self, lock: str = RUN) -> list[str]:
        """The steps that were run."""
        self.steps = []
        install(self.root, lock, self.run)
        return self.steps


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def everything(machine: Machine, lock: str = RUN) -> list[str]:
    return ["venv", "pip", lock, machine.root.name]


def test_the_first_time_makes_everything_and_the_second_nothing(machine: Machine) -> None:
    assert machine.set_up() == everything(machine)
    assert machine.set_up() == []


def test_a_changed_lock_is_installed_into_the_same_environment(machine: Machine) -> None:
    machine.set_up()
    (machine.root / RUN).write_text("a==2\n")
    assert machine.set_up() == [RUN, machine.root.name]
    assert machine.set_up() == []


def test_changed_project_metadata_installs_the_project_again(machine: Machine) -> None:
    machine.set_up()
    (machine.root / "pyproject.toml").write_text('[project]\nname = "x"\nscripts = {y = "x:y"}\n')
    assert machine.set_up() == [RUN, machine.root.name]


def test_a_changed_lint_rule_installs_nothing(machine: Machine) -> None:
    machine.set_up()
    with (machine.root / "pyproject.toml").open("a") as file:
        file.write("[tool.ruff]\nline-length = 100\n")
    assert machine.set_up() == []


def test_what_tests_need_holds_what_the_service_needs(machine: Machine) -> None:
    assert machine.set_up(DEV) == everything(machine, DEV)
    assert machine.set_up(RUN) == []


def test_what_the_service_needs_is_not_enough_for_tests(machine: Machine) -> None:
    machine.set_up(RUN)
    assert machine.set_up(DEV) == [DEV, machine.root.name]


@pytest.mark.parametrize("step", ["venv", "pip", RUN, "project"])
def test_an_interrupted_set_up_is_made_anew_from_nothing(machine: Machine, step: str) -> None:
    machine.broken = machine.root.name if step == "project" else step
    with pytest.raises(subprocess.CalledProcessError):
        machine.set_up()
    machine.broken = ""
    assert machine.set_up() == everything(machine)
    assert machine.set_up() == []


def test_an_interrupted_update_is_made_anew_from_nothing(machine: Machine) -> None:
    machine.set_up()
    (machine.root / RUN).write_text("a==2\n")
    machine.broken = RUN
    with pytest.raises(subprocess.CalledProcessError):
        machine.set_up()
    machine.broken = ""
    assert machine.set_up() == everything(machine)


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.set_up()
    (machine.root / ".venv" / "bin" / "python").unlink()
    assert machine.set_up() == everything(machine)


def test_a_checkout_that_moved_is_installed_again(machine: Machine) -> None:
    machine.set_up()
    moved = machine.root.with_name(machine.root.name + "-moved")
    machine.root.rename(moved)
    machine.root = moved
    assert machine.set_up() == [RUN, moved.name]
