"""The headline of a year: how much was spent, and how far that is from the budget."""

from budget.result.operating_result import ResultOf
from rorikt.amounts import kroner, percentage, thousands


def result_figures(found: ResultOf, exact: bool) -> dict[str, str]:
    """The headline of a year as far as its accounts reach; `label` is empty where there is nothing to compare.

    The difference is called an over- or underspend only where no account is missing from it.
    """
    unit = "kroner" if exact else "tusen kroner"
    show = kroner if exact else thousands
    so_far = found.state.until_month or ("" if found.is_whole else "hittil")
    figures = {
        "actual": show(found.actual),
        "actual_label": f"Regnskap {so_far}".strip(),
        "budgeted": show(found.budgeted),
        "budgeted_label": "" if found.month is None else f"Budsjett {so_far}",
        "year_budget": show(found.year_budget),
        "unit": unit,
        "whole_note": f"{unit} for hele året",
        "label": "",
    }
    result = found.total
    if result is None:
        return figures
    figures["label"] = f"{found.word} {found.state.so_far}".strip()
    if found.unplaced:
        return figures | {
            "variance": show(result.variance),
            "note": f"{unit}, uten {found.unplaced.accounts} som mangler type utgift",
            "tone": "warning",
        }
    if result.underspend:
        return figures | {"variance": show(result.underspend), "note": unit, "tone": "success"}
    note = unit
    if result.overspend_percent is not None:
        budget = "årsbudsjettet" if found.is_whole else "budsjettet for de samme månedene"
        note = f"{unit}, {percentage(result.overspend_percent)} av {budget}"
    return figures | {"variance": show(result.overspend), "note": note, "tone": "danger"}
