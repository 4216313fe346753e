"""Kills a site in the midst of what it does, again and again, and keeps count: `./run test --faults PATH N`.

Each trial makes something new, has it done over HTTP, and kills one process meanwhile: at the n-th of its deeds (see
hook.py), or after some time. Then whatever was under way has to be done within a minute, once, and everything of
invariants.py has to hold. When and what dies is drawn from the seed, the path, the database and the number of the
trial, so that any trial can be had again.

The tally stands in `.cache/faults/`: a run that was broken off goes on where it stopped, and several may go on at once.
"""

import argparse
import fcntl
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import mail_server
from tests.faults import databases, sites

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".cache" / "faults"
NAMES = ("import", "sync", "approval", "sending", "packet", "settlement", "voting", "upload", "backup")
SEED = 18
LOOK_AGAIN = 0.1  # seconds between two steps of a person
WHOLE_EVERY = 25  # trials after which every file is read


class Tally:
    """Of one path on one database, shared by all runs."""

    def __init__(self, name, database, seed):
        HOME.mkdir(parents=True, exist_ok=True)
        self.path = HOME / f"{name}-{database}-{seed}.json"

    @contextmanager
    def changed(self):
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = self.read()
            yield kept
            half = self.path.with_suffix(".half")
            half.write_text(json.dumps(kept, ensure_ascii=False, indent=1))
            os.replace(half, self.path)

    def read(self):
        if self.path.exists():
            return json.loads(self.path.read_text())
        return {"next": 1, "killed": 0, "alive": 0, "by": {}, "slowest": 0.0, "faults": []}

    def take(self):
        """The number of a trial that nobody else has."""
        with self.changed() as kept:
            kept["next"] += 1
            return kept["next"] - 1

    def add(self, number, drawn, was_killed, seconds, faults):
        with self.changed() as kept:
            kept["killed" if was_killed else "alive"] += 1
            kept["slowest"] = max(kept["slowest"], round(seconds, 1))
            if was_killed:
                kept["by"][drawn.how] = kept["by"].get(drawn.how, 0) + 1
            kept["faults"] += [{"trial": number, "moment": str(drawn), "fault": fault} for fault in faults]


class Drawn:
    """What dies, and when."""

    def __init__(self, dice, recipe, measured):
        self.role = dice.choice(recipe.dies)
        by_deeds = self.role != "print" and dice.random() < 0.75
        self.at = dice.randint(1, max(measured.deeds.get(self.role, 0), 1)) if by_deeds else 0
        self.after = 0.0 if by_deeds else dice.uniform(0, measured.seconds)
        self.with_parent = self.role == "web" and dice.random() < 0.3

    @property
    def how(self):
        return f"{self.role}: {'deed' if self.at else 'time'}"

    def __str__(self):
        when = f"at deed {self.at}" if self.at else f"after {self.after:.2f} s"
        return f"{self.role}{' and its parent' if self.with_parent else ''} {when}"


class Measured:
    """How long a path takes, and how many deeds of whom, when nobody dies."""

    def __init__(self):
        self.seconds, self.deeds = 0.0, {}

    def see(self, seconds, moment):
        self.seconds = max(self.seconds, seconds)
        for role in ("web", "worker", "command"):
            self.deeds[role] = max(self.deeds.get(role, 0), moment[role])


class Harness:
    """One path on one running site."""

    def __init__(self, world, recipe, seed=SEED):
        self.world, self.recipe, self.seed = world, recipe, seed
        self.site, self.moment = world.site, world.site.moment
        self.measured, self.read_to = Measured(), len(world.site.log)

    def measure(self, times=2):
        """What the path is when nobody dies: that has to be in order first."""
        for number in range(times):
            seconds, faults = self._try(2001 + number, None)
            assert not faults, faults
            self.measured.see(seconds, self.moment)

    def trial(self, number, *, whole=False):
        """What was drawn, whether somebody died, how long it took to be done after that, and what does not hold."""
        name = f"{self.seed}:{self.recipe.name}:{number}"
        drawn = Drawn(random.Random(name), self.recipe, self.measured)
        seconds, faults = self._try(number, drawn, whole=whole)
        return drawn, bool(self.moment["killed"]), seconds, faults

    def _try(self, number, drawn, *, whole=False):
        from django.db import connection

        from tests.faults import invariants

        self.world.odd.clear()
        self.site.wait()
        subject = self.recipe.begin(number)
        self.moment.set(drawn.role if drawn and drawn.at else "", drawn.at if drawn else 0,
                        with_parent=bool(drawn and drawn.with_parent))  # fmt: skip
        killer = threading.Thread(target=self._kill_later, args=[drawn], daemon=True)
        if drawn and not drawn.at:
            killer.start()
        began, died_at = time.monotonic(), None
        while not self.recipe.step(subject):
            if died_at is None and self.moment["killed"]:
                died_at = time.monotonic()
            if time.monotonic() - (died_at or began) > sites.PATIENCE:
                late = f"not done {sites.PATIENCE:.0f} s after the death; the last answer: {self.world.last}"
                return sites.PATIENCE, [late, *self.world.odd]
            time.sleep(LOOK_AGAIN)
        if drawn and not drawn.at:
            killer.join()
        ended = time.monotonic()
        self.moment["role"] = 0
        self.site.wait()
        self._rest()
        faults = [*self.recipe.faults(subject), *invariants.at_rest(files=whole), *self.world.odd, *self._complaints()]
        connection.close()
        return ended - (died_at or began), faults

    def _kill_later(self, drawn):
        time.sleep(drawn.after)
        if self.site.kill(drawn.role):
            self.moment["killed"] = 1

    def _rest(self):
        """Until no job is under way: what was done may not yet have told of it."""
        from tests.faults import invariants

        deadline = time.monotonic() + sites.PATIENCE
        while any(invariants.no_job_is_stuck()) and time.monotonic() < deadline:
            time.sleep(LOOK_AGAIN)

    def _complaints(self):
        """What the log of the site tells of faults of ours, since it was read last."""
        said = self.site.log[self.read_to :]
        self.read_to += len(said)
        if "Traceback" in said:
            yield "the log has: " + " | ".join(said[said.index("Traceback") :].splitlines())[-1500:]


@contextmanager
def world_on(database, folder, **options):
    """Everything there is to a trial, in a folder of its own. Django is set up on it for the rest of this process."""
    with ExitStack() as stack:
        data = folder / "data"
        data.mkdir(exist_ok=True)
        postgres = stack.enter_context(databases.postgres()) if database == "postgres" else None
        mail = mail_server.MailServer()
        stack.callback(mail.end)
        environment = sites.environment_of(
            data, postgres.url if postgres else "", RORIKT_MAIL_HOST="127.0.0.1", RORIKT_MAIL_PORT=str(mail.port)
        )
        sites.prepare(environment)
        sites.set_up(environment)
        from tests.faults.paths import World

        site = stack.enter_context(sites.serving(environment, postgres, **options))
        yield World(site, mail)


def main(arguments):
    parser = argparse.ArgumentParser(prog="./run test --faults", description=__doc__)
    parser.add_argument("path", choices=[*NAMES, "all"])
    parser.add_argument("count", type=int, help="how many deaths the tally is to have")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--trial", type=int, help="this one alone, which is not counted")
    asked = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="rorikt-faults-"))
    try:
        with world_on(asked.database, folder) as world:
            names = NAMES if asked.path == "all" else [asked.path]
            ends = [run_path(world, name, asked) for name in names]
        return 0 if all(ends) else 1
    except KeyboardInterrupt:
        print("\nAvbrutt. Tellingen er lagret, og neste kjøring fortsetter der.")
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_path(world, name, asked):
    """Whether everything held."""
    from tests.faults.paths import RECIPES, has_backup

    if name == "backup" and not has_backup():
        print("backup: kommandoen finnes ikke her, og prøves ikke.")
        return True
    harness = Harness(world, RECIPES[name](world), asked.seed)
    harness.measure()
    if asked.trial:
        drawn, was_killed, seconds, faults = harness.trial(asked.trial, whole=True)
        print(
            f"{name} {asked.trial}: {drawn}, {'drept' if was_killed else 'levde'}, {seconds:.1f} s", *faults, sep="\n"
        )
        return not faults
    tally = Tally(name, asked.database, asked.seed)
    while tally.read()["killed"] < asked.count:
        number = tally.take()
        drawn, was_killed, seconds, faults = harness.trial(number, whole=number % WHOLE_EVERY == 0)
        tally.add(number, drawn, was_killed, seconds, faults)
        for fault in faults:
            print(f"{name} {asked.database} {number} ({drawn}): {fault}", flush=True)
    kept = tally.read()
    print(
        f"{name} på {asked.database}: {kept['killed']} drept ({kept['by']}), {kept['alive']} ikke truffet, "
        f"{len(kept['faults'])} feil, senest ferdig etter {kept['slowest']} s. Frø {asked.seed}.", flush=True,
    )  # fmt: skip
    return not kept["faults"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
