"""What a worker may do to itself, and that nothing of it reaches the process that asked."""

import os
import signal
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from rorikt.printing import print_workers
from rorikt.printing.print_workers import Call, PartFailed, Pool

pytestmark = pytest.mark.slow
PAGE = '<!doctype html><html lang="nb"><title>Prøve</title><p>Tekst'


@pytest.fixture(scope="module")
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


def run(pool, function, *arguments, name="Kapittel 2", **options):
    return pool.run(Call(name, function, arguments, **options))


def test_a_worker_stays_for_the_next_part(pool):
    first = run(pool, "rorikt.pdf.typeset:render", PAGE)
    [process] = pool.processes
    second = run(pool, "rorikt.pdf.typeset:render", PAGE)

    assert first == second
    assert first.startswith(b"%PDF-")
    assert pool.processes == [process]


def test_what_the_function_says_is_wrong_comes_back_and_the_worker_lives(pool):
    run(pool, "builtins:abs", -1)
    before = pool.processes

    with pytest.raises(ValueError, match="invalid literal"):
        run(pool, "builtins:int", "x")

    assert pool.processes == before


@pytest.mark.parametrize(
    ("function", "arguments", "code", "words"),
    [
        ("time:sleep", (30,), "time", "«Kapittel 2» ble ikke ferdig på 1 sekunder"),
        ("os:_exit", (139,), "crash", "«Kapittel 2» kunne ikke lages: programmet stanset"),
        ("os:abort", (), "crash", "«Kapittel 2» kunne ikke lages"),
        ("builtins:bytes", (3_000_000_000,), "memory", "«Kapittel 2» krever for mye minne"),
    ],
)
def test_a_worker_that_is_lost_fails_its_part_by_name_and_another_takes_its_place(
    pool, function, arguments, code, words
):
    run(pool, "builtins:abs", -1)
    lost = pool.processes[-1]

    with pytest.raises(PartFailed, match=words) as failed:
        run(pool, function, *arguments, seconds=1 if code == "time" else print_workers.SECONDS)

    assert failed.value.code == code
    assert lost not in pool.processes
    assert run(pool, "builtins:abs", -2) == 2


def test_a_part_whose_worker_is_killed_is_made_by_another_before_anybody_is_told(pool):
    run(pool, "builtins:abs", -1)
    victim = pool.processes[-1]
    threading.Timer(0.5, os.kill, (victim, signal.SIGKILL)).start()

    assert run(pool, "subprocess:getoutput", "sleep 1; echo ferdig") == "ferdig"

    assert victim not in pool.processes


def test_a_part_over_which_two_workers_are_killed_fails_by_name_and_the_next_is_made(pool):
    run(pool, "builtins:abs", -1)
    first = pool.processes[-1]

    def kill_both():
        """As the system does when memory runs out."""
        os.kill(first, signal.SIGKILL)
        while pool.processes[:1] in ([], [first]):
            time.sleep(0.05)
        os.kill(pool.processes[0], signal.SIGKILL)

    killer = threading.Timer(0.5, kill_both)
    killer.start()

    with pytest.raises(PartFailed, match="«Kapittel 2» kunne ikke lages: programmet stanset"):
        run(pool, "time:sleep", 20)

    killer.join()
    assert run(pool, "builtins:abs", -3) == 3


def test_a_worker_that_went_home_is_no_failure(pool):
    run(pool, "builtins:abs", -1)
    for process in pool.processes:
        os.kill(process, signal.SIGKILL)
    time.sleep(0.2)

    assert run(pool, "builtins:abs", -4) == 4


def test_a_worker_is_renewed_when_it_has_grown(pool, monkeypatch):
    run(pool, "builtins:abs", -1)
    grown = pool.processes[-1]
    monkeypatch.setattr(print_workers, "RENEW_ABOVE_MEGABYTES", 10)

    run(pool, "builtins:abs", -1)

    assert grown not in pool.processes


def test_a_worker_is_not_taken_for_grown_because_the_one_that_started_it_is_large(pool):
    ballast = b"x" * 500_000_000
    for process in pool.processes:
        os.kill(process, signal.SIGKILL)
    time.sleep(0.2)

    run(pool, "builtins:abs", -1)
    [process] = pool.processes
    run(pool, "builtins:abs", -1)

    assert pool.processes == [process]
    assert pool.peak < len(ballast) / 1e6


def test_all_that_can_be_made_is_made_before_a_failure_is_told(db):
    made = []

    def fail(name):
        raise ValidationError(f"«{name}» mangler.")

    with pytest.raises(ValidationError) as failed:
        print_workers.run_side_by_side([lambda: fail("A"), lambda: made.append(1), lambda: fail("B")])

    assert failed.value.messages == ["«A» mangler.", "«B» mangler."]
    assert made == [1]


def test_what_has_not_begun_is_dropped_when_somebody_stops_it():
    made = []

    def stop(count):
        if count:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        print_workers.run_side_by_side(
            [lambda number=number: (time.sleep(0.2), made.append(number)) for number in range(20)], finished=stop
        )

    assert 1 <= len(made) <= 6
