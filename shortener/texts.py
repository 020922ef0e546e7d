"""Where the text of a setting is found: in the environment, in a file of many, or in a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shortener.sentences import Sentence

ENVIRONMENT = "the environment"


class CannotRead(Sentence):
    """A file can't be read or makes no sense, or a text is there twice; the message is one sentence."""


@dataclass(frozen=True)
class Given:
    """What somebody set, and where that was found."""

    text: str
    source: str


class Texts:
    """By the names of variables; `around` wins over what is `written` in the file that its variable `config` names.

    Raises CannotRead.
    """

    def __init__(self, around: Mapping[str, str], config: str, prefix: str) -> None:
        self._around, self.config = dict(around), around.get(config, "")
        self.written = _read(Path(self.config), prefix) if self.config else {}
        self._all = self.written | self._around

    def of(self, name: str) -> Given | None:
        """None where nothing is said; NAME_FILE names a file whose content is the text. Raises CannotRead."""
        file = name + "_FILE"
        path, text = self._all.get(file), self._all.get(name)
        source = ENVIRONMENT if self._around.get(name) or self._around.get(file) else self.config
        if not path:
            return Given(text, source) if text else None
        if text:
            raise CannotRead(f"{name} and {file} are both set; keep one of them.")
        try:
            return Given(Path(path).read_text(encoding="utf-8").strip(), f"{file} in {source}")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRead(f"{file}: can't read {path}: {error}.") from error


def _read(path: Path, prefix: str) -> dict[str, str]:
    """One NAME=value a line; # begins a comment."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"{prefix}CONFIG: can't read {path}: {error}.") from error
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().startswith(prefix):
            raise CannotRead(f"{path}, line {number}: wanted {prefix}NAME=value.")
        found[name.strip()] = value.strip().strip("\"'")
    return found
