"""Which vouchers have a picture: told by the room that keeps them, which stands above this one."""

from collections.abc import Callable, Collection

# Given a year and numbers of vouchers, those that have a file.
Find = Callable[[int, Collection[str]], set[str]]
registered: list[Find] = []


def find(year: int, numbers: Collection[str]) -> set[str]:
    return {number for ask in registered for number in ask(year, numbers)}
