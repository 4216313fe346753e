"""The one reading of `.env`, the data folder and the secret key, for `run` and for what is started without it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rorikt.starting import installation

ROOT = Path(__file__).resolve().parents[3]


def test_env_file_gives_names_and_values(tmp_path):
    (tmp_path / ".env").write_text(
        "# et ord om filen\n\nRORIKT_HOSTS=styring.example.no localhost\nRORIKT_FROM_EMAIL = 'ikt@example.no'\n"
        'RORIKT_SECRET_KEY="med = i"\nRORIKT_HTTPS=\n',
        encoding="utf-8",
    )

    assert installation.read_env_file(tmp_path / ".env") == {
        "RORIKT_HOSTS": "styring.example.no localhost",
        "RORIKT_FROM_EMAIL": "ikt@example.no",
        "RORIKT_SECRET_KEY": "med = i",
        "RORIKT_HTTPS": "",
    }


def test_no_env_file_gives_nothing(tmp_path):
    assert installation.read_env_file(tmp_path / ".env") == {}


def test_a_line_of_the_env_file_that_is_no_setting_is_named(tmp_path):
    (tmp_path / ".env").write_text("RORIKT_HTTPS=1\nhei på deg\n", encoding="utf-8")

    with pytest.raises(
        installation.Stop, match=r"^Linje 2 i .*\.env er ikke på formen NAVN=verdi: rett den og start på nytt\.$"
    ):
        installation.read_env_file(tmp_path / ".env")


def test_the_environment_goes_before_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("RORIKT_DATA=fra-fil\nRORIKT_HOSTS=fra-fil\n")

    found = installation.environment(tmp_path, {"RORIKT_HOSTS": "fra-miljøet"})

    assert found == {
        "RORIKT_HOSTS": "fra-miljøet",
        "RORIKT_DATA": str(tmp_path / "fra-fil"),
        "RORIKT_SECRET_KEY": (tmp_path / "fra-fil" / "secret-key").read_text().strip(),
    }


def test_the_env_file_may_lie_elsewhere(tmp_path):
    (tmp_path / "rorikt.env").write_text("RORIKT_SECRET_KEY=fra-fil\n")

    found = installation.environment(tmp_path, {"RORIKT_ENV_FILE": str(tmp_path / "rorikt.env")})

    assert found["RORIKT_SECRET_KEY"] == "fra-fil"


def test_the_secret_key_is_made_once_and_for_one_person(tmp_path):
    first = installation.secret_key(tmp_path / "secret-key")

    assert installation.secret_key(tmp_path / "secret-key") == first
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_of_two_who_start_at_once_both_have_the_same_key(tmp_path, monkeypatch):
    def link(made, path):
        Path(path).write_text("den andres\n")
        raise FileExistsError

    monkeypatch.setattr(os, "link", link)

    assert installation.secret_key(tmp_path / "secret-key") == "den andres"
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_secret_key_that_was_emptied_is_told_of_and_not_replaced(tmp_path):
    (tmp_path / "secret-key").write_text("\n")

    with pytest.raises(installation.Stop, match="er tom: hent den fra sikkerhetskopien"):
        installation.secret_key(tmp_path / "secret-key")


@pytest.mark.slow
def test_what_is_started_without_run_reads_the_same_settings(tmp_path):
    """As gunicorn and a service of systemd do: nothing in the environment but the file."""
    (tmp_path / "rorikt.env").write_text(f"RORIKT_DATA={tmp_path / 'data'}\nRORIKT_HOSTS=styring.example.no\n")
    script = (
        "from django.conf import settings as s; "
        "print(s.ALLOWED_HOSTS, s.DATA_DIR, len(s.SECRET_KEY) > 50, s.TASKS['default']['BACKEND'])"
    )
    bare = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "rorikt.settings"}

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**bare, "RORIKT_ENV_FILE": str(tmp_path / "rorikt.env")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout == f"['styring.example.no'] {tmp_path / 'data'} True django_tasks_db.DatabaseBackend\n"
