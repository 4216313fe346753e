"""What the tests of the rules notice: one small change at a time in a pure module, and its tests run on each.

`./run test --mutants [module …]`, which is no part of `./run test`. A mutant is killed when a test fails, or when it
takes far longer than the module as it stands; one that survives is a rule that no test holds, or the same program
(`SAME`). The tests named for a module stand alone: without conftest, Django's settings and a database. Words are not
changed: whether a sentence is right, a reader sees.
"""

import ast
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SLA = ["tests/support/sla/test_sla.py", "tests/support/sla/test_sla_by_hand.py", "tests/support/sla/test_sla_cases.py"]
# The quickest first: most mutants fall there.
TESTS = {
    "support/sla/judging.py": ["tests/support/sla/test_judging.py", *SLA],
    "support/sla/clock.py": ["tests/support/sla/test_clock.py", *SLA],
    "budget/keys/allocation.py": ["tests/budget/keys/test_allocation.py"],
    "budget/keys/calculator.py": ["tests/budget/keys/test_key_rounding.py", "tests/budget/keys/test_key_calculator.py"],
    "budget/investments/settlement.py": ["tests/budget/investments/test_settlement.py"],
    "budget/invoices/peppol.py": ["tests/budget/invoices/test_peppol.py", "tests/budget/invoices/test_peppol_rules.py"],
    "budget/lines/result.py": ["tests/budget/lines/test_result.py"],
    "budget/lines/period.py": ["tests/budget/lines/test_period.py"],
    "budget/lines/forecast.py": ["tests/budget/lines/test_forecast.py"],
    "budget/ledger/codes.py": ["tests/budget/ledger/test_codes.py"],
    "budget/allocations/distribution.py": ["tests/budget/allocations/test_distribution.py"],
    "budget/charges/charge_parts.py": ["tests/budget/charges/test_charge_parts.py"],
    "budget/estimates/tiers.py": ["tests/budget/estimates/test_estimate.py"],
    "budget/frame/frames.py": ["tests/budget/frame/test_following.py"],
    "budget/plan/frames.py": ["tests/budget/plan/test_plan.py"],
    "budget/projects/disposal.py": ["tests/budget/projects/test_investment.py"],
    "budget/projects/result.py": ["tests/budget/projects/test_investment.py"],
    "budget/years/so_far.py": ["tests/budget/years/test_so_far.py"],
    "support/files/log.py": ["tests/support/files/test_log.py"],
    "support/files/times.py": ["tests/support/files/test_times.py"],
    "meetings/issuing/supplements.py": ["tests/meetings/issuing/test_supplements.py"],
    "meetings/own/manual_tables.py": ["tests/meetings/own/test_manual_tables.py"],
    "meetings/exemptions/basis.py": ["tests/meetings/exemptions/test_basis.py"],
    "meetings/agenda/numbering.py": ["tests/meetings/documents/test_numbering.py"],
    "meetings/documents/numbering.py": ["tests/meetings/documents/test_numbering.py"],
}
# Survivors that are the same program for whoever calls it: how the line begins, the change, and why.
SAME = {
    "support/sla/judging.py": {
        ("FOREVER", "62 → 61"): "no ticket reaches that one either",
        ("place = np.full", "1 → 2"): "any number below zero says that a ticket is not taken",
        ("start = np.where(", "batch.changed > start → batch.changed >= start"): "they are then one moment",
    },
    "support/sla/clock.py": {
        ("if is_half_day", "closes > self.half_day_closes_at → closes >= self.half_day_closes_at"): (
            "what closes then closes then"
        ),
        ("return Calendar(valid_from", "7 → 8"): "no day of the week has that number",
        ("self._before =", "1 → 2"): "read only when the table has grown, which makes it anew",
        ("self._before =", "1 → 0"): "read only when the table has grown, which makes it anew",
        ("self._total =", "0 → 1"): "an empty table grows whatever its total",
        ("self._total =", "0 → -1"): "an empty table grows whatever its total",
        ("return int(self.positions", "0 → -1"): "the first of one is the last of one",
        ("return EPOCH + int(self.moments", "0 → -1"): "the first of one is the last of one",
        ("while self._known_until", "self._known_until <= last → self._known_until < last"): (
            "at the end of the table the last closing is passed, and the next opening not"
        ),
        ("while self._total", "self._total < last → self._total <= last"): "a longer table reads the same",
        ("self._before, self._total =", "1 → 2"): "a longer table reads the same",
    },
    "budget/keys/allocation.py": {
        ("fault =", "total < WHOLE → total <= WHOLE"): "a whole key has been let through above",
    },
    "budget/keys/calculator.py": {
        ("exact: dict[str", "0 → -1"): "all components weigh the same municipalities",
    },
    "budget/frame/frames.py": {
        ("is_lasting", "False → True"): "whoever makes a step says whether it lasts",
    },
    "support/files/log.py": {
        (begins, f"since is not None and current in {kind} → current in {kind}"): (
            "what it is in began at some moment; that it did is for the type checker"
        )
        for begins, kind in (("if since", "SOLVED"), ("elif since", "WAITS"), ("if since", "WAITS"))
    },
    "budget/years/so_far.py": {
        (
            "ONE_DAY =",
            "timedelta(days=1) → timedelta(days=1) + timedelta(minutes=1)",
        ): "a date moves by whole days only",
        ("reach = MONTHS", "self.accounts_to or LAST → self.accounts_to"): (
            "asked only where there is a month; the other is for the type checker"
        ),
        ("return LAST if", "day.year > year → day.year >= year"): "asked only of another year",
    },
}
# Loaded once; what is under trial is loaded anew for each mutant.
LOADED_ONCE = ["pytest", "numpy", "hypothesis.strategies", "django.db.models", "django.core.exceptions"]
# Their tests read what the council was shown, which stands beside what makes rows.
WITH_DJANGO = {
    "budget/keys/allocation.py", "budget/keys/calculator.py", "budget/investments/settlement.py",
    "budget/allocations/distribution.py", "budget/estimates/tiers.py", "budget/lines/forecast.py",
}  # fmt: skip
OPTIONS = ["-x", "-q", "-m", "not slow", "--noconftest", "--assert=plain", "--hypothesis-seed=0", "-c", "mutants.ini",
           *(f"-pno:{name}" for name in ("xdist", "playwright", "cacheprovider"))]  # fmt: skip
MEMORY = 4 * 1024**3


class Mutant(NamedTuple):
    module: str
    line: int
    change: str
    source: str


class Run(NamedTuple):
    """A mutant under trial; the process leads a group of its own."""

    mutant: Mutant
    tree: Path
    stop_at: float


def main(arguments: list[str]) -> int:
    modules = [argument.removeprefix(f"{ROOT}/") for argument in arguments] or list(TESTS)
    if unknown := set(modules) - TESTS.keys():
        print(f"Ingen tester er oppgitt for {', '.join(sorted(unknown))}: velg blant {', '.join(TESTS)}.")
        return 2
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    sys.dont_write_bytecode = True
    for name in LOADED_ONCE:
        __import__(name)
    with tempfile.TemporaryDirectory(prefix="rorikt-mutants-") as folder:
        trees = [copy_of_the_tree(Path(folder) / str(n)) for n in range(os.cpu_count() or 1)]
        unexplained = [survivor for module in modules for survivor in try_module(module, trees)]
    return 1 if unexplained else 0


def copy_of_the_tree(folder: Path) -> Path:
    kept_out = shutil.ignore_patterns(".*", "__pycache__", "static", "fixtures", "templates", "docs")
    shutil.copytree(ROOT, folder, ignore=kept_out)
    (folder / "mutants.ini").write_text("[pytest]\nmarkers = slow\n")
    return folder


def try_module(module: str, trees: list[Path]) -> list[Mutant]:
    """Tells what became of the mutants of a module; those that survived without an explanation."""
    source = (ROOT / module).read_text(encoding="utf-8")
    # As the mutants are written, so that the writing itself changes nothing.
    original = Mutant(module, 0, "", ast.unparse(ast.parse(source)))
    _, status, used = os.wait4(start(original, trees[0], limit=600, shows=False), 0)
    if status:
        os.wait4(start(original, trees[0], limit=600, shows=True), 0)
        raise SystemExit(f"Testene for {module} feiler også uten endring: rett dem først.")
    mutants = list(mutants_of(module, source))
    limit = int(3 * (used.ru_utime + used.ru_stime) + 5)
    lines, same = source.splitlines(), SAME.get(module, {})
    survivors, explained = [], set()
    for mutant in survivors_of(mutants, trees, limit):
        of = next((of for of in same if is_of(of, mutant, lines)), None)
        print(f"  linje {mutant.line}: {mutant.change}" + (f" ({same[of]})" if of else ""), flush=True)
        survivors.append(mutant)
        explained |= {of} if of else set()
    for tree in trees:
        (tree / module).write_text(source, encoding="utf-8")
    for begins, change in same.keys() - explained:
        print(f"  forklart, men det overlever ikke: {begins} …: {change}")
    unexplained = [mutant for mutant in survivors if not any(is_of(of, mutant, lines) for of in same)]
    killed, alike = len(mutants) - len(survivors), len(survivors) - len(unexplained)
    score = f"{100 * killed / (len(mutants) - alike):.1f} %" if len(mutants) > alike else "–"
    print(f"{module}: {killed} av {len(mutants)} drept, {alike} er samme program: {score}", flush=True)
    return unexplained


def is_of(explained: tuple[str, str], mutant: Mutant, lines: list[str]) -> bool:
    begins, change = explained
    return change == mutant.change and lines[mutant.line - 1].strip().startswith(begins)


# Running


def survivors_of(mutants: list[Mutant], trees: list[Path], limit: int) -> Iterator[Mutant]:
    """Tries all, as many at a time as there are trees."""
    waiting, free = list(reversed(mutants)), list(trees)
    running: dict[int, Run] = {}
    while waiting or running:
        while waiting and free:
            mutant, tree = waiting.pop(), free.pop()
            running[start(mutant, tree, limit, shows=False)] = Run(mutant, tree, time.monotonic() + 10 * limit)
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            for late, run in running.items():
                if time.monotonic() > run.stop_at:
                    os.killpg(late, signal.SIGKILL)
            time.sleep(0.02)
            continue
        run = running.pop(pid)
        free.append(run.tree)
        if status == 0:
            yield run.mutant


def start(mutant: Mutant, tree: Path, limit: int, *, shows: bool) -> int:
    """The process that tries a mutant, given `limit` seconds of the processor; it ends with 0 if no test fails."""
    (tree / mutant.module).write_text(mutant.source, encoding="utf-8")
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if not shows:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        os.chdir(tree)
        sys.path[:] = [str(tree), *(path for path in sys.path if not path.startswith(f"{ROOT}/tests"))]
        django = ["--ds=tests.settings"] if mutant.module in WITH_DJANGO else ["-pno:django"]
        code = int(sys.modules["pytest"].main([*OPTIONS, *django, *TESTS[mutant.module]]))
    finally:
        os._exit(code)


# Changing


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """Every change on its own, of those that compile and give another text."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for node, put in list(places(tree)):
        before = ast.unparse(node)
        for after in list(changes(node)):
            put(after)
            text = ast.unparse(ast.fix_missing_locations(tree))
            put(node)
            if text not in seen and compiles(text):
                seen.add(text)
                yield Mutant(module, node.lineno, f"{short(before)} → {short(ast.unparse(after))}", text)


def places(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, Callable[[ast.AST], None]]]:
    """What may be changed, and what puts another thing in its place: not types, docstrings, imports or errors."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, (ast.Import, ast.ImportFrom, ast.Assert)):
                continue
            if isinstance(child, (ast.expr, ast.stmt)):
                if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                    continue
                yield child, (partial(setattr, node, field) if index is None else partial(value.__setitem__, index))
            if not isinstance(child, ast.Raise):
                yield from places(child)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in the place of a piece of code, if somebody erred."""
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                for other in COMPARISONS.get(type(operator), ()):
                    yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)
        case ast.BinOp() | ast.AugAssign() if other := ARITHMETIC.get(type(node.op)):
            yield with_(node, op=other())
        case ast.BoolOp():
            yield with_(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            yield from (
                with_(node, values=[value for value in node.values if value is not left]) for left in node.values
            )
        case ast.UnaryOp():
            yield node.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=str(value)) | ast.Name(id=value) | ast.Attribute(attr=value) if value in OPPOSITES:
            field = {ast.Constant: "value", ast.Name: "id", ast.Attribute: "attr"}[type(node)]
            yield with_(node, **{field: OPPOSITES[value]})
        case ast.Call(func=ast.Attribute(attr="compile"), args=[ast.Constant(value=str(pattern)), *flags]):
            shorter = [pattern[:place] + pattern[place + 1 :] for place in range(len(pattern))]
            yield from (with_(node, args=[ast.Constant(text), *flags]) for text in shorter if is_pattern(text))
            if flags:
                yield with_(node, args=node.args[:1])
        case ast.Call(func=ast.Name(id="timedelta")) if node.args or node.keywords:
            yield ast.BinOp(node, ast.Add(), ast.parse("timedelta(minutes=1)", mode="eval").body)
        case ast.Return(value=ast.expr()) | ast.Yield(value=ast.expr()):
            yield with_(node, value=ast.Constant(None))
        case ast.IfExp() | ast.If() | ast.While():
            yield with_(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Raise() | ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Subscript()]):
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            first, *others = node.generators
            if first.ifs:
                yield with_(node, generators=[with_(first, ifs=[]), *others])
    if isinstance(node, ast.AugAssign):
        yield ast.Pass()


COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
PAIRS = [("min", "max"), ("any", "all"), ("minimum", "maximum"), ("left", "right"), ("bisect_left", "bisect_right"),
         ("ROUND_DOWN", "ROUND_UP")]  # fmt: skip
OPPOSITES = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}


def with_(node: ast.AST, **fields: object) -> ast.AST:
    """The same piece of code with something else in these fields; a chain of one is what it holds."""
    found = type(node)(**{**dict(ast.iter_fields(node)), **fields})
    if isinstance(found, ast.BoolOp) and len(found.values) == 1:
        return found.values[0]
    return found


def is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def short(code: str) -> str:
    return " ".join(code.split())[:90]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
