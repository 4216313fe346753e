"""A PostgreSQL of one's own with the tables of the project, and how it is treated badly."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2

from tests import migrated, shipped

BINARIES = Path("/usr/lib/postgresql")


class Postgres:
    """`url` is that of the database; `restart` stops the server and starts it again under all who use it."""

    def __init__(self, url, server):
        self.url, self._server = url, server
        self.folder = Path(parse_qs(urlsplit(url).query)["host"][0])

    def restart(self):
        self._server.stdin.write("\n")
        self._server.stdin.flush()
        assert self._server.stdout.readline() == "started again\n"

    def execute(self, statement):
        connection = psycopg2.connect(self.url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def cut(self):
        """Every connection of the site; how many there were."""
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        return len(self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

    @property
    def log(self):
        """What the server has said: deadlocks stand there."""
        file = self.folder / "log"
        return file.read_text(errors="replace") if file.exists() else ""


@contextmanager
def postgres():
    command = [sys.executable, "-W", "ignore", str(shipped.ROOT / "tests" / "throwaway_postgres.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as server:
        try:
            yield Postgres(server.stdout.readline().strip(), server)
        finally:
            server.stdin.close()


def migrate(environment):
    """As `run` does it, or from what that came to the last time: on PostgreSQL it takes more than a minute."""
    url, program = environment["DATABASE_URL"], _program("pg_dump")
    if program is None:
        shipped.run.do(environment, "migrate", "--noinput", "--verbosity", "0")
        return
    with migrated.locked() as sqlite:
        kept = sqlite.with_suffix(".sql")
        if kept.exists():
            psql = [str(program.with_name("psql")), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", url]
            done = subprocess.run([*psql, "--file", str(kept)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            assert done.returncode == 0, done.stderr.decode()
        shipped.run.do(environment, "migrate", "--noinput", "--verbosity", "0")
        if not kept.exists():
            for old in kept.parent.glob("*.sql"):
                old.unlink()
            half = kept.with_suffix(".half")
            dump = [str(program), "--no-owner", "--no-privileges", "--file", str(half), "--dbname", url]
            subprocess.run(dump, check=True)
            os.replace(half, kept)


def _program(name):
    found = [path for path in BINARIES.glob(f"*/bin/{name}") if path.parent.parent.name.isdecimal()]
    return max(found, key=lambda path: int(path.parent.parent.name), default=None)
