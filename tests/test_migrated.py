"""The database that is kept for the tests is another when anything that makes it is."""

import pytest

from tests import migrated


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A migration that uses a module, which uses another; and a module that none of them uses."""
    monkeypatch.setattr(migrated, "ROOT", tmp_path)
    for name, text in {
        "budget/migrations/0001_first.py": "from rorikt.audit import append_only\n",
        "rorikt/audit/append_only.py": "def install():\n    from rorikt.calendar import month\n",
        "rorikt/calendar.py": "month = 1\n",
        "rorikt/slugs.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["budget/migrations/0001_first.py", "rorikt/audit/append_only.py", "rorikt/calendar.py"]
)
def test_a_change_in_what_makes_the_database_makes_another(project, changed):
    before = migrated.state()

    with (project / changed).open("a") as file:
        file.write("other = 1\n")

    assert migrated.state() != before


def test_a_new_migration_makes_another(project):
    before = migrated.state()

    (project / "budget/migrations/0002_second.py").write_text("")

    assert migrated.state() != before


def test_a_change_elsewhere_leaves_it(project):
    before = migrated.state()

    (project / "rorikt/slugs.py").write_text("other = 1\n")

    assert migrated.state() == before
