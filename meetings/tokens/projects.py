"""The table of building projects, as the activity report prints it."""

from meetings.registers.access import rows_for
from meetings.registers.sheet import Line, begun, lines_of
from meetings.registers.standard import Standard
from rorikt.amounts import NOTHING
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import NotAvailable, Table


def building_projects() -> Table:
    """The projects that are not finished, but those that are exempt."""
    register = begun(Standard.BUILDING_PROJECTS)
    if register is None:
        raise NotAvailable("registeret over byggprosjekter er ikke tatt i bruk. Begynn det under Registre.")
    lines = [line for line in lines_of(register, rows_for(None, register)) if not line.is_settled]

    def shown(label: str, key: str, width: int) -> ValueColumn[Line]:
        return column(label, lambda line: line.text(key) or NOTHING, width=width)

    return tabulate(
        "tabell:byggprosjekter",
        "Status for pågående byggprosjekter",
        (
            shown("Tittel", "tittel", 25),
            shown("Overordnet status", "status", 20),
            shown("Kommentar", "kommentar", 40),
            shown("Kommune", "kommune", 15),
        ),
        lines,
        source=register.get_absolute_url(),
    )
