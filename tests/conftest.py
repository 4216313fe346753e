"""Fixtures shared by all tests: one person of each role, and the five municipalities of the reference packet."""

import pytest
from django.db import connection, transaction

from meetings import demo
from rorikt.people.models import User
from tests import factories


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Files of a test end up in its own folder, and static files need no manifest."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="module")
def demo_loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for a file and rolled back after it."""
    around = transaction.atomic()
    around._from_testcase = True  # what freezes begins its own transaction, except in one that a test is wrapped in
    with django_db_blocker.unblock(), around:
        demo.load()
        # Here, and not again in the savepoint of every test: what is checked there is unchecked when it is rolled back.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


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
