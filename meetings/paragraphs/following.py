"""A paragraph that somebody has pointed at, found again in a later text: as it was, changed, uncertain or gone.

It goes by the name of its block and by nothing else. A name is kept by the editor, but given anew where a text was
pasted over all (rorikt/texts/blocks.py), and then it may land on another paragraph. So the texts that were stored on
the way are looked at: where one of them leaves a doubt, it is told, and never shown as if there were none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import pairwise

from meetings.paragraphs.paragraphs import Paragraph
from rorikt.figures.values import Cell, Table

# What a section said at one time: the words of each block by its name.
Step = Mapping[str, str]
# Two texts that are at least so alike are the one and what it was edited to.
ALIKE = 0.6
# And it has to be so much more alike than any other paragraph.
MARGIN = 0.1


class Standing(Enum):
    SAME = "same"
    CHANGED = "changed"
    UNCERTAIN = "uncertain"
    GONE = "gone"


@dataclass(frozen=True)
class Followed:
    """`paragraph` is None where it is gone, `now` what stands there. `is_moved`: it stands in another section."""

    standing: Standing
    paragraph: Paragraph | None = None
    now: str = ""
    is_moved: bool = False


def follow(name: str, section: str, was: str, paragraphs: Sequence[Paragraph], steps: Sequence[Step] = ()) -> Followed:
    """The paragraph of that `name`, which stood in `section` (its key) and said what it `was`.

    `steps` are what the section said from then to now, the oldest first; empty where nothing was stored in between.
    """
    found = [one for one in paragraphs if one.name == name]
    own = [one for one in found if one.section.key == section] or found
    if not own:
        return Followed(Standing.GONE)
    there = own[0]
    is_moved = bool(section and there.section.key and there.section.key != section)
    if is_moved or (steps and name not in steps[-1]):
        now = {one.name: one.text for one in paragraphs if one.section == there.section}
        steps = [*(steps or [{name: was}]), now]
    is_sure = len(found) == 1 and is_certain(name, steps) and not _is_one_of_several(there, paragraphs, was)
    if not is_sure:
        return Followed(Standing.UNCERTAIN, there, there.text, is_moved)
    return Followed(Standing.SAME if there.text == was else Standing.CHANGED, there, there.text, is_moved)


def is_certain(name: str, steps: Sequence[Step]) -> bool:
    """Whether the block of that name is the same one in all the texts that hold it."""
    holding = [step for step in steps if name in step]
    return all(_goes_on(name, before, after) for before, after in pairwise(holding))


def _goes_on(name: str, before: Step, after: Step) -> bool:
    """Not where another block may as well be the one: a twin of it, a copy that came, one that is more alike."""
    if before == after:
        return True
    old, new = before[name], after[name]
    others = {one: text for one, text in before.items() if one != name}
    if any(one not in before and likeness(text, old) >= ALIKE for one, text in after.items()):
        return False
    if new == old:
        return old not in others.values()
    alike = likeness(new, old)
    return alike >= ALIKE and all(likeness(new, text) < alike - MARGIN for text in others.values())


def likeness(one: str, other: str) -> float:
    """Of their words in order, from 0 to 1; two that say nothing are not alike."""
    mine, theirs = one.split(), other.split()
    if not mine or not theirs:
        return 0.0
    if mine == theirs:
        return 1.0
    most = 2 * (Counter(mine) & Counter(theirs)).total() / (len(mine) + len(theirs))
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() if most > MARGIN else most


def _is_one_of_several(there: Paragraph, paragraphs: Sequence[Paragraph], was: str) -> bool:
    """Tables that show the same are told apart by their order alone, which another one may have moved."""
    if there.block is None or there.text == was:
        return False
    first = {one.name for one in paragraphs if one.block is not None}
    base = there.name.rsplit("-", 1)[0] if there.name.rsplit("-", 1)[-1].isdecimal() else there.name
    return f"{base}-2" in first or there.name != base


def follow_cell(row: str, column: str, was: str, there: Followed) -> Followed:
    """A cell of the table that was followed, by what its row and its column are called."""
    table = there.paragraph.table if there.paragraph else None
    if table is None:
        return Followed(Standing.GONE)
    values = [cell.text for cell in cells_of(table, row, column)]
    if not values:
        return Followed(Standing.GONE)
    is_sure = len(values) == 1 and (there.standing != Standing.UNCERTAIN or values[0] == was)
    standing = Standing.UNCERTAIN if not is_sure else Standing.SAME if values[0] == was else Standing.CHANGED
    return Followed(standing, there.paragraph, values[0], there.is_moved)


def cells_of(table: Table, row: str, column: str) -> list[Cell]:
    """Those of a row and a column of these names: none where either is gone, several where names are not unique."""
    places = [
        place for place, one in enumerate(table.columns) if place and column in {one.label, column_name(table, place)}
    ]
    return [one[place] for one in table.all_rows if one[0].text == row for place in places if place < len(one)]


def column_name(table: Table, place: int) -> str:
    """With its group, where it has one."""
    one = table.columns[place]
    return f"{one.group}: {one.label}" if one.group else one.label
