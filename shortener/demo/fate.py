"""What chance there is in a demo: it falls the same way for the same seed."""

import random


def fate_of(*words: object) -> random.Random:
    """Its own for what is decided and the seed, whatever else was decided before."""
    return random.Random(" ".join(map(str, words)))  # noqa: S311 (who follows a demo's links is no secret)
