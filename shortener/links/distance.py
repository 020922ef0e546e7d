"""How many slips of the finger lie between two words."""


def distance(one: str, other: str, most: int) -> int | None:
    """Characters left out, put in, wrong, or changed places with their neighbour; None where they are over `most`."""
    one, other = _differing(one, other)
    if abs(len(one) - len(other)) > most:
        return None
    far = most + 1
    older, before, row = [far], [far], list(range(len(other) + 1))
    for number, character in enumerate(one, 1):
        older, before, row = before, row, [far] * len(row)
        row[0] = number
        for place in range(max(1, number - most), min(len(other), number + most) + 1):
            wanted = other[place - 1]
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (character != wanted))
            if number > 1 < place and character == other[place - 2] and one[number - 2] == wanted:
                cost = min(cost, older[place - 2] + 1)
            row[place] = cost
        if min(row) > most and min(before) >= most:
            return None
    return row[-1] if row[-1] <= most else None


def _differing(one: str, other: str) -> tuple[str, str]:
    """Without what both begin and end with, which is most of it where slips are few."""
    shorter = min(len(one), len(other))
    begin = 0
    while begin < shorter and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[begin : len(one) - end], other[begin : len(other) - end]
