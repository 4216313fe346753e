"""A register as its pages and papers read it: its columns, and the boxes of its rows in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from meetings.registers import contents
from meetings.registers.access import visible_to
from meetings.registers.contents import NOTHING, Content, Kind, Words
from meetings.registers.models import (
    Register,
    RegisterCell,
    RegisterColumn,
    RegisterRow,
    RegisterRowQuerySet,
    RegisterState,
)
from meetings.registers.standard import Standard
from rorikt.people.models import Municipality, User

CLOSED_ROW = "Lukket rad"  # in the place of a title that the reader may not read: exempt, or another municipality's


class Sheet:
    """The standing columns of a register with what may be written in them; each read from the database once.

    `words_of(column)` are those of one column. Rows given to `content` have to have their cells at hand
    (`RegisterRow.objects.with_cells()`). A row of another register is told by its title to the `reader` who may read
    it there; `None` is the public.
    """

    def __init__(self, register: Register, reader: User | None = None) -> None:
        self.register, self.reader = register, reader
        self._shown: set[int] | None = None

    def show(self, rows: Iterable[RegisterRow]) -> None:
        """Read of other registers only what these rows refer to: enough to show them, not to write in them."""
        self._shown = {cell.refers_id for row in rows for cell in row.cells.all() if cell.refers_id}

    @cached_property
    def columns(self) -> list[RegisterColumn]:
        return list(self.register.columns.standing().prefetch_related("states"))

    @cached_property
    def municipalities(self) -> dict[str, str]:
        return dict(Municipality.objects.values_list("number", "name"))

    @cached_property
    def people(self) -> dict[int, str]:
        """Those who work for the cooperation; and whoever else stands in a box, by name, so that it stays readable."""
        staff = [User.Role.HEAD, User.Role.SECRETARY, User.Role.AUTHOR, User.Role.ADMINISTRATOR]
        chosen = User.objects.filter(is_active=True, role__in=staff)
        columns = [column.pk for column in self.columns if column.kind == Kind.PERSON]
        there = User.objects.filter(pk__in=RegisterCell.objects.filter(column__in=columns).values("person"))
        return dict((chosen | there).order_by("name", "pk").values_list("pk", "name"))

    @cached_property
    def referred(self) -> dict[int, dict[int, str]]:
        """By register, the titles of its rows: those that stand, and those that a box still points at.

        Those that the reader may not read have none.
        """
        wanted = {column.refers_to_id for column in self.columns if column.refers_to_id}
        found: dict[int, dict[int, str]] = {register: {} for register in wanted if register}
        rows = RegisterRow.objects.filter(register__in=found)
        if self._shown is not None:
            rows = rows.filter(pk__in=self._shown)
        open_rows = visible_to(self.reader, rows).order_by().values("pk")
        closed = set(rows.exclude(pk__in=open_rows).values_list("pk", flat=True)) if found else set()
        for pk, register, title in rows.order_by("position", "pk").values_list("pk", "register", "title"):
            found[register][pk] = CLOSED_ROW if pk in closed else title
        return found

    def words_of(self, column: RegisterColumn) -> Words:
        match column.kind:
            case Kind.STATE:
                return Words(states={state.pk: state.label for state in column.states.all()})
            case Kind.PERSON:
                return Words(people=self.people)
            case Kind.ROW:
                return Words(rows=self.referred[column.refers_to_id or 0])
            case Kind.MUNICIPALITY | Kind.MUNICIPALITIES:
                return Words(municipalities=self.municipalities)
        return Words(decimals=column.decimals)

    @cached_property
    def words(self) -> Mapping[int, Words]:
        """By column; those of a column are read when they are asked for."""
        return _WordsByColumn(self)

    @cached_property
    def by_key(self) -> dict[str, RegisterColumn]:
        return {column.key: column for column in self.columns}

    @cached_property
    def ending(self) -> list[RegisterColumn]:
        """The columns of which a state says that its row is over."""
        return [column for column in self.columns if any(state.is_settled for state in column.states.all())]

    @property
    def boxes(self) -> Iterator[tuple[RegisterColumn, str]]:
        """Every box that a row has, in order: a column, or a column and a municipality."""
        for column in self.columns:
            yield from ((column, part) for part in (self.municipalities if column.is_per_municipality else ("",)))

    def content(self, row: RegisterRow, column: RegisterColumn, part: str = "") -> Content:
        return content_of(column, part, cells_of(row).get(column.pk, ()))

    def text(self, row: RegisterRow, column: RegisterColumn, part: str = "") -> str:
        """As it is printed; empty for a box that holds nothing."""
        return self.printed(column, self.content(row, column, part))

    def printed(self, column: RegisterColumn, content: Content) -> str:
        return contents.printed(column.kind, content, self.words[column.pk])

    def state(self, row: RegisterRow, column: RegisterColumn, part: str = "") -> RegisterState | None:
        chosen = self.content(row, column, part).state
        return next((state for state in column.states.all() if state.pk == chosen), None)

    def texts(self, row: RegisterRow) -> Mapping[str, str]:
        """Every box that holds something, as it is printed, by the title of its column (and of the municipality)."""
        told = {self.label(column, part): self.text(row, column, part) for column, part in self.boxes}
        return {label: text for label, text in told.items() if text}

    def label(self, column: RegisterColumn, part: str = "") -> str:
        return f"{column.title}, {self.municipalities.get(part, part)}" if part else column.title


class _WordsByColumn(dict[int, Words]):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet

    def __missing__(self, column: int) -> Words:
        found = self[column] = self.sheet.words_of(next(one for one in self.sheet.columns if one.pk == column))
        return found


@dataclass(frozen=True)
class Line:
    """One row as the rules of a standard register read it: by the keys of its columns."""

    row: RegisterRow
    sheet: Sheet

    def __getitem__(self, key: str) -> Content:
        """Nothing, where the register lacks the column."""
        column = self.sheet.by_key.get(key)
        return self.sheet.content(self.row, column) if column else NOTHING

    def of(self, key: str, part: str) -> Content:
        """What the box of one municipality holds."""
        column = self.sheet.by_key.get(key)
        return self.sheet.content(self.row, column, part) if column else NOTHING

    def text(self, key: str, part: str = "") -> str:
        column = self.sheet.by_key.get(key)
        return self.sheet.text(self.row, column, part) if column else ""

    def state(self, key: str, part: str = "") -> RegisterState | None:
        column = self.sheet.by_key.get(key)
        return self.sheet.state(self.row, column, part) if column else None

    @property
    def is_settled(self) -> bool:
        """Every box of a state that it has filled says that it is over; not where there is none.

        A column in which no state is an end says nothing of it.
        """
        boxes = [(column, part) for column, part in self.sheet.boxes if column in self.sheet.ending]
        states = [self.sheet.state(self.row, column, part) for column, part in boxes]
        told = [state.is_settled for state in states if state]
        return bool(told) and all(told)


def lines_of(register: Register, rows: RegisterRowQuerySet, reader: User | None = None) -> list[Line]:
    """`rows` of this register; see access.py for who may read which. `None` is the public."""
    sheet = Sheet(register, reader)
    return [Line(row, sheet) for row in rows.with_cells()]


def begun(standard: Standard) -> Register | None:
    """The register of this standard, where it is taken into use."""
    return Register.objects.filter(standard=standard, is_active=True).first()


def cells_of(row: RegisterRow) -> dict[int, list[RegisterCell]]:
    """By column; of rows read with their cells without asking again."""
    found: dict[int, list[RegisterCell]] = {}
    for cell in row.cells.all():
        found.setdefault(cell.column_id, []).append(cell)
    return found


def content_of(column: RegisterColumn, part: str, cells: Iterable[RegisterCell]) -> Content:
    """What one box holds, of all cells that its row has in the column."""
    if column.kind == Kind.MUNICIPALITIES:
        own = list(cells)
        numbers = tuple(sorted(cell.part for cell in own if cell.part))
        return Content(numbers=numbers, for_all=any(not cell.part for cell in own)) if own else NOTHING
    for cell in cells:
        if cell.part == part:
            return Content(
                text=cell.text,
                number=cell.number,
                day=cell.day,
                moment=cell.moment,
                state=cell.state_id,
                person=cell.person_id,
                row=cell.refers_id,
                numbers=(cell.municipality_id,) if column.kind == Kind.MUNICIPALITY and cell.municipality_id else (),
            )
    return NOTHING


def cells_for(row: RegisterRow, column: RegisterColumn, part: str, content: Content) -> list[RegisterCell]:
    """The cells, not stored, that make a box hold this."""
    if not content:
        return []
    if column.kind == Kind.MUNICIPALITIES:
        if content.for_all:
            return [RegisterCell(row=row, column=column, text=contents.ALL)]
        return [RegisterCell(row=row, column=column, part=one, municipality_id=one) for one in content.numbers]
    return [
        RegisterCell(
            row=row,
            column=column,
            part=part,
            text=content.text,
            number=content.number,
            day=content.day,
            moment=content.moment,
            state_id=content.state,
            person_id=content.person,
            refers_id=content.row,
            municipality_id=part or (content.numbers[0] if content.numbers else None),
        )
    ]
