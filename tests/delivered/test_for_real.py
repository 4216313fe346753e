"""«Running it for real» and docs/running, word for word: PostgreSQL, the commands of the units, nginx with its file."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

import psycopg2
import pytest
import yaml
from PIL import Image
from prometheus_client.parser import text_string_to_metric_families

from rorikt.jobs.working import SECONDS_TO_END
from tests import run_all, shipped
from tests.delivered import steps
from tests.delivered.conftest import HOST
from tests.delivered.readme import blocks, commands
from tests.delivered.steps import People, file_behind, is_pdf
from tests.delivered.stranger import do, environment, wait_until, window

HEADING = "Running it for real"
CASE = "/moter/2024/M2/4/"
PASSWORD = "rorikt-demo-2024"
RUNNING = shipped.ROOT / "docs" / "running"
SYSTEMD, NGINX, COMPOSE = RUNNING / "systemd", RUNNING / "nginx", RUNNING / "compose"
THEIRS = "/srv/rorikt/app"
TOKEN = "en-lang-nok-hemmelighet-for-tallene"


@pytest.fixture(scope="module")
def postgres():
    with run_all.throwaway_postgres(environment()) as url:
        yield url


@pytest.fixture(scope="module")
def settings_file(clone, postgres):
    """`.env` of the README, with the database that is there."""
    [block] = blocks(HEADING, "ini")
    file = clone / ".env"
    file.write_text(re.sub(r"^DATABASE_URL=.*$", f"DATABASE_URL={postgres}", block, flags=re.M), encoding="utf-8")
    yield file
    file.unlink()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={HOST}"]
    subprocess.run([*make, "-keyout", folder / "key", "-out", folder / "pem"], check=True, capture_output=True)
    return folder


def started_by(unit):
    """The command of a unit, in the folder of the project."""
    [line] = re.findall(r"^ExecStart=(.*)$", (SYSTEMD / unit).read_text(), flags=re.M)
    return line.replace(f"{THEIRS}/", "")


@pytest.fixture(scope="module")
def windows(clone, settings_file, free_port):
    """What prepares, and the commands of the two units. What web and worker have said so far."""
    prepare, *_ = commands(HEADING)
    do(clone, prepare)
    do(clone, "./run manage load_demo")
    web = started_by("rorikt-web.service").replace("127.0.0.1:8000", f"127.0.0.1:{free_port}")
    with (
        window(clone, web, until="Booting worker") as web_said,
        window(clone, started_by("rorikt-worker.service"), until="Starting worker") as worker_said,
    ):
        yield web_said, worker_said


@pytest.fixture(scope="module")
def proxy(windows, clone, certificate, free_port, https_port, tmp_path_factory):
    """A server of nginx by the two files, and the folder with its log. Its other port is that of plain http."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not nginx:
        message = "nginx is not installed: apt-get install nginx-light"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder = tmp_path_factory.mktemp("nginx")
    http_port = shipped.free_port()
    conf = (NGINX / "upstream.conf").read_text() + (NGINX / "rorikt.conf").read_text()
    for theirs, ours in {
        "    listen [::]:443 ssl http2;\n": "",
        "    listen [::]:80;\n": "",
        "listen 443 ssl": f"listen 127.0.0.1:{https_port} ssl",
        "listen 80": f"listen 127.0.0.1:{http_port}",
        f"/etc/ssl/certs/{HOST}.pem": str(certificate / "pem"),
        f"/etc/ssl/private/{HOST}.key": str(certificate / "key"),
        "server 127.0.0.1:8000": f"server 127.0.0.1:{free_port}",
        "/srv/rorikt/data/static/": f"{clone}/.data/static/",
        "/var/log/nginx/access.log": str(folder / "requests"),
    }.items():
        assert theirs in conf, theirs
        conf = conf.replace(theirs, ours)
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    user = "user root; " if os.geteuid() == 0 else ""  # or its own user could not keep large files in our folder
    (folder / "conf").write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/log;\nevents {{}}\n"
        f"http {{ include /etc/nginx/mime.types;\naccess_log off; {temporary} {conf} }}\n"
    )
    with subprocess.Popen([nginx, "-p", folder, "-c", folder / "conf", "-e", folder / "log"]) as process:
        try:
            wait_until(lambda: shipped.run.is_open(https_port) or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield folder, http_port
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def people(proxy, chromium):
    """Those who come by https."""
    return People(chromium, f"https://{HOST}", PASSWORD, ignore_https_errors=True)


def by_proxy(https_port, path, **headers):
    """Status, headers and text of an answer to somebody who comes from outside."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    ask = urllib.request.Request(f"https://127.0.0.1:{https_port}{path}", headers={"Host": HOST, **headers})
    try:
        answer = urllib.request.urlopen(ask, context=context, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers, answer.read().decode()


def told(said):
    """The lines of a window, each of which is JSON."""
    return [json.loads(line) for line in list(said) if line.strip()]


def test_a_packet_and_a_table_are_made_by_the_worker_and_one_id_is_in_all_lines_of_it(people, windows, proxy):
    page = people.page("leder@demo.example")
    steps.open_meeting(page)
    assert is_pdf(file_behind(page, "Last ned møtepakke (PDF)"))
    page.goto("/okonomi/2023/")
    steps.tables_as_files(page)
    web, worker = map(told, windows)

    wanted = next(line["request_id"] for line in reversed(worker) if line["process"] == "print" and "job" in line)

    [asked] = [line for line in web if line["event"] == "request" and line["request_id"] == wanted]
    assert asked["user"]
    done = [line["event"] for line in worker if line.get("request_id") == wanted and line["process"] == "worker"]
    assert done == ["a job begins", "a job has ended"]
    of_proxy = [json.loads(line) for line in (proxy[0] / "requests").read_text().splitlines()]
    assert [line["path"] for line in of_proxy if line["request_id"] == wanted] == [asked["path"]]


def test_every_line_that_anything_writes_is_json_and_none_holds_a_secret(people, windows, https_port, proxy):
    page = people.page("leder@demo.example")
    page.goto("/moter/?q=noe-privat")
    cookies = [cookie["value"] for cookie in page.context.cookies()]
    by_proxy(https_port, "/kalender/en-hemmelig-adresse-0123456789.ics")
    by_proxy(https_port, "/konto/password/reset/key/3-hemmelig-0123456789/")
    by_proxy(https_port, "/finnes-ikke/%0d%0a%7b%22level%22:%22critical%22%7d%1b%5b2K/")

    lines = [line for said in windows for line in told(said)]

    assert {line["process"] for line in lines} >= {"web", "worker", "print"}
    assert not [line for line in lines if line["level"] == "critical"]
    everything = "".join(map("".join, windows)) + (proxy[0] / "requests").read_text() + (proxy[0] / "log").read_text()
    for secret in (*cookies, PASSWORD, "hemmelig", "noe-privat", "demo.example", "\x1b"):
        assert secret not in everything, secret


def test_a_file_above_the_limit_that_nginx_has_by_itself_is_uploaded(people):
    page = people.page("leder@demo.example")
    page.goto(CASE)
    steps.attach(page, "stort.png", "image/png", steps.picture(Image.effect_noise((1800, 1800), 60)), "Et stort bilde")


def test_the_data_is_in_the_database_that_the_file_names(windows, clone):
    asked = "print(connection.vendor, User.objects.count())"
    ask = f"from django.db import connection; from rorikt.people.models import User; {asked}"

    assert do(clone, f'./run manage shell -v0 -c "{ask}"').split()[-2:] == ["postgresql", "9"]
    assert not (clone / ".data" / "rorikt.sqlite3").exists()


def test_what_comes_from_outside_is_kept_to_https_and_told_no_more_than_it_may_know(proxy, https_port):
    status, headers, text = by_proxy(https_port, "/klar/")
    assert (status, json.loads(text)) == (200, {"status": "klar"})
    assert headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])

    _, headers, _ = by_proxy(https_port, "/konto/login/", **{"X-Request-ID": "min-egen-id-1234"})
    assert headers["X-Request-ID"] != "min-egen-id-1234"

    assert by_proxy(https_port, "/metrikk/")[0] == 403
    with socket.create_connection(("127.0.0.1", proxy[1]), timeout=30) as plain:
        plain.sendall(f"GET /moter/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        answer = plain.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 301")
    assert f"Location: https://{HOST}/moter/" in answer


def test_static_files_come_from_the_proxy_and_are_kept_for_ever(proxy, https_port):
    _, _, text = by_proxy(https_port, "/konto/login/")
    address = re.search(r'href="(/static/rorikt/app\.[0-9a-f]+\.css)"', text)[1]

    status, headers, _ = by_proxy(https_port, address)

    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert "X-Request-ID" not in headers
    assert headers["Content-Type"].startswith("text/css")


def test_the_figures_are_those_of_a_site_that_runs(windows, free_port):
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/metrikk/", timeout=60) as answer:
        found = {family.name: family for family in text_string_to_metric_families(answer.read().decode())}

    values = {name: sum(sample.value for sample in family.samples) for name, family in found.items()}
    assert values["rorikt_requests"] > 5  # of both processes, whichever was asked
    assert {s.labels["process"]: s.value for s in found["rorikt_processes"].samples} == {"web": 2, "worker": 1}
    assert values["rorikt_workers"] == 1
    assert {sample.labels["outcome"] for sample in found["rorikt_print_seconds"].samples} == {"made"}
    assert all(sample.value == 1 for sample in found["rorikt_condition_well"].samples)


def quiet():
    """What the page on systemd has PostgreSQL set."""
    return dict(re.findall(r"SET (\w+) = (\w+)", "".join(blocks("The database", file="docs/running/systemd.md"))))


@pytest.mark.parametrize(("given", "is_told"), [({}, True), (quiet(), False)])
def test_what_people_wrote_is_not_in_the_log_of_postgresql(postgres, given, is_told):
    word = f"hemmelig{len(given)}"
    log = Path(re.search(r"host=(.*?)/?$", postgres)[1]) / "log"
    with psycopg2.connect(
        postgres, options=" ".join(f"-c {name}={value}" for name, value in given.items())
    ) as database:
        cursor = database.cursor()
        cursor.execute(
            "CREATE TEMPORARY TABLE written (word text PRIMARY KEY, CHECK (word <> ''), CHECK (word = lower(word)))"
        )
        for wrong in (f"('{word}'), ('{word}')", f"('{word.upper()}')", f"('{word}', 1)"):
            cursor.execute("SAVEPOINT before")
            with pytest.raises(psycopg2.Error):
                cursor.execute(f"INSERT INTO written VALUES {wrong}")
            cursor.execute("ROLLBACK TO before")

    assert (word in log.read_text().lower()) == is_told


# The compose file


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((COMPOSE / "compose.yaml").read_text())


def test_the_web_of_the_compose_file_answers_and_lets_a_request_end_when_it_is_stopped(
    windows, compose, clone, postgres, other_port
):
    """With the environment that the file gives it, on the database that is there, which knows the key of its own."""
    given = {
        "POSTGRES_PASSWORD": "x",
        "RORIKT_HOSTS": HOST,
        "RORIKT_SECRET_KEY": (clone / ".data" / "secret-key").read_text().strip(),
        "RORIKT_METRICS_TOKEN": TOKEN,
    }
    theirs = compose["services"]["web"]["environment"] | {"DATABASE_URL": postgres, "RORIKT_ENV_FILE": os.devnull}
    ours = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: given.get(found[1], ""), value)
        for name, value in theirs.items()
    }
    ours["PATH"] = f"{clone}/.venv/bin:{os.environ['PATH']}"
    do(clone, compose["services"]["setup"]["command"][2], **ours)
    command = " ".join(compose["services"]["web"]["command"]).replace("0.0.0.0:8000", f"127.0.0.1:{other_port}")
    with window(clone, command, until="Booting worker", **ours) as said:
        address = f"http://127.0.0.1:{other_port}"
        wait_until(lambda: shipped.run.is_open(other_port))
        program, option, script = compose["services"]["web"]["healthcheck"]["test"][1:]
        of_health = [str(clone / ".venv" / "bin" / program), option, script.replace(":8000", f":{other_port}")]
        answers = partial(subprocess.run, of_health, capture_output=True)
        wait_until(lambda: answers().returncode == 0 or "Shutting down: Master" in said[-1], seconds=240)
        assert answers().returncode == 0, "".join(said)[-3000:]
        ask = urllib.request.Request(
            f"{address}/metrikk/", headers={"X-Forwarded-For": "192.0.2.1", "Authorization": f"Bearer {TOKEN}"}
        )
        assert b"rorikt_workers 1.0" in urllib.request.urlopen(ask, timeout=60).read()

        master = next(line["pid"] for line in told(said) if "Listening at" in line["event"])
        body = b"login=x&password=y"
        with socket.create_connection(("127.0.0.1", other_port), timeout=60) as slow:
            slow.sendall(
                f"POST /konto/login/ HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            )
            slow.sendall(body[:5])
            time.sleep(1)  # until it is in the hands of a thread, which waits for the rest
            os.kill(master, signal.SIGTERM)
            wait_until(lambda: any("term" in line["event"].lower() for line in told(said)))
            slow.sendall(body[5:])
            answer = slow.recv(200).decode()

        assert answer.startswith("HTTP/1.1 403")  # without its token of CSRF; it was read and answered


def test_the_commands_of_the_compose_file_are_those_of_the_units_and_of_the_readme(compose):
    of_readme = [line.removeprefix("./").removeprefix(".venv/bin/") for line in commands(HEADING)[1:]]
    of_units = [started_by(f"rorikt-{name}.service").removeprefix(".venv/bin/") for name in ("web", "worker")]
    of_compose = [" ".join(compose["services"][name]["command"]) for name in ("web", "worker")]

    assert of_units == of_readme
    assert [command.replace("0.0.0.0", "127.0.0.1") for command in of_compose] == of_readme


def test_the_database_of_the_compose_file_is_as_quiet(compose):
    program, *options = compose["services"]["db"]["command"]

    assert program == "postgres"
    assert dict(option.split("=") for option in options if option != "-c") == quiet()


def test_every_file_that_the_compose_file_names_is_there(compose):
    ours = compose["services"]["web"]["build"]
    assert (COMPOSE / ours["context"]).resolve() == shipped.ROOT
    assert (shipped.ROOT / ours["dockerfile"]).is_file()
    named = [volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", ())]
    files = [name for name in named if name.startswith(".")]
    assert files
    assert all((COMPOSE / name).is_file() for name in files)
    assert {name for name in named if name.isalpha()} == set(compose["volumes"])


def test_what_the_image_is_made_of_is_in_the_project(compose):
    wanted = (COMPOSE / "Dockerfile.dockerignore").read_text().splitlines()

    assert all((shipped.ROOT / line[1:]).exists() for line in wanted if line.startswith("!"))
    assert wanted[1] == "*"


@pytest.mark.parametrize("name", ["setup", "web", "worker"])
def test_what_is_ours_in_containers_has_no_rights_and_a_limit(compose, name):
    service = compose["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert not service.get("ports")


def test_the_database_is_reached_by_nobody_outside(compose):
    assert compose["services"]["db"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert {name for name, service in compose["services"].items() if service.get("ports")} == {"proxy"}


# The units


def test_what_is_asked_to_stop_has_the_time_that_it_may_need(compose):
    """A second or more besides, to end the processes that print."""
    needs = {"web": gunicorn_says("graceful_timeout"), "worker": SECONDS_TO_END}

    for name, seconds in needs.items():
        [of_unit] = re.findall(r"^TimeoutStopSec=(\d+)$", (SYSTEMD / f"rorikt-{name}.service").read_text(), flags=re.M)
        of_compose = compose["services"][name]["stop_grace_period"].removesuffix("s")
        assert min(int(of_unit), int(of_compose)) > seconds + 5
    assert shipped.run.ENDS_WITHIN > SECONDS_TO_END + 5


def gunicorn_says(setting):
    return int(re.search(rf"^{setting} = (\d+)", (shipped.ROOT / "gunicorn.conf.py").read_text(), flags=re.M)[1])


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """As they are, in a folder of ours, since systemd looks whether what they start is there."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here: apt-get install systemd")
    folder = tmp_path_factory.mktemp("units")
    for unit in SYSTEMD.iterdir():
        (folder / unit.name).write_text(unit.read_text().replace(THEIRS, str(shipped.ROOT)))
    return sorted(folder.iterdir())


def test_systemd_understands_every_line_of_the_units(units):
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, encoding="utf-8")

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_units_expose_little(units):
    for unit in units:
        if unit.suffix == ".service":
            measure = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
            done = subprocess.run(measure, capture_output=True, encoding="utf-8")
            assert done.returncode == 0, done.stdout


def test_every_line_about_a_new_release_is_one_of_the_machine_that_was_set_up():
    set_up = [line for heading in ("The project and its user", "The database and the static files of this release")
              for line in commands(heading, file="docs/running/systemd.md")]  # fmt: skip

    new = commands("A new release", file="docs/running/releases.md")

    assert new[0] == "git pull"
    assert [line for line in new if "python manage.py" in line or "pip" in line] == [
        line for line in set_up if ("manage.py" in line and "superuser" not in line) or "pip" in line
    ]
