"""Imports point one way, between the apps and inside them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("rorikt", "budget", "support", "meetings")
MAY_IMPORT = {"rorikt": set(), "budget": {"rorikt"}, "support": {"rorikt"}, "meetings": {"rorikt", "budget", "support"}}
# Pure modules: no ORM, no request, no clock. What they may name of Django is nothing.
SUBJECTS = (
    "budget/ledger/codes.py",
    "budget/keys/allocation.py",
    "budget/allocations/distribution.py",
    "budget/estimates/tiers.py",
    "budget/lines/forecast.py",
    "budget/frame/frames.py",
    "budget/projects/disposal.py",
    "budget/keys/calculator.py",
    "budget/invoices/peppol.py",
    "budget/lines/period.py",
    "budget/plan/frames.py",
    "budget/lines/result.py",
    "budget/ledger/saft.py",
    "budget/investments/settlement.py",
    "budget/years/so_far.py",
    "meetings/agenda/numbering.py",
    "rorikt/figures/charts.py",
    "rorikt/children/limited_reading.py",
    "rorikt/figures/values.py",
    "rorikt/imports/reading.py",
    "rorikt/office/cleaning.py",
    "rorikt/office/open_document.py",
    "rorikt/sheets/sheet_cells.py",
    "rorikt/sheets/strays.py",
    "rorikt/sheets/tabular.py",
    "rorikt/slugs.py",
    "rorikt/office/word.py",
    "support/sla/judging.py",
)
# An enumeration with labels, and nothing of the ORM.
CHOICES = frozenset({"TextChoices"})
ENTRY_POINTS = {"rorikt/urls.py"}


def imports(path, besides=frozenset()):
    """Names of the modules a file imports, leaving out those from which it takes nothing but `besides`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not {a.name for a in node.names} <= besides:
            yield node.module


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_the_apps_below_it(app):
    forbidden = set(APPS) - MAY_IMPORT[app] - {app}

    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / app).rglob("*.py")
        if str(path.relative_to(ROOT)) not in ENTRY_POINTS
        for name in imports(path)
        if name.split(".")[0] in forbidden
    }

    assert found == set()


@pytest.mark.parametrize("module", SUBJECTS)
def test_a_subject_module_knows_nothing_of_django(module):
    found = {
        name
        for name in imports(ROOT / module, besides=CHOICES)
        if name.split(".")[0] == "django" or name.endswith(".models")
    }

    assert found == set()


def test_the_apps_are_found_where_the_test_looks():
    assert all(any((ROOT / app).rglob("*.py")) for app in APPS)
    assert all((ROOT / module).exists() for module in SUBJECTS)


def test_only_one_module_holds_actual_against_budget():
    """Whoever else adds up the lines of a year takes its first months for all of it; see decision 0019."""
    asking = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"BudgetLine\.objects[\w.()]*\.result\(\)|lines\.result\(\)", path.read_text())
    }

    # These take the whole budget of a year, or measure.
    assert asking == {"meetings/demo.py", "budget/frame/report.py", "budget/management/commands/bench_budget.py"}


def test_only_one_module_knows_weasyprint():
    knowing = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if any(name.split(".")[0] == "weasyprint" for name in imports(path))
    }

    assert knowing == {"rorikt/pdf/typeset.py"}


@pytest.mark.parametrize("app", APPS)
def test_no_name_of_the_demo_cooperation_stands_in_code(app):
    names = ("ROR-IKT", "Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika")
    allowed = {"meetings/demo.py", "support/demo.py"}

    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / app).rglob("*.py")
        if str(path.relative_to(ROOT)) not in allowed
        for name in names
        if name in path.read_text()
    }

    assert found == set()
