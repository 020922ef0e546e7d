"""`make lint`: sizes, single readers and clean files that the design asks for; says what is over and by how much."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ("shortener", "bench", "deploy", "migrations")
FILE_MEDIAN, FILE_MOST = 90, 350
FUNCTION_MEAN, FUNCTION_P90 = 12, 28
TESTS_LEAST, TESTS_MOST = 1.0, 2.0
README_LINES = 120
HOT_PATH, HOT_PATH_LINES = "shortener/redirect", 700  # small enough to hold in the head
# Spelled with brackets, so that this file doesn't name them either.
PRIVATE = re.compile(
    r"/wor[k]/|\.\./share[d]\b|(?<!\w)\.librar[y]/"
    r"|pyp[i]\.org/simple|files\.pythonhoste[d]|registry\.npmj[s]|deb\.debia[n]"
)
ONE_READER = {
    "the environment": (re.compile(r"\bos\.(environ|getenv)\b"), {"shortener/settings.py", "shortener/acme/main.py"}),
    "forwarded headers": (
        re.compile(r"x[-_]forwarded|x[-_]real[-_]ip", re.IGNORECASE),
        {"shortener/net/client.py", "shortener/settings.py"},  # settings only explains whom it believes
    ),
}


def main() -> int:
    committed = [ROOT / name for name in _git("ls-files")]
    source = [p for p in committed if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in SOURCE and p.exists()]
    tests = [p for p in committed if p.suffix == ".py" and p.relative_to(ROOT).parts[0] == "tests" and p.exists()]
    problems = [
        *_files(source),
        *_functions(source),
        *_docstrings(source + tests),
        *_readers(source),
        *_private(committed),
    ]
    problems += [*_tests(source, tests), *_locks()]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _files(source: list[Path]) -> Iterator[str]:
    lengths = {path: _lines(path) for path in source if path.name != "__init__.py"}
    median = statistics.median(lengths.values())
    print(
        f"files: {len(lengths)}, median {median:.0f} lines (most {FILE_MEDIAN}),"
        f" longest {max(lengths.values())} (most {FILE_MOST})"
    )
    if median > FILE_MEDIAN:
        yield f"The median file has {median:.0f} lines; {FILE_MEDIAN} are the most."
    yield from (f"{_name(p)}: {n} lines; {FILE_MOST} are the most." for p, n in lengths.items() if n > FILE_MOST)
    hot = sum(_lines(path) for path in source if _name(path).startswith(f"{HOT_PATH}/"))
    print(f"{HOT_PATH}: {hot} lines (most {HOT_PATH_LINES})")
    if hot > HOT_PATH_LINES:
        yield f"{HOT_PATH} has {hot} lines; {HOT_PATH_LINES} are the most."
    readme = _lines(ROOT / "README.md")
    if readme > README_LINES:
        yield f"README.md: {readme} lines; {README_LINES} are the most."


def _functions(source: list[Path]) -> Iterator[str]:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in source
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    mean, p90 = statistics.mean(lengths), statistics.quantiles(lengths, n=10)[8]
    print(
        f"functions: {len(lengths)}, mean {mean:.1f} lines (most {FUNCTION_MEAN}),"
        f" 90th percentile {p90:.0f} (most {FUNCTION_P90})"
    )
    if mean > FUNCTION_MEAN:
        yield f"Functions have {mean:.1f} lines on average; {FUNCTION_MEAN} are the most."
    if p90 > FUNCTION_P90:
        yield f"One function in ten has {p90:.0f} lines or more; {FUNCTION_P90} are the most."


def _docstrings(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(_tree(path)):
            yield f"{_name(path)}: no docstring at its head that says its place in the flow."


def _readers(source: list[Path]) -> Iterator[str]:
    for what, (pattern, readers) in ONE_READER.items():
        for path in source:
            if _name(path).startswith("shortener/") and _name(path) not in readers and pattern.search(_code(path)):
                yield f"{_name(path)}: only {min(readers)} reads {what}."


def _private(committed: list[Path]) -> Iterator[str]:
    for path in committed:
        if path.is_file() and (found := PRIVATE.search(path.read_bytes().decode("utf-8", "replace"))):
            yield f"{_name(path)}: names {found[0]}, which is one machine's."


def _tests(source: list[Path], tests: list[Path]) -> Iterator[str]:
    ratio = sum(map(_lines, tests)) / sum(map(_lines, source))
    print(f"tests: {ratio:.2f} lines for each line of source (1.2 to 1.6 is the aim)")
    if not TESTS_LEAST <= ratio <= TESTS_MOST:
        yield f"{ratio:.2f} lines of tests for each line of source; wanted {TESTS_LEAST} to {TESTS_MOST}."


def _locks() -> Iterator[str]:
    """Set-up relies on it: where the development lock is installed, the other one is too."""
    run, dev = (_pins(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))
    yield from (f"requirements-dev.lock lacks {pin} of requirements.lock; run make lock." for pin in sorted(run - dev))


def _pins(lock: Path) -> set[str]:
    return set(re.findall(r"^[a-z0-9._-]+==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE))


def _git(*command: str) -> list[str]:
    done = subprocess.run(["git", *command], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _code(path: Path) -> str:
    """The file without its comments and with its texts, as Python sees it."""
    return ast.unparse(_tree(path))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
