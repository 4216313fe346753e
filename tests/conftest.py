"""Fixtures shared by all tests: one person of each role, and the five municipalities of the reference packet."""

import pytest
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation
from hypothesis import HealthCheck, settings

from meetings import demo
from rorikt.people.models import User
from tests import factories, forked, migrated
from tests.transactions import rolled_back
from tests.unguarded import emptied_past_the_guards

# How long an example takes tells of the machine and what else runs on it, and is asked by no test.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Files of a test end up in its own folder, and static files need no manifest."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_COPIES = tmp_path / "copies"
    settings.LOCKS_FOLDER = tmp_path / "locks"
    settings.AUDIT_FOLDER = tmp_path / "trail"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The migrations run where they, or what they use, have changed since they were run last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "create_test_db", migrated.create_test_db)
        yield


@pytest.fixture(scope="session", autouse=True)
def emptying():
    with pytest.MonkeyPatch.context() as patch:
        emptied_past_the_guards(patch)
        yield


USES_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_itemcollected(item):
    """`database` are those for which it matters which one it is."""
    if item.get_closest_marker("django_db") or USES_A_DATABASE & set(getattr(item, "fixturenames", ())):
        item.add_marker("database")


def pytest_collection_modifyitems(items):
    """What reads the demo comes last, so that it is loaded once."""
    items.sort(key=lambda item: "demo_of_the_run" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def demo_of_the_run(django_db_setup, django_db_blocker):
    """The demo, loaded when the first asks for it; from then on every test of this run has it."""
    with django_db_blocker.unblock(), rolled_back():
        demo.load()
        # Here, and not again in the savepoint of every test: what is checked there is unchecked when it is rolled back.
        connection.check_constraints()
        yield


@pytest.fixture(scope="module")
def demo_loaded(demo_of_the_run, django_db_blocker):
    """The demo as it was loaded, whatever another file has put into it."""
    with django_db_blocker.unblock(), rolled_back():
        yield


STARTED = ("tests/rorikt/", "tests/test_hostile_uploads.py")


@pytest.fixture(autouse=True)
def children(request, monkeypatch):
    """What reads a stranger's file is forked, not started, but where that is what is tried, and in slow tests."""
    if not request.node.nodeid.startswith(STARTED) and not request.node.get_closest_marker("slow"):
        monkeypatch.setattr("subprocess.Popen", forked.Popen)


@pytest.fixture
def municipalities(db):
    return factories.make_municipalities()


@pytest.fixture
def head(db):
    return factories.make_user(role=User.Role.HEAD)


@pytest.fixture
def author(db):
    return factories.make_user(role=User.Role.AUTHOR)


@pytest.fixture
def finance(db):
    return factories.make_user(role=User.Role.FINANCE)


@pytest.fixture
def council_member(db):
    return factories.make_user(role=User.Role.COUNCIL_MEMBER)


@pytest.fixture
def administrator(db):
    return factories.make_user(role=User.Role.ADMINISTRATOR, is_staff=True)
