"""What `./run test` runs once the packages are there: every step, also after a failure, and the sum of them.

The last line is `N passed, N failed`, counted over all runs of pytest.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ["rorikt", "budget", "support", "meetings"]
# They start a site or a browser and wait more than they work, so that the other slow tests run beside them. Each is
# about as long as the others.
SERVED = {
    "nettleser": ["tests/browser", "tests/test_browser.py", "tests/budget/test_in_browser.py"],
    "nettsted": [
        "tests/delivered",
        "tests/faults",
        "tests/test_worker.py",
        "tests/meetings/mailing/test_killed.py",
        "tests/meetings/readiness/test_in_the_background.py",
        "tests/rorikt/access/test_log_in.py",
        "tests/rorikt/telling/test_killed.py",
    ],
}


class Outcome(NamedTuple):
    step: str
    ok: bool
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        tests = f", {self.passed} tester bestått, {self.failed} feilet" if self.passed + self.failed else ""
        return f"{'ok  ' if self.ok else 'FEIL'} {self.step} ({self.seconds:.1f} s{tests})"


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--mutants"]:
        return try_mutants(arguments[1:])
    if arguments[:1] == ["--mutate-files"]:
        return try_mutated_files(arguments[1:])
    if arguments[:1] == ["--faults"]:
        return try_faults(arguments[1:])
    fast, thorough = "--fast" in arguments, "--thorough" in arguments
    chosen = [argument for argument in arguments if argument not in {"--fast", "--thorough"}]
    with tempfile.TemporaryDirectory(prefix="rorikt-test-") as folder:
        environment = clean_environment(folder) | ({"TESTS_THOROUGH": "1"} if thorough else {})
        outcomes = [*checks(environment), *suites(environment, chosen, fast)]
    print("\n" + "\n".join(str(outcome) for outcome in outcomes))
    passed, failed, skipped = (sum(counts) for counts in zip(*(outcome[3:] for outcome in outcomes), strict=True))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if all(outcome.ok for outcome in outcomes) else 1


def try_mutants(modules: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="rorikt-test-") as folder:
        command = [sys.executable, str(ROOT / "tests" / "mutants.py"), *modules]
        return subprocess.run(command, cwd=ROOT, env=clean_environment(folder)).returncode


def try_mutated_files(arguments: list[str]) -> int:
    """So many changed files of each kind, others every time; the seed is printed, and may be given to see one again."""
    count, seed = (arguments + ["200", str(time.time_ns())][len(arguments) :])[:2]
    with tempfile.TemporaryDirectory(prefix="rorikt-test-") as folder:
        print(f"{count} filer av hvert slag, frø {seed}", flush=True)
        environment = clean_environment(folder) | {"TESTS_MUTATE_FILES": count, "TESTS_MUTATE_SEED": seed}
        command = [sys.executable, "-m", "pytest", "-n", "logical", "tests/test_mutated_files.py"]
        return subprocess.run(command, cwd=ROOT, env=environment).returncode


def try_faults(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="rorikt-test-") as folder:
        command = [sys.executable, "-m", "tests.faults.harness", *arguments]
        return subprocess.run(command, cwd=ROOT, env=clean_environment(folder)).returncode


def clean_environment(folder: str) -> dict[str, str]:
    """The same wherever the tests run: nothing of the person's own installation."""
    theirs = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("RORIKT_", "DATABASE_URL", "DJANGO_", "TESTS_"))
    }
    data, shared = Path(folder) / "data", Path(folder) / "shared"
    data.mkdir()
    shared.mkdir()
    ours = {
        "RORIKT_DATA": str(data),
        "RORIKT_SECRET_KEY": "only-for-the-tests",
        "RORIKT_TESTS_FOLDER": str(shared),  # what several of them use, made once; see tests/shipped.py
    }
    return {**theirs, **ours}


def checks(environment: dict[str, str]) -> Iterator[Outcome]:
    ruff = [sys.executable, "-m", "ruff"]
    yield step("ruff format", [*ruff, "format", "--check", "."], environment)
    yield step("ruff check", [*ruff, "check", "."], environment)
    yield step("mypy", [sys.executable, "-m", "mypy", *PACKAGES], environment)
    yield step("rom", [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"], environment)
    yield step("migreringer", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], environment)


def suites(environment: dict[str, str], chosen: list[str], fast: bool) -> Iterator[Outcome]:
    quick = ["-m", "not slow", "-n", "logical"]
    yield suite("raske tester på SQLite", quick, chosen, environment)
    if fast:
        return
    with throwaway_postgres(environment) as url:
        of_databases = ["-m", "not slow and database", "-n", "logical"]
        yield suite("raske tester på PostgreSQL", of_databases, chosen, {**environment, "DATABASE_URL": url})
    yield from slow_suites(environment, chosen)


def slow_suites(environment: dict[str, str], chosen: list[str]) -> Iterator[Outcome]:
    name, slow = "trege tester på SQLite", ["-m", "slow"]
    if chosen:
        yield suite(name, slow, chosen, environment)
        return
    longest = ["--durations=25", "--durations-min=5"]
    others = [f"--ignore={path}" for paths in SERVED.values() for path in paths]
    with ThreadPoolExecutor() as beside:
        waiting = [
            beside.submit(suite, f"{name}: {part}", [*slow, *longest, *paths], [], {**environment, "RORIKT_DATA": data})
            for part, paths in SERVED.items()
            for data in [data_of(part, environment)]
        ]
        yield suite(f"{name}: resten", [*slow, *longest, *others], [], environment)
        yield from (served.result() for served in waiting)


def data_of(part: str, environment: dict[str, str]) -> str:
    """A data folder besides that of the environment."""
    data = Path(environment["RORIKT_DATA"]).parent / part / "data"
    data.mkdir(parents=True)
    return str(data)


def step(name: str, command: list[str], environment: dict[str, str]) -> Outcome:
    print(f"\n=== {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    return Outcome(name, code == 0, time.monotonic() - began)


def suite(name: str, options: list[str], chosen: list[str], environment: dict[str, str]) -> Outcome:
    """One run of pytest. Finding no test is a failure, unless the person chose which ones."""
    report = Path(environment["RORIKT_DATA"]).with_name("report.xml")
    outcome = step(name, [sys.executable, "-m", "pytest", f"--junitxml={report}", *options, *chosen], environment)
    if not report.exists():
        return outcome._replace(ok=False, failed=1)
    counts = {
        key: int(value) for key, value in ElementTree.parse(report).getroot()[0].attrib.items() if value.isdigit()
    }
    report.unlink()
    failed, skipped = counts["failures"] + counts["errors"], counts["skipped"]
    ok = outcome.ok or (counts["tests"] == 0 and bool(chosen))
    return outcome._replace(ok=ok, passed=counts["tests"] - failed - skipped, failed=failed, skipped=skipped)


@contextmanager
def throwaway_postgres(environment: dict[str, str]) -> Iterator[str]:
    """The URL of a PostgreSQL that lives as long as the `with`; empty, and so unusable, if it did not start."""
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests" / "throwaway_postgres.py")]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as server:
        try:
            yield server.stdout.readline().strip() or "postgres://startet-ikke/rorikt"
        finally:
            server.stdin.close()
            server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
