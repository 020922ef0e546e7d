"""docs/deploy.md as its reader follows it: the blocks of its sections, with the laboratory's own names in them."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "deploy.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(section: str, own: Mapping[str, str]) -> list[str]:
    """Scripts that end at their first failure, from all sections whose heading begins so.

    Args:
        own: what the reader puts in the place of the page's names.
    """
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    found = [block for part in parts if re.match(section, part) for block in BLOCK.findall(part)]
    return ["set -e\n" + functools.reduce(lambda text, pair: text.replace(*pair), own.items(), one) for one in found]
