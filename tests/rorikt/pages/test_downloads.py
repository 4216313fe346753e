"""Downloads as browsers, iPads and download managers ask for them."""

import hashlib

import pytest
from django.test import RequestFactory

from rorikt.pages import downloads

pytestmark = pytest.mark.django_db  # the end of an answer is told to the database connections
DATA = bytes(range(200))
SHA = hashlib.sha256(DATA).hexdigest()
ETAG = f'"{SHA}"'


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "fil.pdf"
    path.write_bytes(DATA)
    return path


def get(path, method="get", name="2024.02.14 - Møtepakke 2024-M1.pdf", **headers):
    request = getattr(RequestFactory(), method)("/", headers=headers)
    response = downloads.deliver(request, path, SHA, name)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response, body


def test_a_file_is_shown_with_its_hash_its_length_and_its_norwegian_name(path):
    response, body = get(path)

    assert (response.status_code, body, response["Content-Length"]) == (200, DATA, "200")
    assert (response["Content-Type"], response["ETag"], response["Accept-Ranges"]) == ("application/pdf", ETAG, "bytes")
    assert response["Content-Disposition"] == ("inline; filename*=utf-8''2024.02.14%20-%20M%C3%B8tepakke%202024-M1.pdf")


@pytest.mark.parametrize("etag", [ETAG, f'"x", {ETAG}', f"W/{ETAG}", "*"])
def test_a_browser_that_has_it_gets_no_bytes(path, etag):
    response, body = get(path, if_none_match=etag)

    assert (response.status_code, body, response["ETag"]) == (304, b"", ETAG)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("bytes=0-9", range(10)),
        ("bytes=190-", range(190, 200)),
        ("bytes=-5", range(195, 200)),
        ("bytes=-999", range(200)),
        ("bytes=150-9999", range(150, 200)),
        ("bytes=199-199", range(199, 200)),
    ],
)
def test_a_part_of_the_file_is_given_as_asked(path, asked, wanted):
    response, body = get(path, range=asked)

    assert (response.status_code, body) == (206, DATA[wanted.start : wanted.stop])
    assert response["Content-Range"] == f"bytes {wanted.start}-{wanted.stop - 1}/200"
    assert response["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=500-600", "bytes=-0"])
def test_a_part_the_file_does_not_have_is_refused_with_its_length(path, asked):
    response, body = get(path, range=asked)

    assert (response.status_code, body, response["Content-Range"]) == (416, b"", "bytes */200")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "bytes=0-1,5-6", "pages=1-2", "bytes=a-b"])
def test_what_is_no_range_of_ours_is_answered_with_the_whole(path, asked):
    assert get(path, range=asked)[1] == DATA


def test_a_part_of_an_older_file_is_answered_with_the_whole_new_one(path):
    assert get(path, range="bytes=0-9", if_range='"old"')[0].status_code == 200
    assert get(path, range="bytes=0-9", if_range=ETAG)[0].status_code == 206


def test_a_head_tells_what_a_get_would_without_the_bytes(path):
    response, body = get(path, method="head", range="bytes=0-9")

    assert (response.status_code, body, response["Content-Length"], response["ETag"]) == (200, b"", "200", ETAG)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Kart.pdf", 'inline; filename="Kart.pdf"'),
        ('a"b/c\\d\r\n.pdf', 'inline; filename="a-b-c-d--.pdf"'),
        ("", 'inline; filename="fil"'),
        (
            "Årsmøte – «æøå».pdf",
            "inline; filename*=utf-8''%C3%85rsm%C3%B8te%20%E2%80%93%20%C2%AB%C3%A6%C3%B8%C3%A5%C2%BB.pdf",
        ),
        ("日本.pdf", "inline; filename*=utf-8''%E6%97%A5%E6%9C%AC.pdf"),
        ("Å\r\nSet-Cookie: a=b.pdf", "inline; filename*=utf-8''%C3%85--Set-Cookie-%20a%3Db.pdf"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(name, header):
    assert downloads.disposition(name) == header


def test_a_file_to_be_saved_says_so():
    assert downloads.disposition("Kart.pdf", save=True) == 'attachment; filename="Kart.pdf"'
