"""An export that was killed after any of its pages, the one with the names of columns too, goes on to the same file."""

import shutil
from pathlib import Path

import pytest

from shortener.reports.export import wanted
from shortener.reports.export.order import Named, Order, Shape
from shortener.reports.export.saving import Kept, Part, save
from shortener.reports.export.wanted import Wanted
from shortener.stores import Database
from tests.reports.clicking import add_clicks


@pytest.mark.parametrize(
    "shape",
    [Shape(), Shape(bom=True), Shape(gzip=True), Shape("ndjson")],
    ids=["csv", "csv with a mark", "packed csv", "ndjson"],
)
def test_it_goes_on_from_every_page(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: Shape
) -> None:
    monkeypatch.setattr(wanted, "PAGE", 2)
    add_clicks(database, [{"clicked_at": at} for at in range(5)])
    part, kept = Part(tmp_path / "clicks"), Kept(Order(Wanted(mark=5), Named("UTC"), shape))
    killed: list[tuple[Path, Path]] = []

    def as_killed_here(_rows: int) -> None:
        copies = (tmp_path / f"{len(killed)}", tmp_path / f"{len(killed)}.json")
        shutil.copy(part.part, copies[0])
        shutil.copy(part.told, copies[1])
        killed.append(copies)

    told = save(database, part.path, kept, as_killed_here)
    whole = part.path.read_bytes()
    assert len(killed) > 1
    for data, beside in killed:
        data.rename(part.part)
        beside.rename(part.told)
        assert save(database, part.path, part.kept()) == told
        assert part.path.read_bytes() == whole
