"""A paper is printed in parts: what that keeps as it was, and what it saves."""

import io
import json
import shutil
import subprocess

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Name

from meetings.documents.content import NumberedSection, Text, content_from_json
from meetings.papers import printing, render
from meetings.papers.printing import PrintedPaper
from rorikt.jobs.queue import Cancelled
from rorikt.pdf import bookmarks, joining, typeset
from rorikt.printing import kept_pdfs, print_workers
from tests.factories import make_content
from tests.rorikt.pdf.test_pdf import CONTROL, elements

pytestmark = pytest.mark.slow
WORDS = "Tekst om driften, skrevet for å fylle en side. " * 60


def section(number, body="", title="Avsnitt"):
    text = Text(f"<p>{WORDS}</p>" * 2 + body)
    anchor = "avsnitt-" + number.replace(".", "-")
    return NumberedSection(number, number.count(".") + 1, anchor, f"{title} {number}", (text,))


def make_paper(sections=None, **overrides):
    sections = tuple(sections or (section(number) for number in ("1", "1.1", "2", "2.1", "3", "3.1")))
    content = make_content(control=CONTROL, sections=sections, file_title="Prøverapport", **overrides)
    return PrintedPaper(content.file_title, content)


@pytest.fixture
def calls(monkeypatch):
    """The names of what workers are asked for."""
    names, run = [], print_workers.run

    def record(name, function, *arguments, **options):
        names.append((name, function))
        return run(name, function, *arguments, **options)

    monkeypatch.setattr(print_workers, "run", record)
    return names


def rendered(calls):
    return [name for name, function in calls if function == "rorikt.pdf.typeset:render"]


def test_a_long_paper_is_printed_in_its_chapters_and_reads_as_one():
    data = printing.printed(make_paper()).read()

    outline = [(line.title, [below.title for below in line.children]) for line in bookmarks.outline(data)]
    headings = [kind for kind, _ in elements(data) if kind in {"/H1", "/H2", "/H3"}]
    assert outline == [(f"{n} Avsnitt {n}", [f"{n}.1 Avsnitt {n}.1"]) for n in (1, 2, 3)]
    assert headings == ["/H1", "/H2", *["/H2", "/H3"] * 3]
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert str(opened.docinfo["/Title"]) == "Prøverapport"
        assert opened.Root.OutputIntents[0].S == Name.GTS_PDFA1


def test_a_piece_of_a_long_chapter_stands_under_its_chapter_in_the_outline():
    long = [section("1"), *(section(f"1.{number}", body=f"<p>{WORDS}</p>" * 2) for number in range(1, 6))]

    data = printing.printed(make_paper(long)).read()

    assert len(printing.pieces_of(make_paper(long)).bodies) > 1
    assert [(line.title, len(line.children)) for line in bookmarks.outline(data)] == [("1 Avsnitt 1", 5)]


def test_the_contents_and_other_links_lead_to_headings_in_other_parts():
    sections = [section(number) for number in ("1", "1.1", "2", "2.1")]
    sections += [section("3", body='<p>Se <a href="#avsnitt-1-1">avsnitt 1.1</a>.</p>'), section("3.1")]

    with pikepdf.open(io.BytesIO(printing.printed(make_paper(sections)).read())) as opened:
        numbers = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
        named = {name: numbers[target[0].objgen] for name, target in bookmarks.named_destinations(opened).items()}
        links = [str(link.Dest) for page in opened.pages for link in page.obj.get(Name.Annots, [])]
        outline = bookmarks.outline_of(opened)

    assert links == [*(one.anchor for one in sections), "avsnitt-1-1"]
    assert [named[f"avsnitt-{line.title[0]}"] for line in outline] == [line.page for line in outline]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_the_contents_and_the_margins_tell_the_real_pages(tmp_path):
    kept = printing.printed(make_paper())
    text = subprocess.run(["pdftotext", "-layout", str(kept.path), "-"], capture_output=True, check=True, text=True)
    pages = text.stdout.split("\f")[:-1]

    told = {line.split()[0]: int(line.split()[-1]) for line in pages[0].splitlines() if " Avsnitt " in f" {line}"}
    found = {
        number: at
        for at, page in enumerate(pages[1:], 2)
        for number in told
        if any(line.strip().startswith(f"{number} Avsnitt") for line in page.splitlines())
    }
    assert told == found
    assert len(told) == 6
    for number, page in enumerate(pages, 1):
        assert f"Side {number} av {len(pages)}" in page
        assert ("Dok. ansvarlig" in page.splitlines()[0]) is (number > 1)


def test_a_short_paper_is_printed_whole(calls):
    printing.printed(make_paper([section("1"), section("2")]))

    assert rendered(calls) == ["Prøverapport"]


def test_a_changed_section_costs_its_own_part_only(calls):
    printing.printed(make_paper())
    before = list(rendered(calls))
    calls.clear()

    sections = list(make_paper().content.sections)
    sections[2] = section("2", body="<p>Endret.</p>")
    printing.printed(make_paper(sections))

    assert sorted(before) == [f"Prøverapport: {name}" for name in ("Kapittel 1", "Kapittel 2", "Kapittel 3", "innhold")]
    assert rendered(calls) == ["Prøverapport: Kapittel 2"]


def test_approval_prints_no_chapter_anew(calls):
    printing.printed(make_paper(is_draft=True))
    calls.clear()

    printing.printed(make_paper())

    assert rendered(calls) == ["Prøverapport: innhold"]


def test_the_same_content_gives_the_same_bytes_from_another_cache(tmp_path):
    paper = make_paper()

    first = printing.printed(paper)
    with kept_pdfs.elsewhere(tmp_path / "other"):
        stored = json.loads(json.dumps(paper.content.to_json()))
        second = printing.printed(PrintedPaper(paper.title, content_from_json(stored)))

    assert first.path != second.path
    assert first.sha256 == second.sha256


def test_a_damaged_part_is_made_again():
    paper = make_paper()
    first = printing.printed(paper)
    part = printing.pieces_of(paper).bodies[1].kept()

    part.path.write_bytes(part.path.read_bytes()[:1000])
    first.path.unlink()

    assert printing.printed(paper).sha256 == first.sha256


def test_a_part_that_fails_is_named_and_the_others_are_kept(monkeypatch, calls):
    run = print_workers.run

    def fail(name, function, *arguments, **options):
        if name.endswith("Kapittel 2"):
            raise ValidationError(f"«{name}» kunne ikke lages.")
        return run(name, function, *arguments, **options)

    monkeypatch.setattr(print_workers, "run", fail)
    with pytest.raises(ValidationError) as failed:
        printing.printed(make_paper())
    monkeypatch.setattr(print_workers, "run", run)
    calls.clear()
    printing.printed(make_paper())

    assert failed.value.messages == ["«Prøverapport: Kapittel 2» kunne ikke lages."]
    assert rendered(calls) == ["Prøverapport: Kapittel 2"], "the contents are printed, whatever their pages"


def test_a_print_that_is_stopped_keeps_what_is_done(calls):
    def stop(stage, percent):
        if percent > 5:  # some part is done; which is told of next depends on how many ended at once
            raise Cancelled

    with pytest.raises(Cancelled):
        printing.printed(make_paper(), stop)
    stopped = len(rendered(calls))
    printing.printed(make_paper())

    assert kept_pdfs.find(make_paper().key) is not None
    assert stopped >= 1
    assert len(rendered(calls)) == 4


def test_a_link_to_no_heading_is_a_fault(tmp_path):
    page = f'<!doctype html><html lang="nb"><title>x</title><p><a href="{joining.ELSEWHERE}borte">Borte</a>'
    (tmp_path / "part.pdf").write_bytes(typeset.render(page))
    part = joining.Printed("Del", tmp_path / "part.pdf")
    margins = typeset.render_untagged(render.margins_html(make_paper().content))

    with pytest.raises(ValueError, match="'borte' is no heading"):
        joining.join("x", "nb", [part], margins, tmp_path / "out.pdf")
