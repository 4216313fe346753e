"""`./run` as a person meets it: what it says when something is not in order, and what it does only once."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests import shipped

ROOT = Path(__file__).resolve().parent.parent
IMPORTED = ["rorikt/starting/installation.py", "rorikt/starting/advisories.py"]


@pytest.fixture
def run(tmp_path):
    return shipped.load_run(shutil.copy(ROOT / "run", tmp_path / "run"))


def start(root, *arguments, **environment):
    """Exit code and what was said, of the script copied into an empty folder."""
    shutil.copy(ROOT / "run", root / "run")
    (root / "rorikt/starting").mkdir(parents=True)
    for name in IMPORTED:
        shutil.copy(ROOT / name, root / name)
    done = subprocess.run(
        [sys.executable, root / "run", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["run", *IMPORTED])
def test_what_tells_an_old_python_so_can_be_parsed_by_it(name):
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_is_told_which_one_is_needed(run):
    with pytest.raises(run.Stop) as stopped:
        run.require_python((3, 10))

    assert str(stopped.value) == (
        "Rorikt trenger Python 3.11 eller nyere, og dette er 3.10: "
        "installer en nyere Python og start med den, for eksempel «python3.11 run demo»."
    )


def test_this_python_is_new_enough(run):
    run.require_python()


def test_an_unknown_command_lists_the_known_ones(tmp_path):
    assert start(tmp_path, "strat") == (
        2,
        "",
        "Ukjent kommando «strat»: velg demo, serve, manage, test, lock eller audit.\n",
    )


@pytest.mark.parametrize("arguments", [["--help"], ["help"], ["demo", "-h"], ["lock", "--help"]])
def test_help_is_printed_without_installing_anything(tmp_path, arguments):
    code, said, error = start(tmp_path, *arguments)

    assert (code, error) == (0, "")
    assert "./run demo [--port N]" in said
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--prot", "8001"], "Ukjent valg «--prot»: det eneste valget her er --port N."),
        (["--port", "8001", "--debug"], "Ukjent valg «--debug»: det eneste valget her er --port N."),
        (["--port"], "Portnummeret må være et tall fra 1 til 65535: skriv for eksempel --port 8001."),
        (["--port", "åtte"], "Portnummeret må være et tall fra 1 til 65535: skriv for eksempel --port 8001."),
        (["--port=70000"], "Portnummeret må være et tall fra 1 til 65535: skriv for eksempel --port 8001."),
    ],
)
def test_an_odd_choice_is_answered_with_one_sentence(tmp_path, arguments, sentence):
    assert start(tmp_path, "demo", *arguments) == (2, "", sentence + "\n")


@pytest.mark.parametrize(("arguments", "port"), [([], 8000), (["--port", "8001"], 8001), (["--port=8123"], 8123)])
def test_the_port_is_read_from_the_command_line(run, arguments, port):
    assert run.port_of(arguments) == port


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_found_before_anything_is_installed(tmp_path, command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = start(tmp_path, command, "--port", str(port))

    other = port + 1 if port < 65535 else 8001
    assert answer == (
        2,
        "",
        f"Port {port} er opptatt: stopp programmet som bruker den, eller velg en annen med --port {other}.\n",
    )


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "fil").write_text("")
    data = tmp_path / "fil" / "data"

    assert start(tmp_path, "manage", "check", RORIKT_DATA=str(data)) == (
        2,
        "",
        f"Kan ikke skrive i mappen {data}: velg en datamappe du kan skrive i, "
        "med RORIKT_DATA=/sti/til/mappe, og start på nytt.\n",
    )


def test_a_missing_library_is_named_with_its_debian_package(run):
    libraries = {
        "libfinnes-ikke-1": ("libfinnes-ikke.so.1", "libfinnes-ikke.dylib"),
        "libc6": ("libc.so.6", "libSystem.dylib"),
    }

    assert run.missing_libraries(libraries) == ["libfinnes-ikke-1"]


def test_without_the_right_to_install_the_exact_line_is_said(run, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(run.Stop) as stopped:
        run.require_debian_packages(["libpango-1.0-0", "libpangoft2-1.0-0"], "Pango, som lager PDF-ene,")

    assert str(stopped.value) == (
        "Pango, som lager PDF-ene, mangler på maskinen: "
        "kjør «sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0» og start på nytt."
    )


def test_ci_may_not_skip_the_browser_tests(run, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run, "TEST_PROGRAMS", {"finnes-ikke": ("finnes-ikke",)})
    monkeypatch.setattr(run, "TEST_FILES", {})
    monkeypatch.setenv("CI", "true")

    with pytest.raises(run.Stop):
        run.require_test_programs()


def test_a_person_without_a_browser_is_told_that_its_tests_are_skipped(run, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run, "TEST_PROGRAMS", {"finnes-ikke": ("finnes-ikke",)})
    monkeypatch.setattr(run, "TEST_FILES", {})
    monkeypatch.delenv("CI", raising=False)

    run.require_test_programs()

    assert capsys.readouterr().out == (
        "Nettleser, PDF-verktøy eller veraPDF til testene mangler på maskinen: "
        "kjør «sudo apt-get install -y finnes-ikke» og start på nytt. Testene som trenger dem, hoppes over.\n"
    )


def test_every_setting_that_the_code_reads_is_in_the_sample_and_no_other():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "rorikt").rglob("*.py")))
    sample = (ROOT / ".env.sample").read_text(encoding="utf-8")

    read = set(re.findall(r"(?:env\.\w+|_pairs)\(\s*\"(\w+)\"", code))

    assert set(re.findall(r"^#(\w+)=", sample, re.MULTILINE)) == read


def make_environment(run, root):
    """A virtual environment in name only: its Python is this one."""
    (root / ".venv" / "bin").mkdir(parents=True)
    run.PYTHON.symlink_to(sys.executable)
    (root / "tools.txt").write_text("uv==1\n")
    (root / "requirements.txt").write_text("django==5\n")


def test_the_same_lock_is_installed_once_and_a_new_one_again(run, tmp_path, monkeypatch):
    make_environment(run, tmp_path)
    installed = []
    monkeypatch.setattr(
        run, "install_with_uv", lambda lock, log: bool(installed.append((tmp_path / lock).read_text())) or True
    )

    run.install("requirements.txt")
    run.install("requirements.txt")
    (tmp_path / "requirements.txt").write_text("django==6\n")
    run.install("requirements.txt")

    assert installed == ["django==5\n", "django==6\n"]


def test_what_cannot_be_fetched_is_said_and_tried_again_next_time(run, tmp_path, monkeypatch):
    make_environment(run, tmp_path)
    monkeypatch.setattr(run, "install_with_uv", lambda lock, log: False)
    monkeypatch.setattr(run, "pip", lambda: [sys.executable, "-c", "raise SystemExit(1)"])

    for _ in range(2):
        with pytest.raises(
            run.Stop, match=r"^Pakkene i requirements\.txt lot seg ikke hente: sjekk at maskinen er på nett"
        ):
            run.install("requirements.txt")


def test_a_step_that_fails_is_named_with_its_reason_and_its_log(run, tmp_path):
    make_environment(run, tmp_path)
    (tmp_path / "manage.py").write_text("raise ConnectionError('no answer from the database\\n\\tIs it running?')")

    with pytest.raises(run.Stop) as stopped:
        run.do({"RORIKT_DATA": str(tmp_path)}, "migrate")

    log = tmp_path / "start.log"
    assert str(stopped.value) == (
        f"Steget «migrate» stoppet med «no answer from the database»: se {log}, rett årsaken og start på nytt."
    )
    assert log.read_text().startswith("Traceback")


def test_an_environment_that_cannot_be_made_is_named(run, tmp_path):
    (tmp_path / ".venv").write_text("")

    with pytest.raises(run.Stop) as stopped:
        run.make_virtual_environment()

    assert str(stopped.value) == (
        f"Fikk ikke laget det virtuelle miljøet {tmp_path / '.venv'}: slett mappen og start på nytt."
    )


def test_static_files_are_gathered_when_one_of_them_has_changed(run, tmp_path, monkeypatch):
    (tmp_path / "rorikt" / "static").mkdir(parents=True)
    (tmp_path / "rorikt" / "static" / "a.css").write_text("a {}")
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "data" / "static").mkdir(parents=True)
    gathered = []
    monkeypatch.setattr(run, "do", lambda environment, *arguments: gathered.append(arguments[0]))
    environment = {"RORIKT_DATA": str(tmp_path / "data")}

    run.collect_static(environment)
    run.collect_static(environment)
    (tmp_path / "rorikt" / "static" / "a.css").write_text("a { color: red }")
    run.collect_static(environment)

    assert gathered == ["collectstatic", "collectstatic"]


def test_no_lock_and_no_script_names_where_packages_come_from():
    for name in ("run", "tools.txt", "requirements.txt", "requirements-dev.txt", ".ci/run", ".env.sample"):
        text = (ROOT / name).read_text(encoding="utf-8")

        named = set(re.findall(r"https://([\w.-]+)", text))
        assert {one for one in named if not one.endswith((".example.no", "login.microsoftonline.com"))} == set(), name
        assert "--index-url" not in text.replace("--no-emit-index-url", ""), name


@pytest.mark.slow
def test_an_empty_installation_answers_and_stops_when_asked(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, ROOT / "run", "serve", "--port", str(port)]
    environment = {**os.environ, "RORIKT_DATA": str(tmp_path), "RORIKT_TASKS": "database"}
    environment.pop("RORIKT_SECRET_KEY", None)

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as served:
        try:
            said = list(iter(served.stdout.readline, "Stopp med Ctrl-C.\n"))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/konto/login/", timeout=60) as page:
                status = page.status
        finally:  # else the test waits for ever for a site that nobody stops
            served.terminate()
        ending = served.stdout.read()

    assert status == 200
    assert f"Rorikt svarer på http://127.0.0.1:{port}/\n" in said
    assert "Lag den første administratoren med ./run manage createsuperuser\n" in said
    assert (served.returncode, ending) == (0, "\nStopper …\n")
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.fixture
def look_after(run, tmp_path):
    """Start a process of the site and tend it until something holds; what was started is stopped with the test."""
    started = []

    def until(condition, *command, has_come_up=False):
        process = run.Process("Bakgrunnsjobbene", list(command))
        started.append(process)
        process.has_come_up = has_come_up
        with (tmp_path / "server.log").open("a") as log:
            process.start(dict(os.environ), log)
            deadline = time.monotonic() + 30
            while not condition(process):
                assert time.monotonic() < deadline
                process.tend(dict(os.environ), log)
        return process

    yield until
    run.stop([process.child for process in started])


def test_a_process_that_is_killed_is_started_again_and_the_window_says_so(look_after, capsys, tmp_path):
    killed = []

    def is_another(process):
        if not killed:
            killed.append(process.child.pid)
            process.child.kill()
        return process.child.pid not in killed

    look_after(is_another, "sleep", "60")

    assert re.fullmatch(
        rf"\d\d\.\d\d\.\d\d Bakgrunnsjobbene stoppet og startes på nytt: se slutten av {tmp_path}/server\.log\.\n",
        capsys.readouterr().out,
    )


def test_a_process_that_never_came_up_stops_the_start(run, look_after, tmp_path):
    with pytest.raises(run.Stop) as stopped:
        look_after(lambda process: False, "false")

    assert str(stopped.value) == (
        f"Bakgrunnsjobbene stoppet av seg selv, og alt er stoppet: se slutten av {tmp_path / 'server.log'}."
    )


def test_a_process_that_stops_again_and_again_is_told_of_once_and_tried_on(run, look_after, capsys, monkeypatch):
    monkeypatch.setattr(run, "LONGEST_PAUSE", 0.0)

    look_after(lambda process: process.failures > run.TRIES + 2, "false", has_come_up=True)

    *first, last = capsys.readouterr().out.splitlines()
    assert len(first) == run.TRIES - 1
    assert "Bakgrunnsjobbene stopper igjen og igjen: det prøves på nytt, med inntil ett minutt mellom." in last


def test_the_pauses_between_two_tries_grow_to_a_minute(run):
    process = run.Process("Bakgrunnsjobbene", ["false"])
    process.has_come_up, process.child = True, subprocess.Popen(["false"])
    process.child.wait()

    pauses = []
    for _ in range(8):
        process.plan_restart(100.0, "server.log")
        pauses.append(process.next_try - 100.0)

    assert pauses == [0, 4, 8, 16, 32, 60, 60, 60]


def test_a_process_that_came_up_at_last_is_told_of(run, look_after, capsys, monkeypatch):
    monkeypatch.setattr(run, "COMES_UP_WITHIN", 0.0)

    def has_come_up(process):
        process.failures = process.failures or (0 if process.has_come_up else run.TRIES)
        return process.has_come_up

    look_after(has_come_up, "sleep", "60")

    assert capsys.readouterr().out.endswith(" Bakgrunnsjobbene er i gang igjen.\n")
