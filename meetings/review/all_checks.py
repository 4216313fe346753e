"""All checks of what a paper says, in the order they are told."""

from collections.abc import Callable, Iterator

from meetings.claims.findings import Finding
from meetings.claims.reading import Paper
from meetings.review import counting, directions, labels, leftovers, markup, means, percentages, resembling, totals


def review(paper: Paper, is_page: Callable[[str], bool]) -> Iterator[Finding]:
    for room in (leftovers, resembling, totals, labels, counting, means, percentages, directions):
        yield from room.findings(paper)
    yield from markup.findings(paper, is_page)
