"""PDFs made by hand, as other people's programs might have made them."""

import functools
import io

import pikepdf
from pikepdf import Array, Dictionary, Name

A4 = (0, 0, 595, 842)


@functools.cache
def make_pdf(*, pages=1, size=A4, rotate=0, crop=None, text="Vedlegg", unbalanced=False, title=""):
    """An untagged PDF in Helvetica; with `text=""` it is a scan. `unbalanced` leaves a turned state behind."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        drawn = f"BT /F1 12 Tf 72 700 Td ({text} {number}) Tj ET" if text else "0.8 g 0 0 500 500 re f"
        if unbalanced:
            drawn = f"q 0.1 0.7 -0.7 0.1 90 90 cm {drawn}"
        page = pdf.add_blank_page(page_size=(size[2] - size[0], size[3] - size[1]))
        page.obj.MediaBox = Array(size)
        page.obj.Contents = pdf.make_stream(drawn.encode("cp1252"))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font)) if text else Dictionary()
        if rotate:
            page.obj.Rotate = rotate
        if crop:
            page.obj.CropBox = Array(crop)
    if title:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(title, pages - 1))
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def locked(data, **passwords):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source:
        source.save(target, encryption=pikepdf.Encryption(**passwords))
    return target.getvalue()
