"""The links that are measured: slugs and targets with the shape of the printed ones, the same in every run."""

from collections.abc import Iterator
from typing import NamedTuple

HOST = "rpf.example"  # what visitors ask for; nothing leaves this machine
SUBJECTS = ("astro", "boat-race", "clone-wars", "dodgeball", "flip-treats", "lost-in-space", "space-talk", "sprint")
PLACES = ("", "", "p/en/", "p/ar-SA/", "p/de-DE/", "p/pt-BR/", "p/zh-CN/")
ENDS = ("", "-get", "-go")


class Shape(NamedTuple):
    """One link as text: the slug of the URL https://HOST/slug, and where it leads."""

    slug: str
    target: str


def shape(number: int) -> Shape:
    """The link of that number, 0 and up; no two have the same slug."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    slug = f"{PLACES[number % len(PLACES)]}{subject}-{number}{ENDS[number % len(ENDS)]}"
    return Shape(slug, f"https://projects.raspberrypi.org/en/projects/{subject}-{number}?from=print")


def shapes(count: int) -> Iterator[Shape]:
    return map(shape, range(count))


def hot_set(count: int, size: int) -> list[Shape]:
    """So many of `count` links, spread evenly over all of them."""
    step = max(1, count // size)
    return [shape(number) for number in range(0, count, step)][:size]
