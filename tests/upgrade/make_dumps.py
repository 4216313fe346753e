"""python -m tests.upgrade.make_dumps [COMMIT]: the demo of the release that later ones upgrade from, as two dumps.

The commit is that of v0.2.0, where the migrations were made anew (docs/decisions/0021). Its own code makes the demo, in
a worktree of its own and with the packages of this one, on SQLite and on a throwaway PostgreSQL. The dumps are plain
SQL, compressed; they lie beside this file and are made again only where another release is to be upgraded from.
"""

import lzma
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.run_all import ROOT, clean_environment, throwaway_postgres

HERE = Path(__file__).parent
V0_2_0 = "7e0be272"
PG_DUMP = ["pg_dump", "--no-owner", "--no-acl", "--no-comments"]
# Lines of another pg_dump or psql than the tests may have; none of them is data.
OF_THE_PROGRAM = re.compile(
    r"^(SET (transaction|idle_session)_timeout.*|\\(un)?restrict .*|SELECT pg_catalog\.set_config.*)\n", re.M
)


def main(commit: str = V0_2_0) -> None:
    with tempfile.TemporaryDirectory(prefix="rorikt-upgrade-") as folder:
        old = Path(folder) / "old"
        subprocess.run(["git", "worktree", "add", "--detach", str(old), commit], cwd=ROOT, check=True)
        try:
            environment = {
                **clean_environment(folder),
                "RORIKT_SECRET_KEY": "upgrade-tests",
                "PYTHONWARNINGS": "ignore",
            }
            load_demo(old, environment)
            with closing(sqlite3.connect(Path(environment["RORIKT_DATA"]) / "rorikt.sqlite3")) as database:
                keep("sqlite", "\n".join(database.iterdump()))
            with throwaway_postgres(environment) as url:
                load_demo(old, {**environment, "DATABASE_URL": url})
                told = subprocess.run([*PG_DUMP, url], check=True, capture_output=True, encoding="utf-8").stdout
                keep("postgresql", OF_THE_PROGRAM.sub("", told))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(old)], cwd=ROOT, check=True)


def load_demo(old: Path, environment: dict[str, str]) -> None:
    for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
        done = [sys.executable, "manage.py", *command]
        subprocess.run(done, cwd=old, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)


def keep(name: str, text: str) -> None:
    path = HERE / f"{name}.sql.xz"
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
