"""E-mail: a forgotten password by a mail server, and a sentence where there is none or it does not answer."""

import json
import logging
import os
import pty
import re
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core import mail as outbox
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from rorikt import mail
from rorikt.logs import lines
from rorikt.mail.links import link_by_site
from tests import factories, mail_server

RESET = "account_reset_password"
LINK = re.compile(r"http://[^\s]+/konto/password/reset/key/[^\s]+")
SETTINGS = ("RORIKT_MAIL_HOST", "RORIKT_MAIL_SECURITY", "RORIKT_MAIL_PORT", "RORIKT_MAIL_USER", "RORIKT_MAIL_PASSWORD")


class MailServer(threading.Thread):
    """One that speaks SMTP as far as Django asks, and keeps what it is given. What it `refuses` are commands."""

    def __init__(self, refuses=(), tls=None):
        super().__init__(daemon=True)
        self.refuses, self.tls, self.said, self.messages = refuses, tls, [], []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as stream:
                self._answer(stream, "220 klar")
                self._converse(stream, client)

    def _converse(self, stream, client):
        while line := stream.readline().decode().strip():
            command = line.split()[0].upper()
            self.said.append(line)
            if command in self.refuses:
                self._answer(stream, "550 nei, ikke ola@example.no")
            elif command == "EHLO":
                self._answer(
                    stream, "250-her\r\n250-STARTTLS\r\n250 AUTH PLAIN" if self.tls else "250-her\r\n250 AUTH PLAIN"
                )
            elif command == "STARTTLS":
                self._answer(stream, "220 bytt")
                try:
                    with self.tls.wrap_socket(client, server_side=True) as safe, safe.makefile("rwb") as inner:
                        self._converse(inner, safe)
                except OSError:  # who asked does not trust us, and has gone
                    pass
                return
            elif command == "AUTH":
                self._answer(stream, "235 god")
            elif command == "DATA":
                self._answer(stream, "354 skriv")
                lines = iter(lambda: stream.readline().decode().rstrip("\r\n"), ".")
                self.messages.append("\n".join(lines))
                self._answer(stream, "250 mottatt")
            else:
                self._answer(stream, "250 greit")
            if command == "QUIT":
                return

    def _answer(self, stream, text):
        stream.write(f"{text}\r\n".encode())
        stream.flush()

    def end(self):
        self.socket.close()


@pytest.fixture
def server():
    server = MailServer()
    yield server
    server.end()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in (*SETTINGS, "RORIKT_FROM_EMAIL", mail.TERMINAL):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def person(db):
    factories.make_cooperation(name="IKT Nordvest")
    return factories.make_user(email="ola@example.no", password="et-langt-passord-1")


def use(settings, server):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5


def ask(client, address):
    answer = client.post(reverse(RESET), {"email": address}, follow=True)
    wait_for_mail()
    return answer


def wait_for_mail():
    """Until what is sent apart is sent."""
    for thread in threading.enumerate():
        if thread.name == mail.APART:
            thread.join()


def test_the_answer_does_not_wait_for_the_mail(client, person, settings):
    """A server that takes its time would tell by it who has an account."""
    sent, waits = [], threading.Event()

    def take_time(message):
        waits.wait(20)
        sent.append(message)

    slow = mail_server.MailServer(before_reply=take_time)
    use(settings, slow)
    settings.EMAIL_TIMEOUT = 30
    assert client.post(reverse(RESET), {"email": "ola@example.no"}).status_code == 302
    assert sent == []
    waits.set()
    wait_for_mail()
    slow.end()

    assert [one["To"] for one in sent] == ["ola@example.no"]


def text_of(answer):
    """The page without what differs each time it is made."""
    return re.sub(r'(value|nonce|content)="[^"]*"', "", answer.content.decode())


def test_a_server_is_named_with_its_usual_port_and_a_sender(monkeypatch):
    monkeypatch.setenv("RORIKT_MAIL_HOST", "smtp.example.no")
    monkeypatch.setenv("RORIKT_FROM_EMAIL", "styring@example.no")

    chosen = mail.from_environment()

    assert (chosen["EMAIL_BACKEND"], chosen["EMAIL_PORT"], chosen["EMAIL_USE_TLS"]) == (mail.SMTP, 587, True)
    monkeypatch.setenv("RORIKT_MAIL_SECURITY", "tls")
    assert (mail.from_environment()["EMAIL_PORT"], mail.from_environment()["EMAIL_USE_SSL"]) == (465, True)
    monkeypatch.setenv("RORIKT_MAIL_PORT", "2465")
    assert mail.from_environment()["EMAIL_PORT"] == 2465


def test_a_server_without_a_sender_stops_the_start(monkeypatch):
    monkeypatch.setenv("RORIKT_MAIL_HOST", "smtp.example.no")

    with pytest.raises(ImproperlyConfigured, match="RORIKT_FROM_EMAIL"):
        mail.from_environment()


def test_a_mailbox_of_reports_is_named_with_its_user_or_stops_the_start(monkeypatch):
    assert mail.reports_from_environment() == {}
    monkeypatch.setenv("RORIKT_IMAP_HOST", "imap.example.no")
    with pytest.raises(ImproperlyConfigured, match="RORIKT_IMAP_USER"):
        mail.reports_from_environment()
    monkeypatch.setenv("RORIKT_IMAP_USER", "radet")
    monkeypatch.setenv("RORIKT_IMAP_PASSWORD", "hemmelig")

    chosen = mail.reports_from_environment()

    assert (chosen["port"], chosen["security"], chosen["folder"]) == (993, "tls", "INBOX")


def test_without_a_server_nothing_is_sent_but_in_the_window_of_the_demo(monkeypatch):
    assert mail.from_environment()["EMAIL_BACKEND"] == mail.NOWHERE
    monkeypatch.setenv(mail.TERMINAL, "/dev/pts/9")
    assert mail.from_environment()["EMAIL_BACKEND"] == mail.ON_TERMINAL


def test_the_page_says_where_mail_is_not_set_up(client, person, settings):
    settings.EMAIL_BACKEND = mail.NOWHERE

    page = client.get(reverse(RESET)).content.decode()

    assert mail.NOT_SET_UP in page
    assert 'name="email"' not in page
    assert text_of(ask(client, "ola@example.no")) == text_of(ask(client, "ukjent@example.no"))


def test_a_person_gets_a_link_to_this_site_in_norwegian(client, person, settings, server):
    use(settings, server)

    answer = ask(client, "ola@example.no")

    assert answer.redirect_chain[-1][0] == reverse("account_reset_password_done")
    [message] = server.messages
    assert "Subject: IKT Nordvest: nytt passord" in message
    assert "To: ola@example.no" in message
    assert "http://testserver/konto/password/reset/key/" in message.replace("=\n", "")
    assert "example.com" not in message
    assert "demo" not in message


def test_the_link_is_by_the_name_of_the_site_whatever_host_was_asked_for(client, person, settings):
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["saker.example.no", "127.0.0.1"]

    client.post(reverse(RESET), {"email": "ola@example.no"}, headers={"host": "127.0.0.1:6666"})

    [message] = outbox.outbox
    assert "\nhttps://saker.example.no/konto/password/reset/key/" in message.body
    assert "6666" not in message.body


@pytest.mark.parametrize(
    ("is_named", "link"), [(True, "https://saker.example.no/moter/"), (False, "http://127.0.0.1:6666/moter/")]
)
def test_links_of_what_a_person_sends_are_by_the_name_of_the_site_too(rf, settings, is_named, link):
    settings.HTTPS, settings.ALLOWED_HOSTS = is_named, ["saker.example.no", "127.0.0.1"]

    assert link_by_site(rf.get("/", headers={"host": "127.0.0.1:6666"}), "/moter/") == link


def test_the_link_lets_its_reader_choose_a_password_once(client, person):
    ask(client, "ola@example.no")
    [link] = LINK.findall(outbox.outbox[0].body)

    form = client.get(link, follow=True)
    chosen = {"password1": "et-annet-passord-2", "password2": "et-annet-passord-2"}
    client.post(form.redirect_chain[-1][0], chosen)

    person.refresh_from_db()
    assert person.check_password("et-annet-passord-2")
    assert "Lenken virker ikke lenger" in client.get(link, follow=True).content.decode()


@pytest.mark.parametrize("closed", [False, True], ids=["unknown", "no longer active"])
def test_an_address_without_an_account_gets_nothing_and_the_same_answer(client, person, closed):
    if closed:
        factories.make_user(email="kari@example.no", is_active=False)

    known, unknown = ask(client, "ola@example.no"), ask(client, "kari@example.no")

    assert [message.to for message in outbox.outbox] == [["ola@example.no"]]
    assert text_of(known) == text_of(unknown)
    assert known.redirect_chain == unknown.redirect_chain


def test_a_server_that_does_not_answer_is_told_in_the_same_words_to_all(client, person, settings, server, caplog):
    use(settings, server)
    server.end()
    server.socket.close()

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
        known, unknown = ask(client, "ola@example.no"), ask(client, "ukjent@example.no")

    assert known.status_code == 200
    assert mail.UNREACHABLE in known.content.decode()
    assert text_of(known).replace("ola", "ukjent") == text_of(unknown)


def test_a_server_that_refuses_the_person_tells_nobody_of_the_person(client, person, settings, caplog):
    server = MailServer(refuses={"RCPT"})
    use(settings, server)

    known, unknown = ask(client, "ola@example.no"), ask(client, "ukjent@example.no")
    server.end()

    assert text_of(known) == text_of(unknown)
    assert "refused a message: SMTPRecipientsRefused" in caplog.text
    assert "ola@" not in caplog.text


def test_user_and_password_are_given_to_the_server(settings, server):
    use(settings, server)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "styring", "hemmelig"

    mail.check_server()

    assert any(line.startswith("AUTH PLAIN") for line in server.said)


def make_certificate(folder):
    """Of 127.0.0.1, signed by itself; the file with it and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize("is_trusted", [True, False], ids=["trusted", "not trusted"])
def test_a_password_goes_to_a_server_that_is_trusted_and_encrypted(settings, monkeypatch, tmp_path, is_trusted):
    path = make_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    server = MailServer(tls=tls)
    use(settings, server)
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "styring", "hemmelig"
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        mail.check_server()
    else:
        with pytest.raises(mail.Undelivered, match="Vi får ikke sendt e-post"):
            mail.check_server()
    server.end()

    said = [line.split()[0].upper() for line in server.said]
    assert said[:2] == ["EHLO", "STARTTLS"]
    assert ("AUTH" in said) is is_trusted


def test_a_server_without_the_encryption_that_is_asked_for_gets_nothing(client, person, settings, server):
    use(settings, server)
    settings.EMAIL_USE_TLS = True

    answer = ask(client, "ola@example.no")

    assert mail.UNREACHABLE in answer.content.decode()
    assert server.messages == []


def test_one_address_gets_five_mails_in_an_hour_and_every_answer_is_the_same(client, person):
    answers = [ask(client, "ola@example.no") for _ in range(7)]

    assert len(outbox.outbox) == 5
    assert {text_of(answer) for answer in answers} == {text_of(answers[0])}


def test_a_mail_is_shown_in_the_window_of_the_demo_and_in_no_log(client, person, settings, monkeypatch, caplog, capfd):
    here, there = pty.openpty()
    settings.EMAIL_BACKEND = mail.ON_TERMINAL
    monkeypatch.setenv(mail.TERMINAL, os.ttyname(there))

    ask(client, "ola@example.no")

    shown = os.read(here, 10_000).decode()
    os.close(here)
    os.close(there)
    assert LINK.search(shown)
    assert "reset/key" not in caplog.text + "".join(capfd.readouterr())


def test_a_window_that_is_a_file_gets_no_mail(client, person, settings, monkeypatch, tmp_path):
    log = tmp_path / "server.log"
    log.touch()
    settings.EMAIL_BACKEND = mail.ON_TERMINAL
    monkeypatch.setenv(mail.TERMINAL, str(log))

    answer = ask(client, "ola@example.no")

    assert mail.NOT_SET_UP in answer.content.decode()
    assert log.read_text() == ""


def test_a_refused_link_is_logged_without_its_key():
    record = logging.LogRecord(
        "django.request",
        logging.WARNING,
        "",
        1,
        "%s: %s",
        ("Too Many Requests", "/konto/password/reset/key/3-abc-def/"),
        None,
    )

    told = json.loads(lines.formatter(lines.JSON).format(record))

    assert told["event"] == "Too Many Requests: /konto/password/reset/key/…/"
