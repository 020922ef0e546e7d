"""The links that are measured look like printed ones and are the same in every run."""

from bench.load import WIDTH
from bench.rows import MANY
from bench.shape import hot_set, shape, shapes

SOME = 20_000


def test_no_two_links_have_the_same_slug_or_target() -> None:
    made = list(shapes(SOME))
    assert len({link.slug for link in made}) == len({link.target for link in made}) == SOME


def test_every_slug_fits_what_wrk_reads() -> None:
    assert max(len(f"/{shape(number).slug} ") for number in range(MANY - SOME, MANY)) <= WIDTH
    assert all(link.slug.isascii() and " " not in link.slug for link in shapes(SOME))


def test_slugs_are_as_long_as_printed_ones() -> None:
    lengths = [len(link.slug) for link in shapes(SOME)]
    assert 18 < sum(lengths) / SOME < 26


def test_the_hot_set_is_spread_over_all_links() -> None:
    hot = hot_set(MANY, 10_000)
    assert len(set(hot)) == 10_000
    assert hot[0] == shape(0)
    assert hot[-1] == shape(MANY - 100)


def test_with_few_links_all_are_hot() -> None:
    assert hot_set(100, 10_000) == list(shapes(100))
