"""Pages of budget files."""

from django.http import HttpRequest

from budget.budget_files import actions, report
from budget.budget_files.forms import ColumnsForm, ConfirmForm
from budget.years.navigation import navigation
from rorikt.amounts import kroner, number
from rorikt.imports.models import ImportedFile
from rorikt.imports.views import ImportPages, KeyFigure, Shown, Words


def show(request: HttpRequest, imported: ImportedFile) -> Shown:
    """What a budget file would make of each line, or has made."""
    page = report.file_page(imported)
    figures = [
        KeyFigure("Rader", number(imported.row_count), "som kan leses"),
        KeyFigure("Sum", kroner(page.amount), "kroner"),
        KeyFigure("Linjer", number(len(page.found.by_line)), f"får budsjett for {page.year}"),
        KeyFigure(
            "Konti uten kobling", number(len(page.found.unknown)), "må kobles først" if page.found.unknown else ""
        ),
    ]
    return Shown(
        figures=figures if imported.row_count else (),
        tables=page.tables,
        stands=not page.refusal and not page.is_closed,
        context={"page": page},
    )


BUDGET_FILES = ImportPages(
    kind=actions.KIND,
    may_view="budget.view_draft",
    above=("Økonomi", "budget:index"),
    words=Words(
        title="Budsjettfiler",
        file="Budsjettfil",
        upload="Last opp budsjett",
        lead="Et budsjett etter konto, for hele året eller måned for måned. Kontiene legges på linjene etter kobling "
        "for året, og filen tas inn helt eller ikke i det hele tatt.",
        formats="CSV eller Excel (XLSX, XLS), med konto og beløp for året, en kolonne for hver måned, eller en rad for "
        "hver måned.",
        confirm="Legg budsjettet på linjene",
        undone="Linjene får tilbake budsjettet og månedene de hadde. Er budsjettet vedtatt, skjer det ved en "
        "tilbakeføring.",
    ),
    template="budget/budget_files/budget_file.html",
    columns=ColumnsForm,
    show=show,
    confirm_form=lambda imported, data: ConfirmForm(data, page=report.file_page(imported)),
    around=lambda request: {**navigation(request, "budget:budget-files"), "tabs": "budget/years/navigation.html"},
)
