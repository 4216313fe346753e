"""«Running it for real» of the README, word for word: PostgreSQL, gunicorn and the worker, behind nginx."""

import os
import re
import shutil
import subprocess

import pytest
from PIL import Image

from tests import run_all, shipped
from tests.delivered import steps
from tests.delivered.conftest import HOST
from tests.delivered.readme import blocks, commands
from tests.delivered.steps import People, file_behind, is_pdf
from tests.delivered.stranger import do, environment, wait_until, window

HEADING = "Running it for real"
CASE = "/moter/2024/M2/4/"
PASSWORD = "rorikt-demo-2024"


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


@pytest.fixture(scope="module")
def server(clone, settings_file, free_port):
    """The three commands: what prepares, what serves and what works."""
    prepare, gunicorn, worker = commands(HEADING)
    do(clone, prepare)
    do(clone, "./run manage load_demo")
    gunicorn = gunicorn.replace("127.0.0.1:8000", f"127.0.0.1:{free_port}")
    with window(clone, gunicorn, until="Booting worker"), window(clone, worker, until="Starting worker"):
        yield free_port


@pytest.fixture(scope="module")
def people(server, certificate, https_port, chromium, tmp_path_factory):
    """Those who come by https, through the server of nginx in docs/running.md."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not nginx:
        message = "nginx is not installed: apt-get install nginx-light"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder = tmp_path_factory.mktemp("nginx")
    [block] = blocks("A server of nginx", "nginx", file="docs/running.md")
    for theirs, ours in {
        "listen 443 ssl": f"listen 127.0.0.1:{https_port} ssl",
        f"/etc/ssl/certs/{HOST}.pem": str(certificate / "pem"),
        f"/etc/ssl/private/{HOST}.key": str(certificate / "key"),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{server}",
    }.items():
        assert theirs in block
        block = block.replace(theirs, ours)
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    user = "user root; " if os.geteuid() == 0 else ""  # or its own user could not keep large files in our folder
    (folder / "conf").write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/log;\nevents {{}}\n"
        f"http {{ access_log off; {temporary} {block} }}\n"
    )
    with subprocess.Popen([nginx, "-p", folder, "-c", folder / "conf", "-e", folder / "log"]) as process:
        try:
            wait_until(lambda: shipped.run.is_open(https_port) or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield People(chromium, f"https://{HOST}", PASSWORD, ignore_https_errors=True)
        finally:
            process.terminate()


def test_the_packet_and_a_table_are_made_by_the_worker(people):
    page = people.page("leder@demo.example")
    steps.open_meeting(page)

    assert is_pdf(file_behind(page, "Last ned møtepakke (PDF)"))
    page.goto("/okonomi/2023/")
    steps.tables_as_files(page)


def test_a_file_above_the_limit_that_nginx_has_by_itself_is_uploaded(people):
    page = people.page("leder@demo.example")
    page.goto(CASE)
    steps.attach(page, "stort.png", "image/png", steps.picture(Image.effect_noise((1800, 1800), 60)), "Et stort bilde")


def test_the_data_is_in_the_database_that_the_file_names(server, clone):
    asked = "print(connection.vendor, User.objects.count())"
    ask = f"from django.db import connection; from rorikt.people.models import User; {asked}"

    assert do(clone, f'./run manage shell -v0 -c "{ask}"').split()[-2:] == ["postgresql", "9"]
    assert not (clone / ".data" / "rorikt.sqlite3").exists()


def test_the_services_of_systemd_are_the_commands_of_the_readme():
    _, *processes = commands(HEADING)
    units = "".join(blocks("Services of systemd", "systemd", file="docs/running.md"))

    started = [line.removeprefix("ExecStart=") for line in units.splitlines() if line.startswith("ExecStart=")]

    assert [line.replace("/srv/rorikt/app/", "") for line in started] == [line.removeprefix("./") for line in processes]


def test_every_line_about_a_new_release_is_one_of_the_readme_or_of_the_machine():
    prepare, *_ = commands(HEADING)

    assert prepare in commands("A new release", file="docs/running.md")
