"""An operator's own file of countries: both layouts, replaced while in use, broken, gone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from shortener.clicks import places
from shortener.clicks.knowledge import knowledge_of
from shortener.clicks.places import GeoFile, registered_country
from shortener.settings import BadSetting, Settings

PRIVATE, DOCUMENTATION = "10.1.2.3", "2001:db8:5::1"
WriteGeo = Callable[..., Path]


@pytest.fixture
def geo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WriteGeo:
    """Writes a file of countries in another's place, as update programs do."""
    monkeypatch.setattr(places, "LOOK_AGAIN_MS", 0)

    def write(v4: Any, v6: Any) -> Path:
        writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="Test-Country")
        writer.insert_network(IPSet(["10.0.0.0/8"]), v4)
        writer.insert_network(IPSet(["2001:db8::/32"]), v6)
        writer.to_db_file(str(tmp_path / "new.mmdb"))
        os.replace(tmp_path / "new.mmdb", tmp_path / "geo.mmdb")
        return tmp_path / "geo.mmdb"

    return write


def test_countries_come_from_the_file_for_both_families(geo: WriteGeo) -> None:
    file = GeoFile(geo({"country": {"iso_code": "FR"}}, {"country_code": "jp"}))
    assert (file.country(PRIVATE), file.country(DOCUMENTATION), file.country("8.8.8.8")) == ("FR", "JP", None)


def test_where_an_address_is_counts_before_where_it_is_registered(geo: WriteGeo) -> None:
    both = {"country": {"iso_code": "FR"}, "registered_country": {"iso_code": "US"}}
    file = GeoFile(geo(both, {"registered_country": {"iso_code": "US"}}))
    assert (file.country(PRIVATE), file.country(DOCUMENTATION)) == ("FR", "US")


def test_a_file_in_its_place_is_read_without_a_restart(geo: WriteGeo) -> None:
    file = GeoFile(geo({"country": "FR"}, {"country": "FR"}))
    assert file.country(PRIVATE) == "FR"
    geo({"country": "DE"}, {"country": "DE"})
    assert file.country(PRIVATE) == "DE"


def test_a_broken_or_missing_one_is_told_of_and_the_one_before_serves_on(
    geo: WriteGeo, caplog: pytest.LogCaptureFixture
) -> None:
    path = geo({"country": "FR"}, {"country": "FR"})
    file = GeoFile(path)
    assert file.country(PRIVATE) == "FR"
    path.write_bytes(b"nonsense")
    assert [file.country(PRIVATE) for _ in range(3)] == ["FR"] * 3
    path.unlink()
    assert [file.country(PRIVATE) for _ in range(3)] == ["FR"] * 3
    assert len(caplog.records) == 2
    assert "can't be read as an MMDB file. Countries come from the file before it." in caplog.text
    assert "is gone; the one read last serves on" in caplog.text


def test_strange_records_are_no_country(geo: WriteGeo) -> None:
    file = GeoFile(geo({"country": "Nowhere"}, "XX"))
    assert (file.country(PRIVATE), file.country(DOCUMENTATION)) == (None, None)


def test_without_a_file_the_registries_say(settings: Settings) -> None:
    assert knowledge_of(settings).country_of is registered_country


def test_a_file_that_is_none_is_refused_at_start(tmp_path: Path) -> None:
    (tmp_path / "geo.mmdb").write_text("nonsense")
    with pytest.raises(BadSetting, match=r"^SHORTENER_GEO_DB: .*geo\.mmdb can't be read as an MMDB file\.$"):
        knowledge_of(Settings(geo_db=tmp_path / "geo.mmdb"))
