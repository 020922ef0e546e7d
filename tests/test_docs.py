"""What the documentation promises is there: commands, options, targets of make, settings, files."""

import re
from pathlib import Path

import click
import pytest

from shortener.cli import main as shortener
from shortener.inforce import describe
from tests import documentation

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
COMMANDS = {context.command_path: context.command for context in documentation.contexts(shortener, "shortener")}


def words(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_reference_pages_are_what_the_code_says() -> None:
    for path, text in documentation.pages().items():
        assert words(path) == text, f"{path.name}: run make docs"


def test_every_setting_and_every_command_has_its_place() -> None:
    settings, cli = words(ROOT / "docs/settings.md"), words(ROOT / "docs/cli.md")
    assert [s["name"] for s in describe() if f"| `{s['name']}` |" not in settings] == []
    assert [name for name in COMMANDS if f"\n## {name}\n" not in cli] == []
    assert len(COMMANDS) > 20


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = [name for name, command in COMMANDS.items() if not command.help]
    silent += [
        f"{name} {option.opts[0]}"
        for name, command in COMMANDS.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", words(page))
    missing = [t for t in targets if not t.startswith(("http://", "https://")) and not (page.parent / t).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_examples_exist(page: Path) -> None:
    unknown = []
    for line in re.findall(r"(?:bin/|`)shortener ([^`\n]+)", words(page)):
        parts = line.split()
        names = ["shortener"]
        while parts and " ".join([*names, parts[0]]) in COMMANDS:
            names.append(parts.pop(0))
        command = COMMANDS[" ".join(names)]
        known = {opt for param in command.params for opt in param.opts} | {"--help", "--version"}
        wrong = [part for part in parts if part.startswith("--") and part.partition("=")[0] not in known]
        if isinstance(command, click.Group) and parts and not parts[0].startswith("-"):
            wrong.append(parts[0])
        unknown += [f"{line}: {part}" for part in wrong]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_of_make_in_examples_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", words(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", words(page), re.MULTILINE)) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_in_examples_exist(page: Path) -> None:
    known = {str(setting["name"]) for setting in describe()} | {"SHORTENER_CONFIG"}
    named = set(re.findall(r"\bSHORTENER_[A-Z_]+\b", words(page)))
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_the_map_names_every_folder_of_the_source() -> None:
    text = words(ROOT / "CONTRIBUTING.md")
    folders = [
        path.name for path in (ROOT / "shortener").iterdir() if path.is_dir() and (path / "__init__.py").exists()
    ]
    assert [name for name in folders if not re.search(rf"\b{name}\b", text)] == []
