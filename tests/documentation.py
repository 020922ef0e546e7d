"""`make docs` writes the reference pages from the code; `make lint` runs it with --check, so that they stay true."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from shortener.cli import main as shortener
from shortener.inforce import describe

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH = 100

SETTINGS = """# Settings

Every setting is an environment variable. `SHORTENER_CONFIG` may name a file with one `NAME=value` a line, where `#`
begins a comment; what the environment says wins over the file. Each setting may also be given as `NAME_FILE`, the path
of a file that holds its value: use that for the secret ones. A value that makes no sense is refused at start, in one
sentence.

| Setting | Default | Meaning |
|---|---|---|
"""
CLI = """# Command line

`shortener` is in `.venv/bin`. It works on the data that the [settings](settings.md) of its environment name, while the
service runs or not. Its exit status is 0 only when everything asked for was done.
"""


def pages() -> dict[Path, str]:
    """The reference pages as they should be."""
    return {DOCS / "settings.md": SETTINGS + "".join(_setting_rows()), DOCS / "cli.md": CLI + "".join(_commands())}


def _setting_rows() -> Iterator[str]:
    for setting in describe():
        default = f"`{setting['default']}`" if setting["default"] else ""
        secret = " *Secret.*" if setting["secret"] else ""
        yield f"| `{setting['name']}` | {default} | {setting['about']}{secret} |\n"


def _commands() -> Iterator[str]:
    for context in contexts(shortener, "shortener"):
        yield f"\n## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"


def contexts(command: click.Command, name: str, above: click.Context | None = None) -> Iterator[click.Context]:
    """A command as it would be called, then all below it, by name."""
    context = click.Context(command, above, info_name=name, terminal_width=WIDTH, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for below in sorted(command.list_commands(context)):
            found = command.get_command(context, below)
            assert found is not None, below
            yield from contexts(found, below, context)


def main(arguments: list[str]) -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(DOCS.parent)} is not what the code says; run make docs.")
        return 1 if stale else 0
    DOCS.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
        print(f"wrote {path.relative_to(DOCS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
