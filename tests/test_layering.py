"""What the contracts of imports in pyproject.toml cannot say of the layout, and that they are there to be broken."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("rorikt", "budget", "support", "meetings")
# Pure modules: no ORM, no request, no clock. What they may name of Django is nothing.
SUBJECTS = (
    "budget/allocations/distribution.py",
    "budget/deviations/threshold.py",
    "budget/estimates/tiers.py",
    "budget/formats/kostra_file.py",
    "budget/formats/month_columns.py",
    "budget/frame/frames.py",
    "budget/instalments/dividing.py",
    "budget/investments/settlement.py",
    "budget/invoices/peppol.py",
    "budget/keys/allocation.py",
    "budget/keys/calculator.py",
    "budget/keys/sharing.py",
    "budget/ledger/codes.py",
    "budget/ledger/saft.py",
    "budget/lines/forecast.py",
    "budget/lines/period.py",
    "budget/lines/result.py",
    "budget/measures/coverage.py",
    "budget/method/explained.py",
    "budget/municipal_year/beside.py",
    "budget/municipal_year/causes.py",
    "budget/new_year/copying.py",
    "budget/outlook/foreseen.py",
    "budget/payments/owed.py",
    "budget/plan/frames.py",
    "budget/posting/suggested.py",
    "budget/pricing/measuring.py",
    "budget/pricing/prices.py",
    "budget/projects/disposal.py",
    "budget/reconciling/differences.py",
    "budget/vouchers/matching.py",
    "budget/year_budget/revised.py",
    "budget/years/so_far.py",
    "meetings/agenda/numbering.py",
    "meetings/agreements/binding.py",
    "meetings/carrying/moving.py",
    "meetings/documents/numbering.py",
    "meetings/news/changed.py",
    "meetings/news/visiting.py",
    "meetings/paging/numbering.py",
    "meetings/designing/starts.py",
    "meetings/building_projects/history.py",
    "meetings/expert_groups/groups.py",
    "meetings/projects/milestones.py",
    "meetings/register_pages/states.py",
    "meetings/printed_registers/since.py",
    "meetings/registers/contents.py",
    "meetings/supplier_claims/settling.py",
    "meetings/uptime/downtime.py",
    "meetings/registers/standard.py",
    "meetings/risks/measures.py",
    "meetings/rollouts/matrix.py",
    "meetings/municipal/division.py",
    "meetings/paragraphs/paragraphs.py",
    "meetings/summary/plain_words.py",
    "meetings/visits/progress.py",
    "meetings/paragraphs/following.py",
    "meetings/paragraphs/underlining.py",
    "meetings/tertials/tertials.py",
    "rorikt/access/common_passwords.py",
    "rorikt/calendar.py",
    "rorikt/children/limited_reading.py",
    "rorikt/figures/charts.py",
    "rorikt/figures/values.py",
    "rorikt/imports/reading.py",
    "rorikt/logs/lines.py",
    "rorikt/logs/masking.py",
    "rorikt/logs/request_ids.py",
    "rorikt/looks/looks.py",
    "meetings/search/ranking.py",
    "rorikt/office/cleaning.py",
    "rorikt/office/open_document.py",
    "rorikt/office/word.py",
    "rorikt/second_factor/codes.py",
    "rorikt/second_factor/roles.py",
    "rorikt/security/devices.py",
    "rorikt/sessions/limits.py",
    "rorikt/sheets/sheet_cells.py",
    "rorikt/sheets/strays.py",
    "rorikt/sheets/tabular.py",
    "rorikt/single_sign_on/claims.py",
    "rorikt/slugs.py",
    "rorikt/words/analysing.py",
    "rorikt/words/asking.py",
    "rorikt/words/compounds.py",
    "rorikt/words/deriving.py",
    "rorikt/words/lexicon.py",
    "rorikt/words/marking.py",
    "rorikt/words/spelling.py",
    "support/files/times.py",
    "support/sla/judging.py",
)
# An enumeration with labels, and nothing of the ORM.
CHOICES = frozenset({"TextChoices"})


@cache
def nodes(path):
    """All of a file, each of which is read by several tests."""
    return list(ast.walk(ast.parse(path.read_text())))


def imports(path, besides=frozenset()):
    """Names of the modules a file imports, leaving out those from which it takes nothing but `besides`."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not {a.name for a in node.names} <= besides:
            yield node.module


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


# What is given by name to processes of our own: `"rorikt.pdf.typeset:render"`, `-m rorikt.children.limited_reading`.
GIVEN_BY_NAME = re.compile(rf"({'|'.join(APPS)})(\.[a-z_]+)+(:[a-z_]+)?")


def test_every_module_and_function_that_is_named_in_a_text_is_there():
    wrong = {
        (str(path.relative_to(ROOT)), node.value)
        for path in (*(p for app in APPS for p in (ROOT / app).rglob("*.py")), *(ROOT / "tests").rglob("*.py"))
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and GIVEN_BY_NAME.fullmatch(node.value)
        if ":" in node.value or node.value.count(".") > 1
        if not is_there(node.value)
    }

    assert wrong == set()


def is_there(name):
    """Whether `package.module:function`, or `package.module` with or without `.name` behind it, can be found."""
    module, _, function = name.partition(":")
    found = ROOT / module.replace(".", "/")
    if not (found.with_suffix(".py").exists() or (found / "__init__.py").exists()) and not function:
        module, _, function = module.rpartition(".")
        found = ROOT / module.replace(".", "/")
    if not found.with_suffix(".py").exists():
        return (found / "__init__.py").exists() and not function
    names = {
        one
        for node in nodes(found.with_suffix(".py"))[0].body
        for one in (
            getattr(node, "name", ""),
            *(target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)),
        )
    }
    return not function or function in names


def test_only_one_module_holds_actual_against_budget():
    """Whoever else adds up the lines of a year takes its first months for all of it; see decision 0019."""
    asking = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"BudgetLine\.objects[\w.()]*\.result\(\)|lines\.result\(\)", path.read_text())
    }

    # These take the whole budget of a year.
    assert asking == {"meetings/demo.py", "budget/frame/report.py"}


def test_only_one_module_knows_weasyprint():
    knowing = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if any(name.split(".")[0] == "weasyprint" for name in imports(path))
    }

    assert knowing == {"rorikt/pdf/typeset.py"}


def test_only_one_module_pages_lists():
    paging = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"RequestConfig|Paginator\b|\.paginate\(", path.read_text())
    }

    # The entries of a year are millions, and their paginator knows their number beforehand.
    assert paging == {"rorikt/tables/listing.py", "budget/accounts/views.py"}


@pytest.mark.parametrize("app", APPS)
def test_no_name_of_the_demo_cooperation_stands_in_code(app):
    names = ("ROR-IKT", "Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika")
    demo = ("meetings/demo", "meetings/demo_meetings", "meetings/demo_period_report", "budget/demo_new_year")
    allowed = {*(f"{name}.py" for name in demo), "support/demo.py"}

    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / app).rglob("*.py")
        if str(path.relative_to(ROOT)) not in allowed
        for name in names
        if name in path.read_text()
    }

    assert found == set()


@pytest.mark.parametrize("app", APPS)
def test_every_folder_of_code_is_a_package(app):
    """Python imports one without `__init__.py` too, but the contracts do not see it."""
    folders = {file.parent for file in (ROOT / app).rglob("*.py")}

    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


MOST_FILES, MOST_LINES = 12, 1_500


def floors(app):
    """The rooms and files of an app as the contract has them, from the top, each floor a set."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [contract] = [one for one in contracts if one["name"] == f"Rooms of {app}"]
    return [{name.strip() for name in line.split("|")} for line in contract["layers"]]


@pytest.mark.parametrize("app", APPS)
def test_the_map_has_every_room_on_the_floor_of_the_contract(app):
    text = (ROOT / "docs" / "rooms.md").read_text()
    rows = re.findall(
        r"^\| *(\d*) \| (.+?) \| .+ \|$", text.split(f"### {app}: ")[1].split("\n## ")[0].split("### ")[0], re.M
    )
    on_map, floor = {}, ""
    for number, named in rows:
        floor = number or floor
        on_map |= dict.fromkeys(re.findall(r"`([a-z_]+)/`", named), floor)

    rooms = {
        name: str(len(floors(app)) - above)
        for above, floor in enumerate(floors(app))
        for name in floor
        if (ROOT / app / name).is_dir()
    }

    assert on_map == rooms


@pytest.mark.parametrize("app", APPS)
def test_a_room_that_has_grown_is_divided(app):
    sizes = {
        str(room.relative_to(ROOT)): (len(files), sum(len(file.read_text().splitlines()) for file in files))
        for room in (ROOT / app).iterdir()
        if (files := [file for file in room.glob("*.py") if file.name != "__init__.py"])
        if room.name != "migrations"
    }

    assert sizes
    assert {room: size for room, size in sizes.items() if size[0] > MOST_FILES or size[1] > MOST_LINES} == {}


WRONG = [
    ("budget/keys/wrong.py", "from budget.plan import frames\n", "budget.keys.wrong -> budget.plan.frames"),
    ("support/sla/wrong.py", "from budget.keys import allocation\n", "support is not allowed to import budget"),
    (
        "rorikt/pages/wrong.py",
        "from rorikt.models import User\n",
        "rorikt.pages is not allowed to import rorikt.models",
    ),
    ("meetings/unlisted/__init__.py", "", "meetings.unlisted"),
]


def test_a_wrong_arrow_and_a_room_without_a_floor_are_caught(tmp_path):
    for app in APPS:
        shutil.copytree(ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for put_in, content, _ in WRONG:
        (tmp_path / put_in).parent.mkdir(exist_ok=True)
        (tmp_path / put_in).write_text(content)

    said = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=tmp_path, capture_output=True, text=True
    )

    assert said.returncode == 1
    assert [complaint for _, _, complaint in WRONG if complaint not in said.stdout] == []


def test_every_test_that_holds_a_rule_of_the_law_is_there():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs/law.md").read_text())

    assert named
    assert [(path, name) for path, name in named if f"\ndef {name}(" not in (ROOT / "tests" / path).read_text()] == []


# Where the folders of an installation are named: what starts it, what it stores in, and what is made again on any
# machine.
MAY_NAME_FOLDERS = (
    "rorikt/settings.py",
    "rorikt/starting/",
    "rorikt/storing/",
    "rorikt/pdf/verapdf.py",
    "rorikt/locks.py",
    # What is of this machine alone: the signed ends of its trail, backups of its folders, and its disk.
    "rorikt/audit/heads.py",
    "rorikt/backups/",
    "rorikt/running/machine.py",
    # Tells the proxy of the same machine which file to send.
    "rorikt/pages/downloads.py",
)
FOLDERS = {"MEDIA_ROOT", "DATA_DIR", "FILE_COPIES", "LOCKS_FOLDER"}


def paths_of_files(source):
    """Lines that take a stored file, or a folder that machines would have to share, for a path of this machine."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            named = {alias.name for alias in node.names} | {getattr(node, "module", "")}
            if named & {"fcntl", "FileSystemStorage"}:
                yield node.lineno
        if not isinstance(node, ast.Attribute):
            continue
        if node.attr in FOLDERS:
            yield node.lineno
        if node.attr == "path" and ast.unparse(node.value).endswith(("default_storage", "file")):
            yield node.lineno


def test_a_stored_file_has_no_path_outside_the_room_that_stores_it():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not path.relative_to(ROOT).as_posix().startswith(MAY_NAME_FOLDERS)
        for line in paths_of_files(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "open(settings.MEDIA_ROOT / name)",
        "x = settings.DATA_DIR",
        "default_storage.path(name)",
        "row.file.path",
        "row.safe_file.path",
        "self.printed_file.path",
        "import fcntl",
        "from django.core.files.storage import FileSystemStorage",
    ],
)
def test_what_would_take_one_is_seen(line):
    assert list(paths_of_files(line)) == [1]


@pytest.mark.parametrize("line", ["kept.path", "request.path", "from django.core.files.storage import default_storage"])
def test_what_takes_none_is_not(line):
    assert list(paths_of_files(line)) == []
