"""An identity provider of its own, for log-in elsewhere: django-oauth-toolkit as a small site, started as a process."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shipped import ROOT, free_port

CLIENT, SECRET = "rorikt", "hemmelig-mellom-de-to"
CALLBACK = "http://testserver/innlogging/felles/svar/"


@dataclass(frozen=True)
class IdentityProvider:
    issuer: str
    folder: Path

    def says(self, person, claims, token=None):
        """What it says of the person from now on; `token` overrides what stands in the token in any case."""
        (self.folder / f"{person}.json").write_text(json.dumps({"claims": claims, "token": token or {}}))


@contextmanager
def identity_provider(folder):
    port = free_port()
    command = [sys.executable, "-m", "tests.identity_provider.site", str(folder), str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}/o"
    try:
        deadline = time.monotonic() + 60
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield IdentityProvider(issuer, folder)
    finally:
        process.terminate()
        process.wait()
