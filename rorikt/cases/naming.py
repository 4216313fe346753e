"""What a case is called: by its number, or by what its meeting calls it until it has one for good."""

from collections.abc import Callable, Mapping

NO_CASE = "ingen sak"  # what a person types, and reads, for that; stored as null
WITHOUT_NUMBER = "uten nummer"  # of a case that no meeting has yet: «Sak uten nummer»

# The names of cases whose number may still change, each by the primary key of its reference.
naming: list[Callable[[], Mapping[int, str]]] = []


def provisional_names() -> dict[int, str]:
    """By primary key of the reference; few, since a case has its number for good when it is sent."""
    return {pk: name for register in naming for pk, name in register().items()}
