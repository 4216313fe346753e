"""No answer, nor the time it takes, tells who has an account; what was refused is in the trail, without passwords."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.urls import reverse

from rorikt.access.told import UNKNOWN
from rorikt.audit.models import AuditEntry
from rorikt.mail import SMTP
from rorikt.people.models import User
from tests import factories

PASSWORD = "et-langt-passord-1"
ADDRESSES = ("kjent@example.no", "ukjent@example.no", "stengt@example.no", "uten@example.no", "annensteds@example.no")


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def people():
    factories.make_user(email="kjent@example.no", password=PASSWORD)
    factories.make_user(email="stengt@example.no", password=PASSWORD, is_active=False)
    factories.make_user(email="uten@example.no")
    factories.make_user(email="annensteds@example.no", password=PASSWORD, role=User.Role.AUTHOR)


@pytest.fixture
def work(monkeypatch):
    """How many times a password is worked into a hash, which is nearly all of the time that a log-in takes."""
    done = []
    real = MD5PasswordHasher.encode

    def counted(self, password, salt):
        done.append(password)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done


def log_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("own", ["alle", "administratorer", "ingen"])
def test_a_refused_log_in_takes_the_same_work_whoever_has_an_account(client, people, settings, work, own):
    settings.OWN_LOG_IN = own
    counts, words = {}, set()
    for email in ADDRESSES:
        cache.clear()
        work.clear()
        answer = log_in(client, email, "et-galt-passord-1")
        counts[email] = len(work)
        words.add(str(answer.context["form"].errors.as_json()))

    assert counts == dict.fromkeys(ADDRESSES, 1)
    assert len(words) == 1


def test_who_may_log_in_elsewhere_alone_gets_the_answer_of_a_wrong_password(client, people, settings, work):
    settings.OWN_LOG_IN = "administratorer"
    right, wrong = (
        log_in(client, "annensteds@example.no", password).context["form"].errors.as_json()
        for password in (PASSWORD, "et-galt-passord-1")
    )

    assert right == wrong
    assert len(work) == 2


def test_refused_log_ins_are_in_the_trail_and_nothing_that_was_typed(client, people):
    typed = "MittHemmelige-Passord-7"  # in the wrong field
    log_in(client, "kjent@example.no", "et-galt-passord-1")
    log_in(client, f"{typed}@example.no", typed)
    log_in(client, typed, "ola@example.no")  # is no address, so it is not tried

    known = User.objects.get(email="kjent@example.no")
    rows = list(AuditEntry.objects.order_by("pk"))
    assert [(row.action, row.subject, row.by) for row in rows] == [
        ("mislyktes i å logge inn", f"rorikt.user:{known.pk}", None),
        ("mislyktes i å logge inn", f"rorikt.user:{UNKNOWN}", None),
    ]
    assert typed not in str([row.detail for row in rows])
    assert rows[0].detail == {"place": "127.0.0.1"}


def test_the_trail_of_log_ins_is_read_by_the_administrator(client, people, administrator):
    log_in(client, "ukjent@example.no", "et-galt-passord-1")
    log_in(client, "kjent@example.no", PASSWORD)
    client.force_login(administrator)

    page = client.get(reverse("admin:rorikt_auditentry_changelist")).content.decode()

    assert "mislyktes i å logge inn" in page
    assert "hvordan: passord" in page
    assert client.get(f"/admin/rorikt/auditentry/{AuditEntry.objects.first().pk}/change/").status_code == 200


def test_nobody_who_logs_in_elsewhere_chooses_a_password_by_mail(client, people, settings, mailoutbox, monkeypatch):
    settings.OWN_LOG_IN = "administratorer"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert settings.EMAIL_BACKEND != SMTP

    for email in ADDRESSES:
        client.post(reverse("account_reset_password"), {"email": email})

    assert mailoutbox == []


def test_what_lets_people_in_is_not_in_grunndata(client, administrator):
    client.force_login(administrator)
    page = client.get(reverse("admin:index")).content.decode()

    for word in ("mfa", "socialaccount", "usersessions", "emailaddress"):
        assert word not in page
        assert client.get(f"/admin/{word}/").status_code == 404
