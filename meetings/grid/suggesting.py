"""What may be written in a box that points at a person or at a row of another register."""

from django import forms

from meetings.registers.access import readable_by, rows_for
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterColumn
from meetings.registers.sheet import Sheet
from rorikt.people.models import User

MOST = 20


class AskedForm(forms.Form):
    kolonne = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    q = forms.CharField(required=False, max_length=100)


def found(column: RegisterColumn, typed: str, user: User) -> list[str]:
    """Those whose name holds what is typed, those that begin with it first."""
    wanted = " ".join(typed.split()).casefold()
    names = [name for name in _names(column, user) if wanted in name.casefold()]
    return sorted(names, key=lambda name: (not name.casefold().startswith(wanted), name.casefold()))[:MOST]


def _names(column: RegisterColumn, user: User) -> list[str]:
    """Rows that the person may not read are not suggested."""
    register: Register = column.register
    if column.kind == Kind.PERSON:
        return list(dict.fromkeys(Sheet(register, user).people.values()))
    other = readable_by(user).filter(pk=column.refers_to_id or 0).first()
    if column.kind != Kind.ROW or other is None:
        return []
    return list(dict.fromkeys(rows_for(user, other).exclude(title="").values_list("title", flat=True)))
