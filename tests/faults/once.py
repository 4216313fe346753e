"""One death a path, and what else may go wrong under a running site: `python -m tests.faults.once DATABASE [CASE …]`.

A program of its own on one site. Prints a line of JSON for each case: its name, and what did not hold.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection

from tests.faults import sites
from tests.faults.harness import NAMES, Harness, world_on

SEED = 18  # the same deaths every time; `./run test --faults` draws others
SIZE = 200  # megabytes of the small disk
AT = ("import", "packet", "approval", "upload")
numbers = iter(range(300, 2000))  # of what is made, each once


KILLED = {f"killed in {name}": name for name in NAMES}
TWENTY = (
    "approving", "sending", "issuing", "numbering cases", "numbering invoices", "invoicing", "voting", "deciding",
    "settling", "writing", "importing and undoing", "paying", "registers", "minutes",
)  # fmt: skip
CASES = {
    "sqlite": [*KILLED, "the mail server is gone", "the clock is set back", "the disk is full", "all is swept"],
    "postgres": [
        *KILLED, "every connection is cut", "the database is started again", "the clock is set back",
        *(f"twenty at once: {name}" for name in TWENTY),
    ],
}  # fmt: skip


def case_named(name):
    """A function of the world that yields what does not hold."""
    from tests.faults.twenty import KINDS

    if name in KILLED:
        return lambda world: killed(world, KILLED[name])
    return OTHERS.get(name) or KINDS[name.removeprefix("twenty at once: ")]


def killed(world, name):
    from tests.faults.paths import RECIPES, has_backup

    if name == "backup" and not has_backup():
        return
    harness = Harness(world, recipe_of(world, RECIPES[name]), seed=SEED)
    harness.measure(1)
    for number in range(1, 4):  # one that is drawn after it was done kills nobody
        drawn, was_killed, _, faults = harness.trial(number, whole=True)
        yield from (f"{drawn}: {fault}" for fault in faults)
        if was_killed:
            return
    yield "nobody died in three trials"


def recipe_of(world, kind):
    """Each is made once: the service desk of a sync is a server."""
    made = world.__dict__.setdefault("recipes", {})
    if kind.name not in made:
        made[kind.name] = kind(world)
    return made[kind.name]


def do(world, name, *, during=lambda: None, patience=sites.PATIENCE):
    """One path from its beginning to its end, with something going on meanwhile; and what does not hold afterwards."""
    from tests.faults.paths import RECIPES, Upload

    recipe = recipe_of(world, {**RECIPES, "upload": Upload}[name])
    world.odd.clear()
    subject = recipe.begin(next(numbers))
    beside = threading.Thread(target=during, daemon=True)
    beside.start()
    deadline = time.monotonic() + patience
    while not stepped(recipe, subject):
        if time.monotonic() > deadline:
            yield f"{name} was not done in {patience:.0f} s; the last answer: {world.last}"
            return
        time.sleep(0.1)
    beside.join()
    connection.close()
    world.site.wait()
    for fault in [*recipe.faults(subject), *at_rest(world), *world.odd]:
        yield f"{name}: {fault}"


def at_rest(world):
    """What does not hold once no job is under way: the clock may begin one of its own while we look."""
    from tests.faults import invariants

    for _ in range(3):
        rest(world)
        faults = list(invariants.at_rest())
        if not any(fault.startswith(("the job «", "the task of")) for fault in faults):
            break
    return faults


def stepped(recipe, subject):
    """Whether it is done. A database that is away is away for us who look on, too."""
    try:
        return recipe.step(subject)
    except (OperationalError, InterfaceError):
        connection.close()
        return False


def rest(world):
    from tests.faults import invariants

    deadline = time.monotonic() + sites.PATIENCE
    while any(invariants.no_job_is_stuck()) and time.monotonic() < deadline:
        time.sleep(0.1)


def with_connections_cut(world):
    def cut():
        for _ in range(8):
            world.site.database.cut()
            time.sleep(0.25)

    for name in AT:
        yield from do(world, name, during=cut)
    yield from no_deadlock(world)


def with_a_new_database(world):
    for name in AT:
        yield from do(world, name, during=world.site.database.restart)


def no_deadlock(world):
    if "deadlock detected" in world.site.database.log:
        yield "the database met a deadlock"


def without_mail(world):
    """Nothing is lost, the page says so, and what waits goes out once the server is there again."""
    from tests.faults.paths import RECIPES

    recipe, server = recipe_of(world, RECIPES["sending"]), world.mail
    server.is_away = True
    meeting = recipe.begin(next(numbers))
    recipe.step(meeting)
    notice = meeting.notices.get()
    rest(world)
    if not notice.deliveries.filter(state="waiting").exists():
        yield f"nothing waits: {list(notice.deliveries.values_list('state', flat=True))}"
    server.is_away = False
    from django.urls import reverse

    world.press(reverse("meetings:notice-send-rest", args=[notice.pk]))
    deadline = time.monotonic() + sites.PATIENCE
    while notice.deliveries.filter(state__in=["waiting", "begun"]).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    rest(world)
    states = set(notice.deliveries.values_list("state", flat=True))
    if states != {"handed_over"}:
        yield f"the mails are {states}"
    yield from recipe.faults(meeting)


def with_the_clock_set_back(world):
    """By three hours, an hour after an import. Nothing is approved on figures from the future, and all else goes on."""
    from django.urls import reverse

    from rorikt.duties.models import DutyState
    from tests.faults.paths import RECIPES

    yield from do(world, "import")
    world.site.moment["offset"] = -3 * 3600
    try:
        yield from logged_out(world, "fordi klokken på tjeneren er stilt tilbake")
        for name in ("import", "upload", "packet"):
            yield from do(world, name)
        recipe = recipe_of(world, RECIPES["approval"])
        document = recipe.begin(next(numbers))
        page = world.press(reverse("meetings:document-approve", args=[document.pk]))
        if document.versions.exists() or "Klokken på tjeneren går etter" not in page.text:
            yield f"an approval before the figures it rests on was answered {page.status}"
        deadline = time.monotonic() + 30
        while not DutyState.objects.filter(begun_at__lt=_hours_ago(2)).exists():
            if time.monotonic() > deadline:
                yield "no duty is done any more"
                break
            time.sleep(0.2)
    finally:
        world.site.moment["offset"] = 0
    yield from logged_out(world, "fordi det ikke skjedde noe på 2 timer")
    while not recipe.step(document):
        if time.monotonic() > deadline + 30:
            yield "the document cannot be approved with the clock put right"
            return
        time.sleep(0.1)
    yield from do(world, "approval")


def logged_out(world, why):
    """A session goes by the clock, and is begun anew by its person, who is told why."""
    page = world.look("/drift/")
    if left := re.search("sessionid=([^;]+)", page.headers.get("set-cookie", "")):
        world.browser.session = left.group(1)
    if why not in html.unescape(world.look(page.leads_to or "/").text):
        yield f"who was to be logged out «{why}» was answered {page.status} {page.leads_to}"
    world.browser = world.site.browser(world.head)


def _hours_ago(hours):
    from datetime import timedelta

    from django.utils import timezone

    return timezone.now() - timedelta(hours=hours)


def on_a_full_disk(world):
    """Everybody is told in words, nothing stands half, and it goes on once there is room."""
    from tests.faults import invariants
    from tests.faults.paths import RECIPES, Upload

    if not world.site.disk:
        return  # see small_disk
    for name in AT:
        recipe = recipe_of(world, {**RECIPES, "upload": Upload}[name])
        world.odd.clear()
        subject = recipe.begin(next(numbers))
        with filled(world.site.data):
            for _ in range(4):
                if recipe.step(subject):  # what is small may find room in a file that is there already
                    break
                time.sleep(0.5)
        deadline = time.monotonic() + sites.PATIENCE
        while not recipe.step(subject) and time.monotonic() < deadline:
            time.sleep(0.1)
        rest(world)
        for fault in [*recipe.faults(subject), *invariants.at_rest(), *world.odd]:
            yield f"{name}: {fault}"


@contextmanager
def filled(folder):
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue
        yield
    finally:
        ballast.unlink()


@contextmanager
def small_disk(folder):
    """A disk of its own for the data folder; none where that is not allowed here."""
    folder.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(folder)]
    try:
        is_there = subprocess.run(["mount", *options], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        is_there = False
    try:
        yield is_there
    finally:
        if is_there:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def swept(world):
    """At the end of everything, so that there is something to sweep."""
    from tests.faults import invariants

    yield from invariants.files_have_their_rows()


OTHERS = {
    "all is swept": swept,
    "the mail server is gone": without_mail,
    "the clock is set back": with_the_clock_set_back,
    "the disk is full": on_a_full_disk,
    "every connection is cut": with_connections_cut,
    "the database is started again": with_a_new_database,
}


def main(database, *asked):
    folder = Path(tempfile.mkdtemp(prefix="rorikt-faults-"))
    many = {"workers": 2, "threads": 10} if database == "postgres" else {}  # so that twenty are answered at once
    try:
        with small_disk(folder / "data") as has_disk, world_on(database, folder, **many) as world:
            world.site.disk = has_disk
            for name in CASES[database]:
                if asked and not any(one in name for one in asked):
                    continue
                began = time.monotonic()
                connection.close()
                try:
                    faults = list(case_named(name)(world))
                except Exception:
                    faults = [traceback.format_exc()[-1500:], world.site.log[-1500:]]
                seconds = round(time.monotonic() - began, 1)
                print(json.dumps([name, faults, seconds], ensure_ascii=False), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
