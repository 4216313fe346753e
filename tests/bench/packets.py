"""Measure the making of packets on this machine, beside Chromium and Typst where they are installed."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pikepdf
from django.core.management.base import CommandError
from django.test import RequestFactory

from meetings.agenda.models import Meeting
from meetings.attachments.parts import PacketPart, flat
from meetings.packet import editions, packing
from meetings.packet.packing import PacketCase
from meetings.papers import printing, render
from rorikt.jobs.queue import silent
from rorikt.pdf import verapdf
from rorikt.people.models import User
from rorikt.printing import kept_pdfs, print_workers
from tests.bench import making, peers
from tests.bench.making import Measured

Say = Callable[[str], object]


def bench(say: Say, meeting: Meeting, *, rounds: int, is_long: bool) -> None:
    """The packet of a meeting. Raises CommandError where it has no papers."""
    cases = packing.cases_of(meeting, with_drafts=True)
    longest = max(
        (paper for case in cases for paper in case.papers),
        key=lambda paper: len(paper.content.sections),
        default=None,
    )
    if longest is None:
        raise CommandError(f"Møtet {meeting.number} har ingen dokumenter å måle.")
    say(f"{print_workers.pool().size} prosesser, startet på {making.warm_up():.2f} s")
    say(f"{'':<30}{'median':>9}{'best':>9}{'sider':>7}{'sider/s':>9}{'MB':>6}")
    with tempfile.TemporaryDirectory() as name, kept_pdfs.elsewhere(Path(name) / "papers"):
        folder = Path(name)
        cold = _tell(
            say, making.measure("Kald pakke", rounds, lambda number: making.build_cold(meeting, cases, folder, number))
        )
        kept = packing.build_kept(meeting, cases, silent)
        edited = _tell(
            say,
            making.measure(
                "Ett avsnitt endret",
                rounds,
                lambda number: making.build(meeting, making.changed(cases, number), folder),
            ),
        )
        ready = [making.changed(cases, rounds + number) for number in range(rounds)]
        for edition in ready:
            printing.print_all([paper for case in edition for paper in case.papers])
        _tell(
            say,
            making.measure(
                "Endret og satt på forhånd", rounds, lambda number: making.build(meeting, ready[number], folder)
            ),
        )
        _tell(say, _first_byte(meeting, rounds), unit="ms")
        _peers(say, meeting, cases, folder, rounds, {"kald": cold, "endret": edited})
        table = making.long_table(longest, 1000)
        _tell(
            say,
            making.measure(
                "Tabell med 1 000 rader",
                rounds,
                lambda number: making.print_paper(table, folder / f"table-{number}"),
            ),
        )
        parts = making.make_files(folder, files=40, pages=10, megabytes=100)
        assembled = _tell(say, making.assemble(parts, 10, rounds, folder / "assembled.pdf"))
        _merging_peer(say, parts, folder, rounds, assembled)
        if is_long:
            report = making.long_report(longest, 10)
            _tell(
                say,
                making.measure("Rapport på 300 sider", 1, lambda number: making.print_paper(report, folder / "long")),
            )
        say(f"Pakken er {kept.path.stat().st_size / 1e6:.1f} MB.")


def _first_byte(meeting: Meeting, rounds: int) -> Measured:
    """Of a packet that is kept already, from the request to the first bytes of the answer."""
    request, head = RequestFactory().get("/"), User(role=User.Role.HEAD, is_active=True)

    def once(number: int) -> int:
        response = editions.deliver(request, editions.edition_for(head, meeting), head)
        if not response.streaming:
            raise CommandError("Pakken ble endret under målingen. Prøv igjen.")
        next(iter(response))
        response.close()
        return 0

    return making.measure("Uendret, til første byte", rounds + 2, once)


def _peers(
    say: Say, meeting: Meeting, cases: list[PacketCase], folder: Path, rounds: int, ours: dict[str, Measured]
) -> None:
    contents = [paper.content for case in cases for paper in case.papers]
    pages = [render.document_html(content) for content in contents]
    keys = [key for case in cases for key, _ in (*case.keyed_papers, *case.keyed_attachments)]
    pages.append(packing.agenda_html(meeting, cases, dict.fromkeys(keys, ("1",))))
    for name, command, make in (
        ("Chromium", peers.chromium(), lambda: peers.print_by_chromium(pages, folder)),
        ("Typst", peers.typst(), lambda: peers.print_by_typst(contents, folder)),
    ):
        if command is None:
            say(f"{name} er ikke installert og er ikke målt.")
            continue
        peer = making.measure(name, rounds, partial(_pages_made, make))
        _tell(say, peer)
        ratios = ", ".join(f"{label} {one.median / peer.median:.2f}" for label, one in ours.items())
        say(f"  forhold til {name}: {ratios}")
        if name == "Typst":
            say(f"  veraPDF om den fra Typst: {_judged(make())}")


def _merging_peer(say: Say, parts: list[PacketPart], folder: Path, rounds: int, ours: Measured) -> None:
    """PDFBox puts files after one another: no stamps, no page numbers, no contents. Java's start is not counted."""
    if peers.pdfbox() is None:
        say("Apache PDFBox er ikke installert og er ikke målt.")
        return
    files = [part.data for part in flat(parts) if isinstance(part.data, Path)]
    seconds = tuple(peers.merge_by_pdfbox(files, folder / "pdfbox.pdf") for _ in range(rounds))
    with pikepdf.open(folder / "pdfbox.pdf") as merged:
        peer = _tell(say, Measured("Apache PDFBox", seconds, len(merged.pages), 0))
    say(f"  forhold til PDFBox: {ours.median / peer.median:.2f}")


def _judged(path: Path) -> str:
    try:
        verdicts = verapdf.check([path])
    except verapdf.Missing as error:
        return str(error)
    broken = [f"{one.standard} {finding.clause}" for one in verdicts for finding in one.findings]
    return ", ".join([*(one.error for one in verdicts if one.error), *broken]) or "PDF/A-2a og PDF/UA-1 uten feil"


def _tell(say: Say, measured: Measured, unit: str = "s") -> Measured:
    scale = 1000 if unit == "ms" else 1
    speed = f"{measured.pages / measured.median:.1f}" if measured.pages else ""
    times = "".join(f"{one * scale:>6.2f} {unit:<2}" for one in (measured.median, min(measured.seconds)))
    say(f"{measured.name:<30}{times}{measured.pages or '':>7}{speed:>9}{measured.megabytes:>6.0f}")
    return measured


def _pages_made(make: Callable[[], Path], number: int) -> int:
    with pikepdf.open(make()) as pdf:
        return len(pdf.pages)
