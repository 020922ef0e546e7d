"""What one check of `shortener doctor` says."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """`mend` is a sentence for the operator; it matters only where `ok` is False."""

    what: str
    ok: bool
    found: str
    wanted: str = ""
    mend: str = ""
