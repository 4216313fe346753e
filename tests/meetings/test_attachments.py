"""Whatever is uploaded, the answer is a finding or a sentence that says what to do."""

import contextlib
import hashlib
import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from meetings import attachments
from meetings.attachments import Examined, examine
from tests.pdfs import make_pdf


def refused(data):
    with pytest.raises(ValidationError) as caught:
        examine(data)
    return caught.value


def locked(data, **passwords):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(**passwords))
    return target.getvalue()


def test_a_whole_pdf_is_counted_and_hashed():
    data = make_pdf(pages=3)

    assert examine(data) == Examined(3, len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "Filen er tom. Velg filen på nytt"),
        (b"Referat fra m\xc3\xb8tet", "not_a_pdf", "Filen er ikke en PDF. Åpne den"),
        (b"PK\x03\x04 word/document.xml", "not_a_pdf", "men et Office-dokument eller en zip-fil. Åpne den"),
        (b"\xd0\xcf\x11\xe0 Word 97", "not_a_pdf", "men et eldre Office-dokument. Åpne den"),
        (b"\x89PNG\r\n\x1a\n", "not_a_pdf", "men et bilde (PNG). Åpne den"),
        (b"%PDF-1.7\n", "damaged", "skadet eller ikke hel. Åpne den og lagre den som PDF på nytt"),
        (b"%PDF-1.7\n" + b"x" * 5000, "damaged", "skadet eller ikke hel"),
    ],
)
def test_what_is_no_pdf_is_refused_with_what_to_do(data, code, words):
    error = refused(data)

    assert error.code == code
    assert words in error.message


def test_a_password_is_refused_with_what_to_ask_for():
    error = refused(locked(make_pdf(), owner="eier", user="hemmelig"))

    assert (error.code, error.message) == (
        "encrypted",
        "Filen er låst med passord. Be avsenderen om en kopi uten passord.",
    )


def test_a_password_for_changes_only_is_let_through():
    assert examine(locked(make_pdf(pages=2), owner="eier", user="")).page_count == 2


def test_a_pdf_without_pages_is_refused():
    target = io.BytesIO()
    pikepdf.Pdf.new().save(target)

    assert refused(target.getvalue()).code == "no_pages"


def test_too_many_pages_and_too_many_bytes_are_refused(monkeypatch):
    data = make_pdf(pages=3)

    monkeypatch.setattr(attachments, "MOST_PAGES", 2)
    assert refused(data).message == "Filen har 3 sider, og kan ha 2. Del den i flere vedlegg."

    monkeypatch.setattr(attachments, "MOST_BYTES", 100)
    assert refused(data).code == "too_big"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("linearize", [False, True])
def test_a_pdf_that_is_cut_off_is_refused(share, linearize):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf(pages=5))) as pdf:
        pdf.save(target, linearize=linearize)
    data = target.getvalue()

    assert refused(data[: int(len(data) * share)]).code == "damaged"


@given(st.binary(max_size=400), st.booleans())
def test_rubbish_is_refused_and_never_breaks(data, with_header):
    assert refused(b"%PDF-1.4\n" + data if with_header else data).code in {"empty", "not_a_pdf", "damaged", "no_pages"}


@given(st.data())
def test_a_pdf_with_bytes_changed_is_examined_or_refused(data):
    whole = bytearray(make_pdf(pages=2))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=30)):
        whole[place] = data.draw(st.integers(0, 255))

    with contextlib.suppress(ValidationError):
        assert examine(bytes(whole)).page_count >= 1
