"""Measure a hundred readers at once on the set-up of docs/running/: `python -m tests.bench.load --help`.

Two workers of gunicorn with four threads each on a PostgreSQL of their own, behind nginx where it is installed, with
the data of the demo; and a bare page of Django from the same gunicorn beside it. Nothing is judged by time. Besides
answers a second it tells the processor's milliseconds for each answer, of web server, database and proxy, which hold on
a machine that does other work too.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.bench import load_client
from tests.run_all import ROOT, throwaway_postgres
from tests.shipped import environment, free_port, run

OPTIONS = "--workers 2 --threads 4 --timeout 120 --graceful-timeout 5 --log-level warning --no-control-socket"
TICKS = os.sysconf("SC_CLK_TCK")
PREPARED_WITHIN = 300  # seconds that PDFs may take to be made


class Work(NamedTuple):
    """Seconds of the processor."""

    web: float
    database: float
    proxy: float

    def since(self, before: "Work") -> "Work":
        return Work(*(now - then for now, then in zip(self, before, strict=True)))


@dataclass(frozen=True)
class Site:
    """`address` is the proxy's where there is one; `parts` are processes whose work is counted, by their names."""

    address: str
    parts: dict[str, list[int]]

    def work(self) -> Work:
        return Work(*(seconds_of(self.parts.get(name, [])) for name in Work._fields))


def main() -> None:
    options = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rorikt-load-")))
        folder.chmod(0o755)  # nginx serves from below it as another person
        ours = environment(folder / "data", RORIKT_HOSTS="127.0.0.1", **dict(options.set))
        ours["DATABASE_URL"] = stack.enter_context(throwaway_postgres(ours))
        run.set_up(ours)
        run.do(ours, "load_demo")
        make_more_tickets(ours, options.tickets)
        known = json.loads(done(ours, "-m", "tests.bench.load_people", str(options.readers)))
        pages = {name: url for name, url in known["pages"].items() if not options.only or name in options.only}
        with worker(ours):
            prepare(stack, ours, pages, known["cookies"])
        bare = stack.enter_context(served("tests.bench.bare_page", ours, folder / "bare", options))
        site = stack.enter_context(served("rorikt.wsgi", ours, folder / "site", options))
        print(f"{options.readers} lesere, {os.cpu_count()} kjerner, {load_client.name()}, "
              f"{'nginx foran' if options.proxy else 'uten nginx'}")  # fmt: skip
        first_page(site, known)
        print(f"{'':<22}{'svar/s':>8}{'p50 ms':>8}{'p95':>7}{'p99':>7}{'feil':>6}{'kB':>6}"
              f"{'ms web':>9}{'base':>7}{'nginx':>7}{'klient':>8}")  # fmt: skip
        measure("bare side av Django", bare, "/", [""], options)
        for name, url in pages.items():
            measure(name, site, url, known["cookies"], options)
            if "PDF" not in name:
                measure(f"{name}, laget", site, url, known["cookies"], options, is_new=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=10, help="for each page")
    parser.add_argument("--tickets", type=int, default=25_000, help="how many the demo is filled up to")
    parser.add_argument("--without-proxy", dest="proxy", action="store_false")
    parser.add_argument("--only", nargs="*", help="names of pages")
    parser.add_argument(
        "--set", nargs="*", default=[], type=lambda word: tuple(word.split("=", 1)), metavar="NAME=VALUE"
    )
    options = parser.parse_args()
    options.proxy = options.proxy and nginx() is not None
    return options


def nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def done(ours: dict[str, str], *command: str) -> str:
    told = subprocess.run([sys.executable, *command], cwd=ROOT, env=ours, check=True, capture_output=True, text=True)
    return told.stdout


def make_more_tickets(ours: dict[str, str], count: int) -> None:
    """Those of the demo again and again, each a day after the one it is copied from."""
    done(ours, "-m", "tests.bench.load_tickets", str(count))


@contextmanager
def worker(ours: dict[str, str]) -> Iterator[None]:
    with (Path(ours["RORIKT_DATA"]) / "worker.log").open("wb") as log:
        process = subprocess.Popen(run.manage("db_worker"), cwd=ROOT, env=ours, stdout=log, stderr=log)
        try:
            yield
        finally:
            run.stop([process])


def prepare(stack: ExitStack, ours: dict[str, str], pages: dict[str, str], cookies: list[str]) -> None:
    """Every page once by every reader, so that PDFs are made."""
    with served("rorikt.wsgi", ours, Path(ours["RORIKT_DATA"]) / "warm", argparse.Namespace(proxy=False)) as site:
        deadline = time.monotonic() + PREPARED_WITHIN
        for name, url in pages.items():
            if "PDF" in name:
                while not all(is_pdf(site.address + url, cookie) for cookie in cookies[:12]):
                    if time.monotonic() > deadline:
                        raise SystemExit(f"{url} ble ikke laget i tide")
                    time.sleep(1)


def is_pdf(url: str, cookie: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=60) as answer:
            return answer.headers["Content-Type"] == "application/pdf"
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{url} svarer {error.code}") from None


@contextmanager
def served(application: str, ours: dict[str, str], folder: Path, options: argparse.Namespace) -> Iterator[Site]:
    folder.mkdir(parents=True)
    port, log = free_port(), (folder / "log").open("ab")
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *OPTIONS.split()]
    web = subprocess.Popen(command, cwd=ROOT, env=ours, stdout=log, stderr=log, start_new_session=True)
    processes, parts, address = [web], {"web": [web.pid]}, f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        parts["database"] = postgres_of(ours) if application == "rorikt.wsgi" else []
        if options.proxy:
            front = free_port()
            (folder / "nginx.conf").write_text(
                CONF.format(front=front, port=port, folder=folder, data=ours["RORIKT_DATA"])
            )
            program = nginx() or ""
            proxy = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "errors"])
            processes.insert(0, proxy)
            parts["proxy"], address = [proxy.pid], f"http://127.0.0.1:{front}"
            wait_for(address)
        yield Site(address, parts)
    finally:
        run.stop(processes)
        log.close()


# The server of docs/running/ without its certificate: who pays for TLS is nginx, which has time to spare.
CONF = """daemon off;
pid {folder}/pid;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{front};
        client_max_body_size 500m;
        location / {{
            proxy_pass http://127.0.0.1:{port};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_read_timeout 120s;
        }}
    }}
}}
"""


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/", timeout=10).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def first_page(site: Site, known: dict[str, dict[str, str]]) -> None:
    """What the first who asks after a start waits for, of the page of statistics."""
    for name in ("support", "statistics"):
        if name in known["pages"]:
            began = time.perf_counter()
            request = urllib.request.Request(
                site.address + known["pages"][name], headers={"Cookie": known["cookies"][0]}
            )
            urllib.request.urlopen(request, timeout=120).close()
            print(f"første svar etter start, {name}: {time.perf_counter() - began:.2f} s")


def measure(
    name: str, site: Site, url: str, cookies: list[str], options: argparse.Namespace, *, is_new: bool = False
) -> None:
    load_client.ask(site.address + url, cookies, options.readers, 1)  # each process has then begun
    quieten(site)
    before = site.work()
    asked = load_client.ask(site.address + url, cookies, options.readers, options.seconds, is_new=is_new)
    work = site.work().since(before)
    each = [f"{1000 * seconds / max(asked.answers, 1):.2f}" for seconds in work]
    print(f"{name:<22}{asked.answers / asked.seconds:>8.0f}{asked.p50:>8.0f}{asked.p95:>7.0f}{asked.p99:>7.0f}"
          f"{asked.errors:>6}{asked.size / 1000:>6.0f}{each[0]:>9}{each[1]:>7}{each[2]:>7}"
          f"{asked.processor / asked.seconds:>7.0%}", flush=True)  # fmt: skip


def quieten(site: Site) -> None:
    """What the readers of a moment ago asked for is answered to its end, though they have gone."""
    for _ in range(60):
        before = site.work().web
        time.sleep(1)
        if site.work().web - before < 0.1:
            return


def postgres_of(ours: dict[str, str]) -> list[int]:
    """The first process of the server that the address leads to; its others are its children."""
    found = re.search(r"host=([^&]+)", ours["DATABASE_URL"])
    folder = Path(found[1].replace("%2F", "/")) if found else Path("/")
    pids = [path for path in (folder / "data" / "postmaster.pid", folder / "postmaster.pid") if path.exists()]
    return [int(pids[0].read_text().split()[0])] if pids else []


def seconds_of(processes: list[int]) -> float:
    """What they and all below them have used, those that have ended too."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        used[pid] = sum(map(int, fields[11:15]))
    waiting, total = list(processes), 0
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0)
        waiting += children.get(pid, [])
    return total / TICKS


if __name__ == "__main__":
    main()
