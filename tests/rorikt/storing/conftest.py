import os
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from rorikt.storing import choosing, copies
from tests import object_store


@pytest.fixture(scope="session")
def objects():
    with object_store.running() as store:
        yield store


@pytest.fixture
def bucket(objects, settings, monkeypatch):
    """The files of the installation are in a bucket of its own; its name."""
    name = objects.make(f"b{uuid4().hex[:12]}")
    use(objects.settings(name), settings, monkeypatch)
    return name


@pytest.fixture(params=["disk", "bucket"])
def either(request):
    """Each store in turn."""
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return request.param


def use(given, settings, monkeypatch):
    for name, value in given.items():
        monkeypatch.setitem(os.environ, name, value)
    settings.STORAGES = {**settings.STORAGES, "default": choosing.files(given["RORIKT_FILES"])}
    monkeypatch.setattr(copies, "_whole", {})
    return default_storage
