"""A site whose processes are killed: started and looked after by `run`, asked over HTTP, looked into from here.

Whoever uses it has Django on the same data: `set_up` before anything of the project is imported.
"""

import http.client
import os
import signal
import sqlite3
import threading
import time
import uuid
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pyrage
from lxml import html

from tests import migrated, shipped
from tests.faults import databases
from tests.faults.nursery import Nursery

PATIENCE = 60.0  # seconds after which what was under way must be done
CSRF = "x" * 32


@dataclass(frozen=True)
class Answer:
    """`status` 0 is none: the server died, or was not there. `told` is that a message waits on the next page."""

    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    told: bool = False

    @property
    def text(self):
        return self.body.decode(errors="replace")

    @property
    def leads_to(self):
        return self.headers.get("location", "")


NOBODY = Answer(0)


class Browser:
    """Of one person who is logged in. It follows nothing by itself."""

    def __init__(self, port, session="", person=None):
        self.port, self.session, self.person = port, session, person

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, fields=(), *, files=(), script=False):
        """`files` are triples of field, name and bytes; `script` sends it as saving.js does."""
        headers = {"X-CSRFToken": CSRF}
        if script:
            headers |= {"X-Saving": str(uuid.uuid4()), "X-Person": str(self.person)}
        pairs = list(fields.items() if isinstance(fields, dict) else fields)
        if files:
            boundary = uuid.uuid4().hex
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            body = b"".join(
                [
                    *(_part(boundary, name, str(value).encode()) for name, value in pairs),
                    *(_part(boundary, name, data, file) for name, file, data in files),
                    f"--{boundary}--\r\n".encode(),
                ]
            )
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(pairs, doseq=True).encode()
        return self._ask("POST", path, body, headers)

    def fill(self, path, *, files=(), **typed):
        """The form of a page, sent as it stands but for what is typed: `__` for `-`. What the page said, where it has
        no such form."""
        page = self.get(path)
        if page.status != 200:
            return page
        forms = html.fromstring(page.body).xpath("//main//form[translate(@method, 'POST', 'post')='post']")
        form = next((one for one in forms if one.get("action") in (None, "", path)), None)
        if form is None:
            return page
        names = {name.replace("__", "-"): value for name, value in typed.items()}
        kept = [(name, value) for name, value in form.form_values() if name not in names]
        return self.post(path, [*kept, *names.items()], files=files)

    def has_message(self):
        """Whether a message waits for the next page, which it then no longer does."""
        from django.contrib.sessions.backends.db import SessionStore

        session = SessionStore(self.session)
        waits = bool(session.pop("_messages", None))
        session.save()
        return waits

    def _ask(self, method, path, body=None, headers=()):
        cookies = f"csrftoken={CSRF}; sessionid={self.session}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Cookie": cookies, **dict(headers)})
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            told["set-cookie"] = "\n".join(answer.headers.get_all("set-cookie") or [])
            return Answer(answer.status, told, answer.read())
        except (OSError, http.client.HTTPException):
            return NOBODY
        finally:
            connection.close()


def _part(boundary, name, data, file=None):
    named = f'; filename="{file}"' if file else ""
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + data + b"\r\n"


class Site:
    """`browser(user)` is at the keyboard; `nursery` has the processes."""

    def __init__(self, environment, port, nursery, tend, database):
        self.environment, self.port, self.nursery, self.database = environment, port, nursery, database
        self.data = Path(environment["RORIKT_DATA"])
        self._tend, self.disk = tend, False

    @property
    def moment(self):
        return self.nursery.moment

    @property
    def log(self):
        return (self.data / "server.log").read_text(errors="replace")

    def last_fault(self):
        """The end of what the log tells of the last answer that was a fault of ours."""
        lines = [line for line in self.log.splitlines() if "Internal Server Error" in line]
        return lines[-1][-1500:] if lines else "nothing in the log"

    def browser(self, user):
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "rorikt.access.log_in.EmailBackend"
        session.create()
        return Browser(self.port, session.session_key, user.pk)

    def wait(self, seconds=PATIENCE):
        """Until it answers."""
        deadline = time.monotonic() + seconds
        while Browser(self.port).get("/konto/login/").status != 200:
            assert time.monotonic() < deadline, f"the site does not answer: {self.log[-2000:]}"
            time.sleep(0.05)

    def start(self, *words):
        """A management command beside the site."""
        with (self.data / "server.log").open("ab") as log:
            return self.nursery.Popen(shipped.run.manage(*words), stdout=log)

    def kill(self, name):
        """Now, as a whole: the web server with the process that answers, the worker without those that print for it,
        or one that prints. Whether there was one."""
        if name == "print":
            printing = printers(self.nursery.process.pid)
            for pid in printing[:1]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return bool(printing)
        child = self.nursery.living(name)
        if child is None:
            return False
        with suppress(ProcessLookupError):
            (os.killpg if name == "web" else os.kill)(child.pid, signal.SIGKILL)
        return True


def printers(ancestor):
    """Processes that print and come from this one, however far."""
    parents, printing = {}, []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with suppress(OSError, IndexError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if b"rorikt.printing.worker" in (entry / "cmdline").read_bytes():
                printing.append(int(entry.name))

    def comes_from(pid):
        while pid > 1:
            if pid == ancestor:
                return True
            pid = parents.get(pid, 0)
        return False

    return [pid for pid in printing if comes_from(pid)]


def environment_of(data, url="", **settings):
    """Of a site of the harness: mail goes out at once, to a server that the harness is. Backups are made for a key,
    since a passphrase is slow on purpose."""
    key = pyrage.x25519.Identity.generate()
    identity = data.parent / "backup-identity"
    identity.write_text(f"{key}\n")
    usual = {
        "RORIKT_MAIL_PER_MINUTE": "100000", "RORIKT_FROM_EMAIL": "radet@example.no", "RORIKT_MAIL_SECURITY": "none",
        "RORIKT_PRINT_WORKERS": "1", "RORIKT_BACKUP_RECIPIENTS": str(key.to_public()),
        "RORIKT_BACKUP_IDENTITY": str(identity),
    }  # fmt: skip
    made = shipped.environment(data, **usual, **({"DATABASE_URL": url} if url else {}), **settings)
    return {**made, "DJANGO_SETTINGS_MODULE": "tests.faults.settings"}


def prepare(environment):
    """The tables, as at the first start."""
    if environment.get("DATABASE_URL"):
        databases.migrate(environment)
        return
    data = Path(environment["RORIKT_DATA"])
    migrated.put_into(data)
    is_kept = (data / "rorikt.sqlite3").exists()
    shipped.run.do(environment, "migrate", "--noinput", "--verbosity", "0")
    if not is_kept:
        with migrated.locked() as kept, closing(sqlite3.connect(data / "rorikt.sqlite3")) as database:
            migrated.keep(database, kept)


def set_up(environment):
    """Django in this process, on the data of the site."""
    os.environ.clear()
    os.environ.update(environment)
    import django

    django.setup()


@contextmanager
def serving(environment, database=None, *, workers=1, threads=4):
    """The site on data that is prepared, by the function of `run` that starts and looks after it."""
    folder = Path(environment["RORIKT_DATA"]).parent / "nursery"
    folder.mkdir(exist_ok=True)
    nursery, run, over = Nursery(folder, environment), shipped.load_run(shipped.ROOT / "run"), threading.Event()

    class Started:
        """What `run` finds where it looks for the module `subprocess`."""

        def __getattr__(self, name):
            return getattr(shipped.subprocess, name)

        def Popen(self, command, **options):  # noqa: N802
            usual = {"--workers": str(workers), "--threads": str(threads)}
            asked = [usual.get(before, word) for before, word in zip(["", *command], command, strict=False)]
            return nursery.Popen(asked, **options)

    run.subprocess, run.COMES_UP_WITHIN, run.print = Started(), 0, lambda *words, **options: None
    port = shipped.free_port()
    try:
        with run.site(port, environment) as tend:

            def look_after():
                while not over.wait(0.05):
                    tend()

            keeper = threading.Thread(target=look_after, daemon=True)
            keeper.start()
            try:
                site = Site(environment, port, nursery, tend, database)
                site.wait()
                yield site
            finally:
                over.set()
                keeper.join()
    finally:
        nursery.end()
