"""The changes that `./run test --mutants` makes, and what it makes of the tests that meet them."""

import os
import subprocess
import sys

import pytest

from tests import mutants


def changes(source):
    return [mutant.change for mutant in mutants.mutants_of("rule.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("late = used > target", ["used > target → used >= target", "used > target → used <= target"]),
        ("due = first + target", ["first + target → first - target"]),
        ("due += length", ["due += length → due -= length", "due += length → pass"]),
        ("found = a and b", ["a and b → a or b", "a and b → b", "a and b → a"]),
        ("found = not a", ["not a → a"]),
        ("found = -a", ["-a → a"]),
        ("hour = 12", ["12 → 13", "12 → 11"]),
        ("first = min(found)", ["min → max"]),
        ("found = a if b else c", ["a if b else c → a if not b else c"]),
        ("def f():\n    return a", ["return a → return None"]),
        ("length = timedelta(hours=a)", ["timedelta(hours=a) → timedelta(hours=a) + timedelta(minutes=1)"]),
        ("rule = re.compile('a+', I)", [f"re.compile('a+', I) → re.compile({text})" for text in ("'a', I", "'a+'")]),
        ("raise ValueError(f'{a + 1}')", ["raise ValueError(f'{a + 1}') → pass"]),
        ("found = [a for a in b if a]", ["[a for a in b if a] → [a for a in b]"]),
    ],
)
def test_a_piece_of_code_is_changed_as_somebody_could_err(source, expected):
    assert changes(source) == expected


def test_types_docstrings_imports_and_words_are_left_alone():
    assert (
        changes('"""Two."""\nfrom a import b\nname: Literal[1]\ndef f(x: int | None) -> a | b:\n    "Three."\n') == []
    )


def test_every_file_that_is_named_is_there_and_every_explanation_is_of_a_named_module():
    named = {file for files in mutants.TESTS.values() for file in files} | mutants.TESTS.keys()

    assert [file for file in named if not (mutants.ROOT / file).is_file()] == []
    assert mutants.SAME.keys() <= mutants.TESTS.keys()


@pytest.fixture
def tree(tmp_path):
    """A project of one rule, with tests that hold one half of it."""

    def write(test):
        (tmp_path / "rule.py").write_text("def is_late(used, target):\n    return used > target\n")
        (tmp_path / "test_rule.py").write_text(f"from rule import is_late\n\n\ndef test_it():\n    assert {test}\n")
        program = (
            "from pathlib import Path; from tests import mutants; import sys\n"
            f"mutants.ROOT, mutants.SAME = Path({str(tmp_path)!r}), {{}}\n"
            "mutants.TESTS = {'rule.py': ['test_rule.py']}\n"
            "sys.exit(mutants.main([]))"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=mutants.ROOT,
                              env={**os.environ, "PYTHONPATH": str(mutants.ROOT)})  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return write


@pytest.mark.slow
def test_a_change_that_no_test_notices_is_told_with_its_line(tree):
    code, told, _ = tree("is_late(2, 1) and not is_late(1, 2)")

    assert code == 1
    assert told == "  linje 2: used > target → used >= target\nrule.py: 2 av 3 drept, 0 er samme program: 66.7 %\n"


@pytest.mark.slow
def test_tests_that_notice_every_change_are_enough(tree):
    assert tree("is_late(2, 1) and not is_late(1, 1)")[:2] == (
        0,
        "rule.py: 3 av 3 drept, 0 er samme program: 100.0 %\n",
    )


@pytest.mark.slow
def test_tests_that_fail_without_a_change_stop_the_run_with_a_sentence(tree):
    code, _, told = tree("is_late(1, 2)")

    assert code == 1
    assert told.endswith("Testene for rule.py feiler også uten endring: rett dem først.\n")
