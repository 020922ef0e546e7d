"""A keyword as YOURLS makes one: the characters that stay in it."""

DIGITS, SMALL = "0123456789", "abcdefghijklmnopqrstuvwxyz"
BASES = {36: DIGITS + SMALL, 62: DIGITS + SMALL + SMALL.upper()}
LONGEST = 199


def alphabet(setting: int) -> str:
    """Of YOURLS_URL_CONVERT: 62 and 64 have capitals, anything else has none."""
    return BASES[62 if setting in {62, 64} else 36]


def clean(keyword: str, characters: str) -> str:
    """Without what isn't among the characters: capitals where there are none are dropped, not lowered."""
    kept = set(characters)
    return "".join(one for one in keyword if one in kept)[:LONGEST]


def nth(number: int, characters: str) -> str:
    """The keyword that YOURLS makes of a number when nobody asks for another one."""
    keyword = ""
    while True:
        number, digit = divmod(number, len(characters))
        keyword = characters[digit] + keyword
        if not number:
            return keyword
