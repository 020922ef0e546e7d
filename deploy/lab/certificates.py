"""The laboratory's own certificate authority, and certificates for its servers."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

DAYS = "7"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc")


class Authority:
    """Lives in a folder; `certificate` is what clients trust."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.certificate, self._key = folder / "authority.pem", folder / "authority.key"
        _openssl("req", "-x509", *KEY, "-days", DAYS, "-subj", "/CN=The laboratory", "-keyout", self._key, "-out",
                 self.certificate)  # fmt: skip

    def issue(self, *names: str) -> tuple[Path, Path]:
        """Certificate and key for names or addresses, the first of which names the files."""
        base = names[0].replace(":", "-")
        certificate, key = self._folder / f"{base}.pem", self._folder / f"{base}.key"
        kinds = (f"{'IP' if ':' in name else 'DNS'}:{name}" for name in names)
        _openssl("req", "-x509", *KEY, "-days", DAYS, "-subj", f"/CN={base}", "-CA", self.certificate, "-CAkey",
                 self._key, "-addext", f"subjectAltName={','.join(kinds)}", "-addext", "basicConstraints=CA:FALSE",
                 "-keyout", key, "-out", certificate)  # fmt: skip
        return certificate, key


def _openssl(*words: str | Path) -> None:
    command: Sequence[str] = ["openssl", *map(str, words)]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
