"""What bench_packet measures: the making of a packet in the ways it is made, each from a cache of its own."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from meetings.agenda.models import Meeting
from meetings.attachments.parts import PacketPart, flat
from meetings.documents.content import NumberedSection, Text
from meetings.packet import packing
from meetings.packet.packing import PacketCase
from meetings.packet.sewing import Place
from meetings.papers import printing
from meetings.papers.printing import PrintedPaper
from rorikt.figures.values import Cell, Column, Table
from rorikt.jobs.queue import silent
from rorikt.printing import kept_pdfs, print_workers
from rorikt.printing.print_workers import Call, Worker


@dataclass(frozen=True)
class Measured:
    """Seconds of each round, and what the last one made. `megabytes` is the peak of the process that did it."""

    name: str
    seconds: tuple[float, ...]
    pages: int = 0
    megabytes: float = 0.0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def measure(name: str, rounds: int, do: Callable[[int], int]) -> Measured:
    """`do` gets the number of the round and gives the number of pages."""
    seconds, pages = [], 0
    for number in range(rounds):
        start = time.perf_counter()
        pages = do(number)
        seconds.append(time.perf_counter() - start)
    return Measured(name, tuple(seconds), pages, print_workers.pool().peak)


def warm_up() -> float:
    """Seconds until all workers have their fonts and letters."""
    start = time.perf_counter()
    for function in ("rorikt.pdf.typeset:warm_up", "rorikt.pdf.lettering:warm_up"):
        calls = [Call("start", function)] * print_workers.pool().size
        print_workers.run_side_by_side([lambda call=call: print_workers.pool().run(call) for call in calls])  # type: ignore[misc]
    return time.perf_counter() - start


def build_cold(meeting: Meeting, cases: list[PacketCase], folder: Path, number: int) -> int:
    with kept_pdfs.elsewhere(folder / f"cold-{number}"):
        return build(meeting, cases, folder)


def build(meeting: Meeting, cases: list[PacketCase], folder: Path) -> int:
    sewn, _ = packing.build(meeting, cases, silent, folder / "packet.pdf")
    return sewn.page_count


def changed(cases: list[PacketCase], number: int) -> list[PacketCase]:
    """The same cases with another word in one section of the longest paper, another section for each number."""
    longest = max((paper for case in cases for paper in case.papers), key=lambda paper: len(paper.content.sections))
    texts = [block for section in longest.content.sections for block in section.blocks if isinstance(block, Text)]
    old = texts[len(texts) // 3 * (number % 3)]
    written = Text(old.html.replace("</p>", f" Endret {number}.</p>", 1))
    sections = tuple(
        replace(section, blocks=tuple(written if block is old else block for block in section.blocks))
        for section in longest.content.sections
    )
    new = PrintedPaper(longest.title, replace(longest.content, sections=sections))
    return [replace(case, papers=tuple(new if paper is longest else paper for paper in case.papers)) for case in cases]


def long_table(paper: PrintedPaper, rows: int) -> PrintedPaper:
    """A document with one table."""
    columns = (Column("Navn", width=40), *(Column(f"Kolonne {n}", "number", 12) for n in range(1, 6)))
    cells = tuple(
        (Cell(f"Rad {row} med et navn"), *(Cell(f"{row * n} 000") for n in range(1, 6))) for row in range(rows)
    )
    table = Table(key="lang", caption="Lang tabell", columns=columns, rows=cells)
    section = replace(paper.content.sections[0], blocks=(table,))
    return PrintedPaper("Lang tabell", replace(paper.content, sections=(section,)))


def long_report(paper: PrintedPaper, times: int) -> PrintedPaper:
    """A report with its chapters repeated."""
    sections = paper.content.sections
    chapters = sum(section.level == 1 for section in sections)
    repeated = tuple(_renumbered(section, chapters * time) for time in range(times) for section in sections)
    return PrintedPaper("Lang rapport", replace(paper.content, sections=repeated))


def make_files(folder: Path, *, files: int, pages: int, megabytes: float) -> list[PacketPart]:
    """PDFs as large as scans, with pictures of random bytes, which nothing can compress."""
    side = int((megabytes * 1e6 / files / pages / 3) ** 0.5)
    parts = []
    for number in range(files):
        path = folder / f"{number}.pdf"
        with pikepdf.new() as pdf:
            for _ in range(pages):
                page = pdf.add_blank_page(page_size=(595, 842))
                picture = pdf.make_stream(os.urandom(side * side * 3))
                picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, Name.DCTDecode
                picture.Width = picture.Height = side
                picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
                page.obj.Resources = Dictionary(XObject=Dictionary(Im=picture))
                page.obj.Contents = pdf.make_stream(b"q 500 0 0 500 40 200 cm /Im Do Q")
                page.obj.CropBox = Array([0, 0, 595, 842])
            pdf.save(path, compress_streams=False)
        parts.append(PacketPart(f"vedlegg-{number}", f"Vedlegg {number}", path))
    return parts


def assemble(parts: list[PacketPart], pages: int, rounds: int, target: Path) -> Measured:
    """Each round in a worker of its own, so that its peak is that of the assembly."""
    places = {part.key: Place(1 + number * pages, pages) for number, part in enumerate(flat(parts))}
    seconds, peak, count = [], 0.0, 0
    for _ in range(rounds):
        worker = Worker()
        try:
            worker.answer(Call("start", "rorikt.pdf.lettering:warm_up"))
            start = time.perf_counter()
            sewn = worker.answer(Call("pakke", "meetings.packet.sewing:sew", (parts, places, "Pakke", "nb", target)))
            seconds.append(time.perf_counter() - start)
            peak, count = max(peak, worker.peak), sewn.page_count
        finally:
            worker.stop()
    return Measured("Sette sammen", tuple(seconds), count, peak)


def print_paper(paper: PrintedPaper, folder: Path) -> int:
    with kept_pdfs.elsewhere(folder):
        kept = printing.printed(paper)
        with pikepdf.open(kept.path) as pdf:
            return len(pdf.pages)


def _renumbered(section: NumberedSection, step: int) -> NumberedSection:
    first, _, rest = section.number.partition(".")
    number = f"{int(first) + step}{'.' if rest else ''}{rest}"
    return replace(section, number=number, anchor="avsnitt-" + number.replace(".", "-"))
