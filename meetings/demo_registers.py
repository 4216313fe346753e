"""The registers of the demo: what the council's reports tell meeting after meeting, as rows."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.conf import settings

from meetings.designing.designing import begin
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from rorikt.people.models import Municipality, User

FILE = "registers_2024.yaml"


def fill_registers(*, by: User, now: datetime) -> None:
    """Begin every standard register, and type the rows of the file into them. Raises ValueError for what it refuses."""
    told = yaml.safe_load((settings.BASE_DIR / "fixtures" / FILE).read_text())
    for standard in Standard:
        register = begin(standard, by=by, now=now)
        columns = {column.key: column for column in register.columns.standing()}
        numbers = {name: number for number, name in Municipality.objects.values_list("number", "name")}
        typed = []
        for place, row in enumerate(told.get(standard.value, ())):
            uuid = uuid5(NAMESPACE_URL, f"rorikt-demo:{standard.value}:{place}")
            for key, value in row.items():
                column = columns[key]
                for name, text in value.items() if column.is_per_municipality else [("", value)]:
                    typed.append(Typed(uuid, column.pk, str(text), part=numbers[name] if name else ""))
        written = write(register, typed, by=by, now=now)
        if written.faults:
            raise ValueError(f"the demo has what {standard.value} refuses: {written.faults}")
