"""The list of what was put into the DNS serves the service and the people who try things by hand as root."""

import os
import shutil
import time
from pathlib import Path

import pytest

from shortener.acme.errors import Failure
from shortener.acme.ledger import Entry, Ledger

SERVICE = 65534


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes into other people's folders")
def test_what_root_writes_belongs_to_whoever_has_the_folder(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    os.chown(state, SERVICE, SERVICE)
    ledger = Ledger(state)
    with ledger.locked(time.monotonic() + 1):
        ledger.note(
            Entry("_acme-challenge.example.org", "_acme-challenge.example.org", "example.org", "v", time.time())
        )
    found = {one.name: (one.stat().st_uid, one.stat().st_mode & 0o777) for one in state.iterdir()}
    assert found == {"lock": (SERVICE, 0o600), "values.json": (SERVICE, 0o600)}


def test_no_link_is_followed_out_of_the_folder(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("kept")
    state = tmp_path / "state"
    for name in ("lock", "values.new"):
        state.mkdir()
        (state / name).symlink_to(other)
        with pytest.raises(Failure, match="can't be written"), Ledger(state).locked(time.monotonic() + 1):
            Ledger(state).note()
        shutil.rmtree(state)
    assert other.read_text() == "kept"


def test_a_list_that_can_not_be_read_is_told_of_and_kept(tmp_path: Path) -> None:
    (tmp_path / "values.json").write_text("{")
    with pytest.raises(Failure, match="look at it, then remove it"):
        Ledger(tmp_path).entries()
    assert (tmp_path / "values.json").read_text() == "{"
