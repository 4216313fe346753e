"""A real nginx before the site as it is shipped, which sends files for those alone whom Rorikt lets have them."""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tests import shipped
from tests.delivered.readme import blocks

# A PDF of the demo's report, one of a draft, and a session of the head and of a council member, as JSON.
PREPARED = """
import json
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from meetings.documents.models import Document, DocumentVersion
from meetings.papers import printing
from rorikt.people.models import User
from rorikt.printing import kept_pdfs
version = DocumentVersion.objects.get(document=1, sequence=1)
kept = kept_pdfs.keep(printing.paper_of_version(version).key, lambda: b"%PDF-1.7 " + b"ord " * 5000)
draft = Document.objects.filter(versions=None).first()
kept_pdfs.keep(printing.draft_of(draft).key, lambda: b"%PDF-1.7 " + b"ord " * 5000)
def session(email):
    user, store = User.objects.get(email=email), SessionStore()
    store.update({"_auth_user_id": str(user.pk), "_auth_user_backend": "rorikt.access.log_in.EmailBackend",
                  "_auth_user_hash": user.get_session_auth_hash()})
    store.create()
    return store.session_key
print(json.dumps({
    "url": reverse("meetings:version-pdf", args=[1, 1]), "draft": reverse("meetings:document-pdf", args=[draft.pk]),
    "head": session("leder@demo.example"), "member": session("radsmedlem@demo.example"),
    "place": str(kept.path.relative_to(kept.path.parents[2]))}))
"""
WORD = b"ord ord"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    ours = shipped.environment(
        shipped.copy_of(shipped.loaded_demo(), tmp_path_factory.mktemp("data")), RORIKT_SENDFILE="nginx"
    )
    with shipped.serving(ours) as served:
        yield served


@pytest.fixture(scope="module")
def known(site):
    return json.loads(site.manage("shell", "--no-imports", "-c", PREPARED).splitlines()[-1])


@pytest.fixture(scope="module")
def proxy(site, tmp_path_factory):
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not nginx:
        message = "nginx is not installed: apt-get install nginx-light"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    folder, port = tmp_path_factory.mktemp("nginx"), shipped.free_port()
    [block] = blocks("Files sent by nginx", "nginx", file="docs/running/load.md")
    assert "/srv/rorikt/data/files/" in block
    block = block.replace("/srv/rorikt/data/files/", f"{site.environment['RORIKT_DATA']}/files/")
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    user = "user root; " if os.geteuid() == 0 else ""
    (folder / "conf").write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/log;\nevents {{}}\nhttp {{ access_log off; {temporary}"
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {site.address}; "
        f"proxy_set_header Host $http_host; }}\n{block} }} }}\n"
    )
    with subprocess.Popen([nginx, "-p", folder, "-c", folder / "conf", "-e", folder / "log"]) as process:
        try:
            for _ in range(100):
                if shipped.run.is_open(port):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def ask(address, session="", method="GET", **headers):
    """The status, the headers and the body; a redirection is not followed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if session:
        named["Cookie"] = f"sessionid={session}"
    try:
        with OPENER.open(urllib.request.Request(address, method=method, headers=named), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


OPENER = urllib.request.build_opener(_Still)


def test_nginx_sends_the_file_with_what_rorikt_says_of_it(proxy, known):
    address, head = proxy + known["url"], known["head"]

    status, headers, body = ask(address, head)
    etag = headers["ETag"]

    assert (status, body.count(WORD) > 1000) == (200, True)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "filename" in headers["Content-Disposition"]
    assert "X-Accel-Redirect" not in headers
    assert ask(address, head, Range="bytes=0-7")[::2] == (206, body[:8])
    assert ask(address, head, If_None_Match=etag)[0] == 304
    assert ask(address, head, If_None_Match='"other"')[::2] == (200, body)
    assert ask(address, head, method="HEAD")[::2] == (200, b"")


def test_it_sends_nothing_to_those_who_may_not_have_it(proxy, known):
    assert ask(proxy + known["draft"], known["head"])[2].startswith(b"%PDF")

    assert ask(proxy + known["url"])[0] == 302
    assert ask(proxy + known["draft"], known["member"])[0] == 404


@pytest.mark.parametrize("before", ["/levert/", "/levert/../levert/", "/%6cevert/", "//levert/", "/levert/./"])
def test_nobody_reaches_the_files_by_an_address(proxy, known, before):
    for session in ("", known["member"], known["head"]):
        status, _, body = ask(proxy + before + known["place"], session)

        assert status in {302, 404}
        assert WORD not in body
