"""When the council can decide. Source: kommuneloven § 11-9 first ledd.

At least half of the members have to be present and to have voted in the case; a blank vote is a vote that is given.
"""


def has_quorum(size: int, voting: int) -> bool:
    """`size` is the number of members of the council, `voting` of those who vote in the case."""
    return voting > 0 and 2 * voting >= size


def least(size: int) -> int:
    """How few can decide."""
    return max(1, (size + 1) // 2)
