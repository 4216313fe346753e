"""A death in each path, and what else goes wrong under a running site: one of each here, more by `./run test --faults`.

All cases of a database are tried on one site, by a program of its own; see once.py for each of them.
"""

import json
import random
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from tests import shipped
from tests.faults import hook, once
from tests.faults.harness import Drawn, Measured, Tally

LONGEST = 1500  # seconds for all cases of a database, on a machine that does much else


def tried(database, environment):
    """By case, what did not hold; what the program said where it ended before its time."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.once", database], cwd=shipped.ROOT, env=environment,
        capture_output=True, encoding="utf-8", timeout=LONGEST,
    )  # fmt: skip
    found = {name: faults for name, faults, _ in map(json.loads, done.stdout.splitlines())}
    return found, done.stderr


@pytest.fixture(scope="module")
def trials(request, tmp_path_factory):
    """Of those databases that tests ask for, at once: they wait more than they work."""
    asked = {name for item in request.session.items for name in item.fixturenames if name.startswith("on_")}
    with ThreadPoolExecutor() as beside:
        yield {
            database: beside.submit(tried, database, shipped.environment(tmp_path_factory.mktemp("data")))
            for database in once.CASES
            if f"on_{database}" in asked
        }


@pytest.fixture(scope="module")
def on_sqlite(trials):
    return trials["sqlite"].result()


@pytest.fixture(scope="module")
def on_postgres(trials):
    return trials["postgres"].result()


@pytest.mark.slow
@pytest.mark.parametrize("case", once.CASES["sqlite"])
def test_everything_holds_on_sqlite_when(on_sqlite, case):
    found, said = on_sqlite

    assert found.get(case) == [], said


@pytest.mark.slow
@pytest.mark.parametrize("case", once.CASES["postgres"])
def test_everything_holds_on_postgresql_when(on_postgres, case):
    found, said = on_postgres

    assert found.get(case) == [], said


def test_everything_that_twenty_do_at_once_is_tried():
    from tests.faults.twenty import KINDS

    assert set(KINDS) == set(once.TWENTY)


def test_the_same_trial_is_drawn_again_from_its_name():
    measured = Measured()
    measured.see(3.0, {"web": 40, "worker": 90, "command": 0})
    recipe = SimpleNamespace(dies=("web", "worker", "print"))

    first, again = (str(Drawn(random.Random("18:import:7"), recipe, measured)) for _ in range(2))
    others = {str(Drawn(random.Random(f"18:import:{n}"), recipe, measured)) for n in range(200)}

    assert first == again
    assert len(others) > 150
    assert {word for one in others for word in re.findall(r"^(web|worker|print)", one)} == {"web", "worker", "print"}


def test_a_tally_that_was_broken_off_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.faults.harness.HOME", tmp_path)
    drawn = SimpleNamespace(how="web: deed")
    Tally("import", "sqlite", 18).add(Tally("import", "sqlite", 18).take(), drawn, True, 1.2, [])

    other = Tally("import", "sqlite", 18)

    assert other.take() == 2
    other.add(2, drawn, False, 0.5, ["a row is missing"])
    kept = other.read()
    assert (kept["killed"], kept["alive"], kept["by"], kept["slowest"]) == (1, 1, {"web: deed": 1}, 1.2)
    assert [one["fault"] for one in kept["faults"]] == ["a row is missing"]


def test_the_nth_deed_kills_and_no_other(tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.faults import hook\n"
        "moment = hook.Moment(Path(sys.argv[1])); hook.become('web', moment)\n"
        "for number in range(5): hook.deed(); print(number + 1, flush=True)"
    )
    hook.Moment(tmp_path / "moment").set("web", 3)

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "moment")], cwd=shipped.ROOT, capture_output=True, encoding="utf-8"
    )

    assert (done.returncode, done.stdout.split()) == (-9, ["1", "2"])
    assert hook.Moment(tmp_path / "moment")["killed"] > 0
