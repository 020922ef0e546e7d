"""Countries: each once on the map of squares, named, and as dark as it has clicks."""

import re

from shortener.admin.countries import country_names, squares
from shortener.admin.shares import Share, shares, shortened
from shortener.admin.worldmap import DEPTHS, world

# Where nobody lives, or only who is sent there.
OFF_THE_MAP = {"AQ", "BV", "HM", "TF", "UM"}


def counted(**clicks: int) -> list[Share]:
    found = sorted(((count, code) for code, count in clicks.items()), reverse=True)
    return shares(found, lambda code: country_names().get(code, code), lambda code: f"/{code}")


def test_every_country_has_one_square_and_a_name() -> None:
    codes = [square.code for square in squares()]
    assert len(codes) == len(set(codes))
    assert set(country_names()) - set(codes) == OFF_THE_MAP
    assert all(re.fullmatch("[A-Z]{2}", code) for code in country_names())
    assert len(set(country_names().values())) == len(country_names())


def test_neighbours_stand_where_a_map_has_them() -> None:
    at = {square.code: (square.column, square.row) for square in squares()}
    for west, east in (
        ("US", "GB"),
        ("IE", "GB"),
        ("PT", "ES"),
        ("FR", "DE"),
        ("CI", "KE"),
        ("IN", "JP"),
        ("AU", "NZ"),
    ):
        assert at[west][0] < at[east][0], (west, east)
    for north, south in (
        ("CA", "US"),
        ("SE", "IT"),
        ("IT", "DZ"),
        ("EG", "ZA"),
        ("CN", "ID"),
        ("BR", "AR"),
        ("GB", "FR"),
    ):
        assert at[north][1] < at[south][1], (north, south)


def test_more_clicks_are_darker_and_each_square_says_what_it_is() -> None:
    found = world(counted(GB=1_000_000, DE=250_000, FR=1))
    assert found
    by_code = {tile.code: tile for tile in found.tiles}
    assert DEPTHS[0] == by_code["FR"].depth < by_code["DE"].depth < by_code["GB"].depth == 1.0
    assert (by_code["GB"].deep, by_code["FR"].deep) == (True, False)
    assert (by_code["FR"].words, by_code["FR"].href) == ("France: 1 click", "/FR")
    assert found.desc == "3 countries; the most clicks: United Kingdom 1,000,000, Germany 250,000, France 1."


def test_without_any_country_there_is_no_map() -> None:
    assert world(counted()) is None
    assert world(shares([(5, ""), (1, "XX"), (1, "AQ")], str, str)) is None


def test_the_largest_lines_are_shown_and_the_rest_is_one() -> None:
    lines = shortened(shares([(40, "a"), *((5, str(n)) for n in range(11)), (0, "z")], str, str))
    assert [line.name for line in lines] == ["a", *map(str, range(7)), "Others"]
    assert (lines[-1].clicks, lines[-1].part, lines[-1].href) == (20, "21 %", "")


def test_a_part_below_one_in_a_hundred_is_no_nothing() -> None:
    assert [line.part for line in counted(GB=999, DE=1)] == ["100 %", "<1 %"]
