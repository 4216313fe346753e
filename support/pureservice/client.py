"""Questions to a service desk over https, asked patiently and with care for where the key goes. Answers are JSON.

Whatever can be wrong is a `Trouble` with a Norwegian sentence. No sentence holds the key or anything that the other end
wrote.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import uniform
from typing import Any
from urllib.parse import urlencode, urlsplit

LARGEST_ANSWER = 64 * 1024 * 1024
CHUNK = 64 * 1024
ATTEMPTS = 5
LONGEST_WAIT = 300.0  # seconds; a service that asks for more is left alone until the next run
SOCKET_TIMEOUT, ANSWER_TIMEOUT = 20.0, 90.0  # seconds without a byte, and for the whole answer
ASK_AGAIN = frozenset({408, 425, 500, 502, 503, 504})
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class Trouble(Exception):
    """Pureservice cannot be read. The message is for the person who started the run."""


class NotThere(Trouble):
    """The service has nothing at the address."""


class _Passing(Trouble):
    """Trouble that may be over in a moment. `wait` is what the service asks for, in seconds."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Address:
    """Where the service is. `is_local` lets it be this machine, without https: for the demo and the tests."""

    base_url: str
    key: str = field(repr=False)
    prefix: str = "/agent/api/"
    requests_per_minute: int = 90
    is_local: bool = False


def check_address(base_url: str, *, is_local: bool = False) -> None:
    """Raises Trouble unless it is a plain https address; plain http only to this machine, where `is_local`."""
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise Trouble("Adressen kan ikke leses. Skriv den som https://virksomhet.pureservice.com.") from None
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment or port == 0:
        raise Trouble("Adressen skal bare ha servernavnet. Skriv den som https://virksomhet.pureservice.com.")
    if parts.path not in {"", "/"}:
        raise Trouble("Adressen skal ikke ha noe etter servernavnet. Det som kommer etter, står i prefikset.")
    if is_local and parts.scheme == "http" and parts.hostname in LOCAL_HOSTS:
        return
    if parts.scheme != "https":
        raise Trouble("Adressen må begynne med https://, ellers sendes nøkkelen ukryptert.")
    if parts.hostname in LOCAL_HOSTS or _is_inside(parts.hostname):
        raise Trouble("Adressen peker på et internt nett. Pureservice ligger på internett.")


def _is_inside(host: str) -> bool:
    """Whether it is an address, not a name, and one that the internet does not reach."""
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return not mapped.is_global or mapped.is_multicast


# The way there and back


class _OutsideOnly(http.client.HTTPSConnection):
    """Refuses an inner address also where a name of the internet leads to it. Checked before the key is sent."""

    def connect(self) -> None:
        super().connect()
        is_proxied = bool(getattr(self, "_tunnel_host", None))
        if not is_proxied and _is_inside(self.sock.getpeername()[0]):
            self.close()
            raise Trouble("Adressen peker på et internt nett. Pureservice ligger på internett.")


class _Outside(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_OutsideOnly, request, context=ssl.create_default_context())


class _StayHere(urllib.request.HTTPRedirectHandler):
    """No redirect is followed, since the key would go along."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Client:
    """Asks, and asks again where that may help, no faster than the address allows. Not for use by several threads."""

    def __init__(
        self,
        address: Address,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        socket_timeout: float = SOCKET_TIMEOUT,
        answer_timeout: float = ANSWER_TIMEOUT,
    ) -> None:
        check_address(address.base_url, is_local=address.is_local)
        if not address.key.isascii() or not address.key.isprintable():
            raise Trouble("Nøkkelen har tegn som ikke kan være med. Kopier den på nytt fra Pureservice.")
        self._address, self._sleep, self._monotonic = address, sleep, monotonic
        self._socket_timeout, self._answer_timeout = socket_timeout, answer_timeout
        self._asked: deque[float] = deque(maxlen=address.requests_per_minute)
        is_here = urlsplit(address.base_url).hostname in LOCAL_HOSTS
        proxies = [urllib.request.ProxyHandler({})] if is_here else []
        self._opener = urllib.request.build_opener(_StayHere, _Outside(), *proxies)
        self.server_time: datetime | None = None

    def get(self, resource: str, **parameters: Any) -> Any:
        """The JSON of the answer. Raises Trouble when asking again has not helped either."""
        root = self._address.base_url.rstrip("/") + "/" + self._address.prefix.strip("/")
        url = f"{root.rstrip('/')}/{resource.strip('/')}/?{urlencode(parameters)}"
        for attempt in range(1, ATTEMPTS + 1):
            self._keep_the_pace()
            try:
                return self._ask(url)
            except _Passing as trouble:
                if attempt == ATTEMPTS:
                    raise Trouble(f"{trouble} Prøvde {ATTEMPTS} ganger. Prøv igjen senere.") from None
                wait = trouble.wait if trouble.wait is not None else 2 ** (attempt - 1) * uniform(0.75, 1.25)
                if wait > LONGEST_WAIT:
                    minutes = round(wait / 60)
                    raise Trouble(f"Pureservice ber oss vente {minutes} minutter. Prøv igjen etter det.") from None
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _keep_the_pace(self) -> None:
        if len(self._asked) == self._asked.maxlen:
            wait = self._asked[0] + 60 - self._monotonic()
            if wait > 0:
                self._sleep(wait)
        self._asked.append(self._monotonic())

    def _ask(self, url: str) -> Any:
        headers = {"X-Authorization-Key": self._address.key, "Accept": "application/vnd.api+json"}
        request = urllib.request.Request(url, headers={**headers, "User-Agent": "Rorikt"})
        try:
            with self._opener.open(request, timeout=self._socket_timeout) as answer:
                self._note_the_time(answer.headers.get("Date"))
                return _decoded(self._read(answer), answer.headers.get_content_type())
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, ssl.SSLCertVerificationError):
                raise Trouble("Sertifikatet til adressen er ikke gyldig. Kontroller adressen.") from None
            if isinstance(error.reason, socket.gaierror):
                raise _Passing("Fant ingen server med denne adressen. Kontroller adressen.") from None
            raise _Passing("Pureservice svarte ikke.") from None
        except TimeoutError:
            raise _Passing("Pureservice brukte for lang tid på å svare.") from None
        except (OSError, http.client.HTTPException):
            raise _Passing("Forbindelsen til Pureservice ble brutt.") from None

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        """All of it, within a size and a time: a service that drips a byte a second ends too."""
        deadline = self._monotonic() + self._answer_timeout
        parts, size = [], 0
        while part := answer.read1(CHUNK):
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                raise Trouble("Svaret fra Pureservice er for stort. Kontroller adressen og prefikset.")
            if self._monotonic() > deadline:
                raise TimeoutError
        if answer.length:  # what was promised and did not come
            raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(parts)

    def _note_the_time(self, date: str | None) -> None:
        if self.server_time is None and date:
            self.server_time = _http_date(date)

    def _refusal(self, error: urllib.error.HTTPError) -> Trouble:
        if error.code == 429:
            return _Passing("Pureservice svarer at vi spør for ofte.", wait=self._retry_after(error.headers))
        if error.code in ASK_AGAIN:
            wait = self._retry_after(error.headers) if error.code == 503 else None
            return _Passing(f"Det er en feil i Pureservice ({error.code}).", wait)
        if error.code in {401, 403}:
            return Trouble(
                "Pureservice godtar ikke nøkkelen. Lag en ny nøkkel der, og legg den inn under Innstillinger."
            )
        if error.code == 404:
            return NotThere("Fant ikke Pureservice på adressen. Kontroller adressen og prefikset.")
        if 300 <= error.code < 400:
            return Trouble("Adressen sender videre til et annet sted. Skriv inn adressen som Pureservice selv har.")
        return Trouble(f"Pureservice forsto ikke spørringen ({error.code}). Kontroller prefikset.")

    def _retry_after(self, headers: Any) -> float | None:
        """Seconds, or a moment by the service's own clock; `None` where neither can be read."""
        value = (headers.get("Retry-After") or "").strip()
        if value.isdecimal():
            return float(value[:9])
        then, now = _http_date(value), _http_date(headers.get("Date") or "")
        return max(0.0, (then - (now or datetime.now(UTC))).total_seconds()) if then else None


def _decoded(body: bytes, content_type: str) -> Any:
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content_type == "text/html" or start.startswith(b"<"):
        raise Trouble("Svaret er en nettside, ikke data. Kontroller adressen, prefikset og nøkkelen.")
    try:
        return json.loads(body, parse_constant=_no_such_number)
    except RecursionError:
        raise Trouble("Svaret fra Pureservice er for komplisert til å leses.") from None
    except ValueError:
        raise _Passing("Svaret fra Pureservice er ikke gyldig JSON.") from None


def _no_such_number(name: str) -> None:
    raise ValueError(name)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
