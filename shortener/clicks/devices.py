"""What stands or lies before a visitor: computer, phone, tablet, television or console."""

import re

# The first that fits; a tablet that asks for pages as a computer does can't be told from one.
KINDS = (
    ("tv", r"SMART-?TV|Smart-?TV|HbbTV|Apple ?TV|Google ?TV|Android ?TV|BRAVIA|CrKey|Roku|Web0S|NetCast|\bAFT[A-Z]"),
    ("console", r"PlayStation|Xbox|Nintendo"),
    ("tablet", r"iPad|Tablet|Kindle|Silk/|PlayBook|\bSM-[TX]\d|Android(?!.*Mobile)"),
    ("phone", r"Mobile|iPhone|iPod|Windows Phone|BlackBerry|BB10|Opera Mini|KAIOS|Symbian|J2ME"),
    ("desktop", r"Windows NT|Macintosh|X11|CrOS|Linux (?:x86_64|i686|aarch64|armv\dl)|(?:Open|Free|Net)BSD"),
)
_kinds = [(kind, re.compile(pattern)) for kind, pattern in KINDS]


def device_of(agent: str) -> str | None:
    return next((kind for kind, pattern in _kinds if pattern.search(agent)), None)
