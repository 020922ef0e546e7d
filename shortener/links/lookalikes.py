"""What a slug looks like to a hasty reader: the folded form that finds what it could be mistaken for."""

import unicodedata

from shortener.links.tables import SLUG_LENGTH

_LOOK_ALIKES = str.maketrans(
    "01ı|" + "іјоаесрхуѕһкмтвн" + "οαινκυχτρε",
    "olll" + "ljoaecpxyshkmtbh" + "oalvkuxtpe",
)


def fold(slug: str) -> str:
    """No case, no hyphens, look-alikes merged, at most as long as a slug; folded text folds to itself."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", slug).casefold())
    bare = "".join(c for c in plain if c != "_" and unicodedata.category(c) not in {"Pd", "Cf"})
    return bare.translate(_LOOK_ALIKES).replace("i", "l")[:SLUG_LENGTH]
