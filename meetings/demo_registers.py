"""The registers of the demo: what the council's reports tell meeting after meeting, as rows typed by a person."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from django.conf import settings

from meetings.designing.designing import begin, save_column, save_register, save_state
from meetings.registers.models import Register, RegisterColumn, RegisterRow, RegisterState
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, remove_rows, write
from rorikt.people.models import Municipality, User

FILE, LATER = "registers_2024.yaml", "registers_2024_spring.yaml"

# What is typed in the boxes of a row: by the key or title of its column, and by municipality where it has one for each.
Told = Mapping[str, Any]


def fill_registers(*, by: User, now: datetime) -> None:
    """Begin every standard register, make one of one's own, and type the rows of the file into them.

    Raises ValueError for what they refuse.
    """
    told = _told(FILE)
    for standard in Standard:
        _type(begin(standard, by=by, now=now), _named(standard.value, told.get(standard.value, ())), by=by, now=now)
    _type(_make_own(told["own"], by=by, now=now), _named("own", told["own"]["rows"]), by=by, now=now)


def change_registers(*, by: User) -> None:
    """What has happened since the first report, each change on its day. Raises ValueError where a row is not there."""
    for change in _told(LATER):
        register, now = Register.objects.get(slug=change["register"]), change["at"]
        if "new" in change:
            _type(register, _named(f"{register.slug}:later", [change["new"]]), by=by, now=now)
            continue
        row = RegisterRow.objects.standing().filter(register=register, title=change["row"]).first()
        if row is None:
            raise ValueError(f"the demo changes {change['row']!r}, which is not in {register.slug}")
        if change.get("is_removed"):
            remove_rows(register, [row.uuid], by=by, now=now)
        else:
            _type(register, {row.uuid: change["to"]}, by=by, now=now)


def _told(name: str) -> Any:
    return yaml.safe_load((settings.BASE_DIR / "fixtures" / name).read_text())


def _named(which: str, rows: Iterable[Told]) -> dict[UUID, Told]:
    """The same rows have the same names whenever the demo is loaded."""
    return {uuid5(NAMESPACE_URL, f"rorikt-demo:{which}:{place}"): row for place, row in enumerate(rows)}


def _type(register: Register, rows: Mapping[UUID, Told], *, by: User, now: datetime) -> None:
    standing = list(register.columns.standing())
    columns = {column.key: column for column in standing} | {column.title: column for column in standing}
    numbers = {name: number for number, name in Municipality.objects.values_list("number", "name")}
    typed = [
        Typed(uuid, columns[key].pk, str(text), part=numbers[name] if name else "")
        for uuid, row in rows.items()
        for key, value in row.items()
        for name, text in _boxes(value)
    ]
    written = write(register, typed, by=by, now=now)
    if written.faults:
        raise ValueError(f"the demo has what {register.slug} refuses: {written.faults}")


def _boxes(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, dict) else [("", value)]


def _make_own(told: Told, *, by: User, now: datetime) -> Register:
    """As the head makes it, column by column."""
    register = Register(title=told["title"], lead=told["lead"], readers=Register.Readers.MEMBERS, owner=by)
    save_register(register, by=by, now=now)
    for one in told["columns"]:
        shape = {key: value for key, value in one.items() if key != "states"}
        column = RegisterColumn(register=register, **shape)
        save_column(column, by=by, now=now)
        for state in one.get("states", ()):
            save_state(RegisterState(column=column, **state), by=by, now=now)
    return register
