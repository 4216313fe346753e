"""The empty SQLite database of the tests, as the migrations make it.

It is made once, which takes as long as hundreds of tests, and kept in `.cache` until a migration, or a module that one
uses, is another.
"""

import ast
import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import django
import pytest
from django.core import management
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".cache" / "migrated"
APPS = ("rorikt", "budget", "support", "meetings")


create_as_django, call_as_django = BaseDatabaseCreation.create_test_db, management.call_command


def create_test_db(creation, *arguments, **options):
    """In place of Django's, which migrates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call_command)
        return create_as_django(creation, *arguments, **options)


def call_command(name, *arguments, **options):
    """`migrate` finds done what has been done with the kept one."""
    if name != "migrate" or connection.vendor != "sqlite":
        call_as_django(name, *arguments, **options)
        return
    with locked() as kept:
        connection.ensure_connection()
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(connection.connection)
        call_as_django(name, *arguments, **options)
        if not kept.exists():
            keep(connection.connection, kept)


def put_into(data):
    """Into the data folder of an installation, where one is kept."""
    with locked() as kept:
        if kept.exists():
            shutil.copy(kept, data / "rorikt.sqlite3")


@contextmanager
def locked():
    """Where the database is kept, for one process at a time."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield HOME / f"{state()}.sqlite3"


def keep(database, kept):
    for old in HOME.glob("*.sqlite3"):
        old.unlink()
    half = kept.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as target:
        database.backup(target)
    os.replace(half, kept)


def state():
    """One for each content of all that makes the database."""
    programs = f"{django.get_version()} {sys.version} {sqlite3.sqlite_version}"
    found = hashlib.sha256(programs.encode())
    for path in sorted(sources()):
        found.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def sources():
    """The migrations, and the modules of ours that they import, and those that these import."""
    waiting, seen = {path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")}, set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= {found for name in imported(path) if (found := file_of(name))} - seen
    return seen


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def file_of(module):
    """None where it is not a module of ours."""
    if module.split(".")[0] not in APPS:
        return None
    place = ROOT / module.replace(".", "/")
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.exists()), None)
