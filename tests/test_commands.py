"""Every management command of ours on a database that is not migrated, or that does not answer: one sentence."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, load_command_class

from rorikt.starting.command import DatabaseCommand

ROOT = Path(__file__).resolve().parent.parent
OURS = ("rorikt", "budget", "support", "meetings")
COMMANDS = {
    path.stem: app
    for app in OURS
    for path in sorted((Path(apps.get_app_config(app).path) / "management" / "commands").glob("[!_]*.py"))
}
NEED_NO_DATABASE = {
    "bench_budget",  # makes one of its own
    "check_pdf",
    "flush",  # empties what there is, and is refused where that is to be kept
    "migrate",  # brings it to what the code is
    "restore",  # brings one
    "show_demo_accounts",
}
ARGUMENTS = {
    "copy_files": ["mappe"],
    "export_charges": ["2024", "1506", "ut.xlsx"],
    "export_document": ["ut.pdf", "--kind=activity_report", "--meeting=2024/M1"],
    "export_packet": ["2024/M1", "ut.pdf"],
    "forget_ticket_details": ["--before=2024-01-01"],
    "import_tickets": ["saker.csv", "--source=X"],
    "seed_holidays": ["2027"],
}
SENTENCE = "Databasen er ikke klargjort for denne utgaven: kjør «./run manage migrate» først."
CALL_EACH = """
import json, sys, django
django.setup()
from django.core.management import CommandError, call_command
answers = {}
for name, arguments in json.loads(sys.argv[1]).items():
    try:
        call_command(name, *arguments, skip_checks=True)
        answers[name] = "done"
    except CommandError as error:
        answers[name] = str(error)
    except Exception as error:
        answers[name] = repr(error)
print(json.dumps(answers))
"""


def environment_of(folder):
    theirs = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours = {"RORIKT_DATA": str(folder), "RORIKT_TASKS": "database", "DJANGO_SETTINGS_MODULE": "rorikt.settings"}
    return {**theirs, **ours}


def answers_on(folder, names, **settings):
    """What each command says, all asked in one process."""
    called = json.dumps({name: ARGUMENTS.get(name, []) for name in names})
    done = subprocess.run(
        [sys.executable, "-c", CALL_EACH, called],
        cwd=ROOT,
        env={**environment_of(folder), **settings},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return answers_on(tmp_path_factory.mktemp("empty"), sorted(COMMANDS.keys() - NEED_NO_DATABASE))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_needs_a_database_or_is_known_not_to(name):
    command = load_command_class(COMMANDS[name], name)

    assert isinstance(command, DatabaseCommand) == (name not in NEED_NO_DATABASE)


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - NEED_NO_DATABASE))
def test_on_a_database_that_is_not_migrated_a_command_says_so(answers, name):
    assert answers[name] == SENTENCE


def test_a_command_that_needs_no_database_works_without(tmp_path):
    assert answers_on(tmp_path, ["show_demo_accounts"]) == {"show_demo_accounts": "done"}


def test_a_database_that_does_not_answer_is_told_of(tmp_path):
    [sentence] = answers_on(tmp_path, ["verify_audit"], DATABASE_URL="postgres://x@127.0.0.1:1/x").values()

    assert sentence.startswith("Databasen svarer ikke (connection to server")
    assert sentence.endswith("): se at den er i gang, og at DATABASE_URL er riktig.")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("bench_budget", dict.fromkeys(("rows", "total", "amounts", "municipalities", "services", "runs"), 1)),
        ("bench_support", {"tickets": 1, "pauses": 1}),
        ("bench_packet", {"meeting": "2024/M1", "rounds": 1, "long": False}),
        ("bench_reading", {"meeting": "2024/M1", "rounds": 1}),
        ("bench_registers", {"rows": 1}),
    ],
)
def test_an_installation_without_tests_has_nothing_to_measure_with(monkeypatch, name, options):
    monkeypatch.setitem(sys.modules, "tests", None)
    for module in [module for module in sys.modules if module.startswith("tests.bench")]:
        monkeypatch.delitem(sys.modules, module)

    with pytest.raises(CommandError, match="Målingene ligger i mappen tests, som ikke er med her"):
        load_command_class(COMMANDS[name], name).handle(**options)


@pytest.mark.slow
def test_what_measures_comes_to_its_end(tmp_path):
    environment = environment_of(tmp_path)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True, timeout=300)

    for command, last in (
        (
            [
                "bench_budget",
                "--rows=50",
                "--total=100",
                "--amounts=50",
                "--municipalities=6",
                "--services=3",
                "--runs=20",
            ],
            "Fordeling: 50 beløp på",
        ),
        (["bench_support", "--tickets=20"], "mest minne så langt"),
    ):
        done = subprocess.run(
            [*manage, *command], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=300
        )
        assert (done.returncode, done.stdout.splitlines()[-1][: len(last)]) == (0, last), done.stderr


@pytest.mark.parametrize(
    ("migration", "told"),
    [
        ("0002_audit_is_append_only", "er laget av en utgave før 0.2, som denne ikke kan ta over: flytt dem til et"),
        ("0999_of_next_year", "er laget av en nyere utgave enn denne: hent den, og start på nytt."),
    ],
)
def test_data_of_a_release_that_cannot_be_taken_over_is_told_of_and_left_alone(tmp_path, migration, told):
    with closing(sqlite3.connect(tmp_path / "rorikt.sqlite3")) as database, database:
        database.execute("CREATE TABLE django_migrations (id integer primary key, app text, name text, applied text)")
        database.execute("INSERT INTO django_migrations VALUES (1, 'rorikt', ?, '2026-11-23 08:35:00')", [migration])

    answers = answers_on(tmp_path, ["migrate", "verify_audit", "db_worker"])

    assert [sentence for sentence in answers.values() if not sentence.startswith(f"Dataene i {tmp_path} {told}")] == []
    with closing(sqlite3.connect(tmp_path / "rorikt.sqlite3")) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("django_migrations",)]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ([sys.executable, "manage.py", "db_worker", "--skip-checks"], 1),
        ([sys.executable, "-m", "gunicorn", "rorikt.wsgi", "--bind=127.0.0.1:0", "--no-control-socket"], 3),
    ],
    ids=["worker", "web server"],
)
def test_what_serves_stops_with_the_same_sentence(tmp_path, command, code):
    done = subprocess.run(
        command, cwd=ROOT, env=environment_of(tmp_path), capture_output=True, encoding="utf-8", timeout=120
    )

    assert done.returncode == code
    assert SENTENCE in done.stderr
    assert "Traceback" not in done.stderr
