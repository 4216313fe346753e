"""Which rows of a register are meant by what an author writes after its name: `apne`, a state or a municipality."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from meetings.registers.contents import Kind
from meetings.registers.sheet import Line, Sheet
from rorikt.figures.values import NotAvailable

OPEN = "apne"


@dataclass(frozen=True)
class Selection:
    """`key` is as it is written, empty for all rows; `called` is how its rows are called beside the register's title.

    `part` is the municipality, where it is one; `query` narrows the page of the register to the same rows, as far as
    that can: it shows those that are settled too.
    """

    key: str
    called: str
    keeps: Callable[[Line], bool]
    part: str = ""
    query: str = ""

    @property
    def ending(self) -> str:
        return f", {self.called}" if self.called else ""


ALL = Selection("", "", lambda line: True)


def selection(sheet: Sheet, written: str) -> Selection:
    """Raises NotAvailable for what is no choice of the register."""
    if not written:
        return ALL
    found = {one.key: one for one in selections(sheet)}
    if written not in found:
        choices = ", ".join(found) or "ingen"
        raise NotAvailable(f"«{written}» er ikke et utvalg i registeret «{sheet.register}». Du kan velge: {choices}.")
    return found[written]


def selections(sheet: Sheet) -> Iterator[Selection]:
    """All choices of a register but that of every row; `apne` first, which is no state even where one is called so."""
    columns = [column for column in sheet.columns if column.kind == Kind.STATE]
    states = [(column, state) for column in columns for state in column.states.all()]
    if any(state.is_settled for _, state in states):
        yield Selection(OPEN, "åpne", lambda line: not line.is_settled)
    named = {state.key: (column, state) for column, state in reversed(states) if state.key != OPEN}
    for key in dict.fromkeys(state.key for _, state in states):
        if key in named:
            column, state = named[key]
            called = f"med {column.title.lower()} «{state.label}»"
            yield Selection(key, called, _in_state(key), query=f"status={state.pk}")
    if any(concerns(column.kind, is_per_municipality=column.is_per_municipality) for column in sheet.columns):
        for number, name in sheet.municipalities.items():
            yield Selection(number, name, _of_municipality(number), part=number, query=f"kommune={number}")


def concerns(kind: str, *, is_per_municipality: bool) -> bool:
    """Whether a column says which municipalities a row is about."""
    return is_per_municipality or kind in {Kind.MUNICIPALITY, Kind.MUNICIPALITIES}


def _in_state(key: str) -> Callable[[Line], bool]:
    def keeps(line: Line) -> bool:
        boxes = (one for one in line.sheet.boxes if one[0].kind == Kind.STATE)
        states = (line.sheet.state(line.row, column, part) for column, part in boxes)
        return any(state is not None and state.key == key for state in states)

    return keeps


def _of_municipality(number: str) -> Callable[[Line], bool]:
    """A row that is about it, or about all; one that says nobody is about none."""

    def keeps(line: Line) -> bool:
        sheet = line.sheet
        for column in sheet.columns:
            if column.is_per_municipality:
                if sheet.content(line.row, column, number):
                    return True
            elif concerns(column.kind, is_per_municipality=False):
                content = sheet.content(line.row, column)
                if content.for_all or number in content.numbers:
                    return True
        return False

    return keeps
