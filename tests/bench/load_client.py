"""Many readers who ask for one address at once, each as soon as the last answer has come: wrk, or threads of Python.

What is measured with one of them is not to be held against the other; which it was stands above the figures.
"""

import json
import math
import resource
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = """
local cookies = {%s}
local n = 0
request = function()
  n = n + 1
  local path = %s and (wrk.path .. "?n=" .. n) or nil
  return wrk.format("GET", path, {["Cookie"] = cookies[(n - 1) %% #cookies + 1], ["Host"] = "%s"})
end
response = function(status, headers, body)
  if status ~= 200 then wrong = (wrong or 0) + 1 end
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('RESULT {"answers": %%d, "bytes": %%d, "us": %%d, "errors": %%d, ',
    summary.requests, summary.bytes, summary.duration, e.connect + e.read + e.write + e.status + e.timeout))
  io.write(string.format('"p50": %%f, "p95": %%f, "p99": %%f}\\n',
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Asked:
    """`p50` and its like in ms, `size` of an answer in bytes, `processor` is seconds of the client itself."""

    answers: int
    seconds: float
    p50: float
    p95: float
    p99: float
    errors: int
    size: float
    processor: float


def name() -> str:
    return "wrk" if shutil.which("wrk") else "klient i Python"


def ask(url: str, cookies: list[str], readers: int, seconds: int, *, is_new: bool = False) -> Asked:
    """`is_new`: each asks with something that nobody has asked with before."""
    before = _used()
    by = _by_wrk if shutil.which("wrk") else _by_python
    found = by(url, cookies, readers, seconds, is_new)
    return Asked(**found, processor=_used() - before)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _by_wrk(url: str, cookies: list[str], readers: int, seconds: int, is_new: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "readers.lua"
        script.write_text(SCRIPT % (", ".join(map(json.dumps, cookies)), str(is_new).lower(), urlsplit(url).netloc))
        command = ["wrk", "-t1", f"-c{readers}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(next(line for line in told.splitlines() if line.startswith("RESULT "))[7:])
    return {
        "answers": found["answers"],
        "seconds": found["us"] / 1e6,
        **{name: found[name] / 1000 for name in ("p50", "p95", "p99")},
        "errors": found["errors"],
        "size": found["bytes"] / max(found["answers"], 1),
    }


def _by_python(url: str, cookies: list[str], readers: int, seconds: int, is_new: bool) -> dict[str, float]:
    """In a process of its own, so that its work is counted apart."""
    with ProcessPoolExecutor(1) as apart:
        began = time.perf_counter()
        times, size, errors = apart.submit(_many, url, cookies, readers, seconds, is_new).result()
        lasted = time.perf_counter() - began
    times.sort()
    at = {name: times[math.ceil(part * len(times)) - 1] if times else 0 for name, part in PARTS.items()}
    return {"answers": len(times), "seconds": lasted, **at, "errors": errors, "size": size / max(len(times), 1)}


PARTS = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def _many(url: str, cookies: list[str], readers: int, seconds: int, is_new: bool) -> tuple[list[float], int, int]:
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(readers) as people:
        found = list(
            people.map(lambda n: _one(url, cookies[n % len(cookies)], until, n if is_new else None), range(readers))
        )
    return [one for times, _, _ in found for one in times], sum(f[1] for f in found), sum(f[2] for f in found)


def _one(url: str, cookie: str, until: float, who: int | None) -> tuple[list[float], int, int]:
    parts, times, size, errors = urlsplit(url), [], 0, 0
    connection = HTTPConnection(parts.netloc, timeout=30)
    while (began := time.perf_counter()) < until:
        try:
            query = "" if who is None else f"?n={who}.{len(times)}"
            connection.request("GET", (parts.path or "/") + query, headers={"Cookie": cookie})
            answer = connection.getresponse()
            size += len(answer.read())
            errors += answer.status >= 400
            times.append(1000 * (time.perf_counter() - began))
        except OSError:
            errors += 1
            connection.close()
    return times, size, errors
