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


def drawn(contents, build=lambda pdf, page: {}, *, size=(0, 0, 400, 200)):
    """A PDF of one page that draws `contents` in Helvetica (`/F1`); `build` adds what it likes to it and returns more
    resources."""
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(size[2] - size[0], size[3] - size[1]))
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.obj.MediaBox = Array(size)
    page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(contents)
    for key, value in build(pdf, page).items():
        if key in page.obj.Resources:
            for name, item in value.items():
                page.obj.Resources[key][name] = item
        else:
            page.obj.Resources[key] = value
    return saved(pdf)


def saved(pdf):
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def look(pdf, width, height, contents=b"0.2 0.2 0.8 rg 0 0 1000 1000 re f"):
    """What an annotation looks like."""
    stream = pdf.make_stream(contents, Type=Name.XObject, Subtype=Name.Form)
    stream.BBox = Array([0, 0, width, height])
    return stream


def field(value="Ola", **more):
    """A `build` for `drawn`: a text field that is filled in and has a look, and no /F unless `more` has it."""

    def build(pdf, page):
        helvetica = page.obj.Resources.Font.F1
        seen = look(pdf, 200, 30, f"BT /F1 14 Tf 2 8 Td ({value}) Tj ET".encode("cp1252"))
        seen.Resources = Dictionary(Font=Dictionary(F1=helvetica))
        widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="navn", V=value, Rect=[50, 50, 250, 80])
        widget.AP = Dictionary(N=seen)
        for key, item in more.items():
            widget[f"/{key}"] = item
        made = pdf.make_indirect(widget)
        page.obj.Annots = Array([made])
        pdf.Root.AcroForm = Dictionary(Fields=Array([made]), DA="/F1 14 Tf 0 g")
        return {}

    return build


def layered(contents, *, on=(), off=(), rules=None, size=(0, 0, 400, 200), **usual):
    """A file with layers by their names, of which `contents` uses `/name`. `rules` are made of the layers by name."""

    def build(pdf, page):
        layers = {name: pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in (*on, *off)}
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array(list(layers.values())),
            D=Dictionary(ON=Array([layers[name] for name in on]), OFF=Array([layers[name] for name in off])),
        )
        for key, value in usual.items():
            pdf.Root.OCProperties.D[f"/{key}"] = value
        named = {f"/{name}": layer for name, layer in layers.items()}
        for name, make in (rules or {}).items():
            named[f"/{name}"] = pdf.make_indirect(make(layers))
        return {"/Properties": Dictionary(named)}

    return drawn(contents, build, size=size)
