"""Words that are one letter from another: one too many, one too few, one wrong, or two that changed places."""

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåé"
SHORTEST, LONGEST = 4, 40


def near(word: str) -> set[str]:
    """All that are one letter away, whether they are words or not; none for a word too short to be misspelt."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return set()
    places = range(len(word) + 1)
    halves = [(word[:place], word[place:]) for place in places]
    dropped = {a + b[1:] for a, b in halves if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    replaced = {a + letter + b[1:] for a, b in halves if b for letter in LETTERS}
    added = {a + letter + b for a, b in halves for letter in LETTERS}
    return (dropped | swapped | replaced | added) - {word}


def distance(one: str, other: str, most: int) -> int:
    """How many letters apart they are; `most + 1` for all that is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = list(range(len(other) + 1)), [0] * (len(other) + 1)
    earlier = before
    for i, letter in enumerate(one, start=1):
        row = [i, *row[1:]]
        for j, mate in enumerate(other, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != mate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mate:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > most:
            return most + 1
        earlier, before = before, row[:]
    return before[-1]
