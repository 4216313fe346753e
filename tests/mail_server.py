"""A mail server that speaks real SMTP, keeps what it gets, and misbehaves where a test asks it to."""

import socket
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy

from rorikt import mail

HELLO = "250-her\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250 DSN"


class MailServer(threading.Thread):
    """`answers` are replies to RCPT by address. `before_reply` is called with each mail before it is answered: it may
    return another answer, or raise ConnectionError to hang up without one.
    """

    def __init__(self, answers=(), before_reply=None):
        super().__init__(daemon=True)
        self.answers, self.before_reply = dict(answers), before_reply
        self.is_away = False  # it hangs up on everybody
        self.said, self.mails, self.lock = [], [], threading.Lock()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            if self.is_away:
                client.close()
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, client.makefile("rwb") as stream, suppress(ConnectionError, ValueError):
            self._converse(stream)

    def _converse(self, stream):
        self._answer(stream, "220 klar")
        while line := stream.readline().decode().strip():
            self.said.append(line)
            command = line.split()[0].upper()
            if command == "EHLO":
                self._answer(stream, HELLO)
            elif command == "RCPT":
                address = line[line.index("<") + 1 : line.index(">")]
                self._answer(stream, self.answers.get(address, "250 2.1.5 greit"))
            elif command == "DATA":
                self._answer(stream, "354 skriv")
                raw = b"".join(iter(stream.readline, b".\r\n"))
                self._answer(stream, self._keep(raw))
            else:
                self._answer(stream, "250 greit")
            if command == "QUIT":
                return

    def _keep(self, raw):
        found = message_from_bytes(raw, policy=policy.default)
        found.raw = raw
        with self.lock:
            self.mails.append(found)
        answer = self.before_reply(found) if self.before_reply else None
        return answer or f"250 2.0.0 Ok: queued as {len(self.mails)}"

    def _answer(self, stream, text):
        stream.write(f"{text}\r\n".encode())
        stream.flush()

    def end(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def to(self, address):
        """The mails to one address, in the order they came."""
        return [one for one in self.mails if f"<{address}>" in one["To"] or one["To"] == address]


@contextmanager
def serving(settings, **options):
    """The product hands its mail to this server for as long as it lasts."""
    server = MailServer(**options)
    use(settings, server.port)
    try:
        yield server
    finally:
        with suppress(OSError):
            server.end()


def use(settings, port):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = mail.SMTP, "127.0.0.1", port
    settings.EMAIL_TIMEOUT, settings.DEFAULT_FROM_EMAIL = 5, "radet@example.no"
