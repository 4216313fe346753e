"""Which safe copy of a PDF counts: the one that goes furthest and still shows and says what its original does.

Each way of making a copy is tried in a process of its own, and what it made is read back and held against the original,
page by page. Where no way holds, pages that look otherwise become pictures of the original's. What was not done, and
what could not be kept or compared, is told to the person in Norwegian.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rorikt.children import processes
from rorikt.safe_pdf.safe import Refused, Way
from rorikt.uploads.likeness import FIRST_SECONDS, MOST_SECONDS, SECONDS_A_PAGE, Page

SLOW = 20.0  # seconds that a way may take before the ways between the first and the last are passed over
MOST_PICTURED = 40  # pages; a page takes about a megabyte

# Runs `python -m module arguments` with limits, and returns what it printed.
Run = Callable[..., str]


@dataclass(frozen=True)
class Copy:
    """`told` is what the choice has to say besides the treatment of the copy; it `is_true` where every page was held
    against the original's and found to be the same. `pictured` are the pages that are pictures, counted from 1."""

    path: Path
    answer: Mapping[str, Any]
    told: tuple[str, ...] = ()
    is_true: bool = True
    pictured: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Try:
    """A way that was tried: what came of it, and how its pages compare; none where that could not be told at all."""

    way: Way
    path: Path
    answer: Mapping[str, Any]
    pages: Sequence[Page | None] | None
    seconds: float

    @property
    def others(self) -> list[int]:
        """The pages that show or say something else than the original's, counted from 1."""
        return [number for number, page in enumerate(self.pages or (), 1) if page and self._is_other(number, page)]

    @property
    def looking_other(self) -> list[int]:
        return [number for number, page in enumerate(self.pages or (), 1) if page and page.looks_other]

    @property
    def is_compared(self) -> bool:
        return self.pages is not None and None not in self.pages

    def _is_other(self, number: int, page: Page) -> bool:
        """What was hidden on a page counts among its letters in the original, and is rightly gone."""
        return page.looks_other or (page.lost_letters and number not in self.answer["hidden_on"])


def choose(folder: Path, given: Path, run: Run) -> Copy:
    """Raises Refused where no copy can be made, children.TimedOut or Died where the making of it breaks down."""
    choice = _Choice(folder, given, run)
    first = choice.go(Way())
    if first.answer["lacks_looks"]:
        first = choice.with_looks(first)
    best = first
    for way in _ways(first):
        if best.pages is not None and not best.others:
            break
        with suppress(processes.TimedOut, processes.Died):
            best = _better(best, choice.go(way, compares=first.pages is not None))
    told = _not_done(first, best)
    pictured: list[int] = []
    if best.looking_other and len(best.looking_other) <= MOST_PICTURED:
        best = choice.with_pictures(best, best.looking_other)
        pictured = sorted(best.way.pictured)
    if pictured:
        told += [
            f"{_pages(pictured)} er tatt med som {'bilde' if len(pictured) == 1 else 'bilder'}, for {_it(pictured)} "
            "lot seg ikke gjøre trygg uten å bli annerledes. Teksten der kan ikke søkes i eller leses opp."
        ]
    others = [number for number in best.others if number not in pictured or number in best.looking_other]
    if others:
        told.append(f"{_pages(others)} er ikke helt som i originalen. Se etter i kopien.")
    if not best.is_compared:
        told.append("Kopien lot seg ikke sammenligne med originalen side for side. Se etter i kopien.")
    return Copy(best.path, best.answer, tuple(told), best.is_compared and not others, tuple(pictured))


def _better(best: _Try, tried: _Try) -> _Try:
    """Of two that cannot be compared with their original, the one that did less."""
    if best.pages is None:
        return tried
    return tried if tried.pages is not None and len(tried.others) < len(best.others) else best


def _ways(first: _Try) -> list[Way]:
    """Those that leave out a step which the first took, the one that loses most often before the other.

    Where nothing can be compared, or it takes its time, only the one that does least.
    """
    lender = first.way.lender
    ways = []
    if first.answer["was_redrawn"]:
        ways.append(Way(redraws=False, lender=lender))
    if first.answer["was_flattened"]:
        ways.append(Way(flattens=False, lender=lender))
    if len(ways) == 2:
        ways.append(Way(redraws=False, flattens=False, lender=lender))
    return ways if first.pages is not None and first.seconds < SLOW else ways[-1:]


def _not_done(first: _Try, best: _Try) -> list[str]:
    told = []
    if first.answer["was_redrawn"] and not best.way.redraws:
        told.append("Sidene er ikke tegnet på nytt for arkivet, for da ville noe på dem blitt borte eller annerledes.")
    if first.answer["was_flattened"] and not best.way.flattens:
        told.append("Felt og merknader er ikke slått sammen med siden, for da ville noe blitt borte eller annerledes.")
    return told


class _Choice:
    """Tries ways of making a copy, each into a file of its own."""

    def __init__(self, folder: Path, given: Path, run: Run) -> None:
        self._folder, self._given, self._run = folder, given, run
        self._count = 0

    def go(self, way: Way, *, compares: bool = True) -> _Try:
        """`compares`: whether to read the copy back; a file that broke the reader once would do so again."""
        self._count += 1
        began = time.monotonic()
        made = self._folder / f"made-{self._count}.pdf"
        answer = json.loads(
            self._run("rorikt.uploads.examination", "examine", self._given, made, json.dumps(_plain(way)))
        )
        if "refused" in answer:
            raise Refused(*answer["refused"])
        pages = self._compare(answer, made) if compares else None
        return _Try(way, made, answer, pages, time.monotonic() - began)

    def with_looks(self, first: _Try) -> _Try:
        """The same way once more, with looks for what has none, if there is a viewer that can give them."""
        lender = self._folder / "looks.pdf"
        try:
            self._run("rorikt.uploads.reading_back", "looks", first.answer["original"], lender)
            return self.go(Way(lender=lender))
        except (processes.TimedOut, processes.Died):
            return first

    def with_pictures(self, best: _Try, numbers: Sequence[int]) -> _Try:
        """The same way once more, with pictures of these pages; as it was where they cannot be drawn."""
        try:
            drawn = self._run(
                "rorikt.uploads.reading_back", "draw", best.answer["original"], self._folder, json.dumps(list(numbers))
            )
            pictures = {int(number): Path(path) for number, path in json.loads(drawn).items()}
            return self.go(Way(best.way.redraws, best.way.flattens, pictures, best.way.lender))
        except (processes.TimedOut, processes.Died):
            return best

    def _compare(self, answer: Mapping[str, Any], made: Path) -> list[Page | None] | None:
        seconds = min(FIRST_SECONDS + SECONDS_A_PAGE * answer["page_count"], MOST_SECONDS)
        files = [answer["original"], made, *([answer["stamped"]] if answer["stamped"] else [])]
        try:
            pages = json.loads(self._run("rorikt.uploads.reading_back", "compare", *files, seconds=seconds))
        except (processes.TimedOut, processes.Died, ValueError):
            return None
        return [page and Page(**page) for page in pages]


def _plain(way: Way) -> dict[str, Any]:
    """As text that goes to another process."""
    return {
        **asdict(way),
        "pictured": {str(number): str(path) for number, path in way.pictured.items()},
        "lender": str(way.lender) if way.lender else None,
    }


def way_from(plain: Mapping[str, Any]) -> Way:
    """The other end of it."""
    pictured = {int(number): Path(path) for number, path in plain["pictured"].items()}
    return Way(plain["redraws"], plain["flattens"], pictured, Path(plain["lender"]) if plain["lender"] else None)


def _it(numbers: Sequence[int]) -> str:
    return "den" if len(numbers) == 1 else "de"


def _pages(numbers: Sequence[int]) -> str:
    """«Side 3», «Side 3 og 5», «Side 1, 2, 3 og 7 andre»."""
    if len(numbers) == 1:
        return f"Side {numbers[0]}"
    if len(numbers) <= 8:
        return f"Side {', '.join(map(str, numbers[:-1]))} og {numbers[-1]}"
    return f"Side {', '.join(map(str, numbers[:6]))} og {len(numbers) - 6} andre"
