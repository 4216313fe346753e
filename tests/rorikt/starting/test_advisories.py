"""`./run audit`: what is known of the packages, told by the real pip-audit of a service that this test runs."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rorikt.starting import advisories
from rorikt.starting.advisories import CLEAN, HOLES, NOT_ASKED

PROGRAM = Path(sys.executable).with_name("pip-audit")
HOLE = {
    "id": "PYSEC-0000-1",
    "summary": "A hole",
    "affected": [
        {
            "package": {"name": "leaky", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
        }
    ],
}


class Service(BaseHTTPRequestHandler):
    """What the OSV service answers: of `leaky` one hole, of `gone` an error, of all else nothing."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        answer = json.dumps({"vulns": [HOLE]} if name == "leaky" else {}).encode()
        self.send_response(500 if name == "gone" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def osv():
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


def test_packages_without_holes_are_clean(osv):
    told = advisories.ask(PROGRAM, [("tight", "1.0"), ("sound", "2.0")], osv=osv)

    assert (told.code, told.sentences) == (CLEAN, ["Ingen kjente hull i de 2 pakkene i låsefilene."])


def test_a_hole_is_told_with_the_version_that_mends_it(osv):
    told = advisories.ask(PROGRAM, [("leaky", "1.0"), ("leaky", "1.0.5"), ("tight", "1.0")], osv=osv)

    assert told.code == HOLES
    assert told.sentences == [
        "leaky 1.0: PYSEC-0000-1 (rettet i 1.1)",
        "leaky 1.0.5: PYSEC-0000-1 (rettet i 1.1)",
        "Pakker med kjente hull: rett med ./run lock --upgrade, kjør testene og sett i drift.",
    ]


@pytest.mark.parametrize("packages", [[("gone", "1.0"), ("tight", "1.0")], [("gone", "1.0")]])
def test_where_the_service_fails_nothing_is_said_to_be_clean(osv, packages):
    told = advisories.ask(PROGRAM, packages, osv=osv)

    assert (told.code, told.holes) == (NOT_ASKED, [])
    assert told.sentences[0].startswith(f"Ikke undersøkt er {len(packages)} av {len(packages)} pakker (")


def test_where_nobody_answers_nothing_is_said_to_be_clean():
    assert advisories.ask(PROGRAM, [("tight", "1.0")], osv="http://127.0.0.1:9/").code == NOT_ASKED


def test_a_package_that_the_source_does_not_know_is_not_clean():
    """As pip-audit writes it where the index it asks has no advisories: with exit code 0."""
    reason = "Dependency not found on PyPI and could not be audited: odd (1.0)"
    answer = {"dependencies": [{"name": "odd", "skip_reason": reason}, {"name": "ok", "version": "2", "vulns": []}]}

    told = advisories.read(json.dumps(answer), [("odd", "1.0"), ("ok", "2")])

    assert (told.code, told.unknown) == (NOT_ASKED, ["odd"])
    assert told.sentences == [
        "Ikke undersøkt er 1 av 2 pakker (odd): kilden med kjente hull svarte ikke for dem, så ingenting er sagt om "
        "dem. Kjør ./run audit på en maskin som når den, eller oppgi en annen med --osv URL."
    ]


def test_a_hole_counts_also_where_others_are_not_known():
    hole = {"id": "X-1", "fix_versions": []}
    answer = {"dependencies": [{"name": "leaky", "version": "1", "vulns": [hole]}]}

    told = advisories.read(json.dumps(answer), [("leaky", "1"), ("odd", "1")])

    assert (told.code, told.unknown) == (HOLES, ["odd"])
    assert told.sentences[0] == "leaky 1: X-1 (ingen versjon retter det)"


@pytest.mark.parametrize("answer", ["", "{}", "[]", "<html>", '{"dependencies": [{}]}'])
def test_an_answer_that_is_none_is_not_clean(answer):
    assert advisories.read(answer, [("tight", "1.0")]).code == NOT_ASKED


def test_no_packages_is_not_clean():
    assert advisories.read('{"dependencies": []}', []).code == NOT_ASKED


def test_what_is_only_for_another_kind_of_machine_is_asked_about_too():
    lock = "# x\ncolorama==0.4 ; sys_platform == 'win32' \\\n    --hash=sha256:00\nDjango==5.2.1 \\\n    --hash=x\n"

    assert advisories.pinned([lock, "uv==1\n", "uv==2\n"]) == [
        ("colorama", "0.4"), ("django", "5.2.1"), ("uv", "1"), ("uv", "2"),
    ]  # fmt: skip


def test_every_package_of_the_locks_is_found_in_them():
    root = Path(__file__).resolve().parents[3]
    locks = [(root / name).read_text() for name in ("requirements.txt", "requirements-dev.txt", "tools.txt")]

    packages = advisories.pinned(locks)

    lines = [line for lock in locks for line in lock.splitlines() if line.strip() and not line.startswith((" ", "#"))]
    assert {"django", "pip-audit", "uv"} <= {name for name, _ in packages}
    assert len(packages) == len({line.split(";")[0].split()[0] for line in lines})
