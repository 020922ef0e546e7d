"""Logos for codes are kept by name, up to a number, and removed by whom they belong to."""

import pytest

from shortener.links import logos
from shortener.links.errors import Refused
from shortener.links.logos import add_logo, logo_names, logo_picture, remove_logo
from shortener.stores import Database


def test_a_logo_is_kept_as_it_is_and_listed_by_name(any_database: Database) -> None:
    content = bytes(range(256)) * 400  # more than a BLOB of MariaDB holds
    with any_database.write() as session:
        second, first = add_logo(session, "Zebra", content, 7), add_logo(session, "\x07Ant" + "x" * 99, b"b", None)
    with any_database.read() as session:
        assert logo_picture(session, second) == content
        assert logo_picture(session, 99) is None
        assert logo_names(session) == [(first, "Ant" + "x" * 61, None), (second, "Zebra", 7)]


def test_somebody_removes_their_own_and_whoever_may_any(any_database: Database) -> None:
    with any_database.write() as session:
        theirs = add_logo(session, "", b"a", 7)
        assert logo_names(session) == [(theirs, "Logo", 7)]
        assert not remove_logo(session, theirs, only_of=8)
        assert remove_logo(session, theirs, only_of=7)
        assert not remove_logo(session, theirs, only_of=None)


def test_there_is_an_end_to_them(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logos, "MOST", 1)
    with any_database.write() as session:
        add_logo(session, "one", b"a", None)
        with pytest.raises(Refused, match="There are 1 logos already; remove one"):
            add_logo(session, "two", b"b", None)
