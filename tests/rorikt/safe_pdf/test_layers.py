"""What a screen does not show of a file's layers is taken out of it; what it shows is part of the page."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from rorikt.safe_pdf import layers
from tests.pdfs import drawn, layered, look, saved


def line(name, text, at=100):
    return f"/OC /{name} BDC BT /F1 12 Tf 20 {at} Td ({text}) Tj ET EMC ".encode()


def removed(data):
    """The pages on which something was hidden, and all streams of the file in the clear."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = layers.remove(pdf)
        kept = saved(pdf)
    with pikepdf.open(io.BytesIO(kept)) as pdf:
        assert Name.OCProperties not in pdf.Root
        return pages, b"".join(item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream))


def member(policy, *names):
    return lambda known: Dictionary(Type=Name.OCMD, P=Name(f"/{policy}"), OCGs=Array([known[name] for name in names]))


def rule(*parts):
    """A rule of visibility, where a text is a layer."""

    def made(known, parts):
        return Array(
            [Name(f"/{parts[0]}"), *(known[part] if isinstance(part, str) else made(known, part) for part in parts[1:])]
        )

    return lambda known: Dictionary(Type=Name.OCMD, VE=made(known, parts))


@pytest.mark.parametrize(
    ("make", "is_seen"),
    [
        (member("AnyOn", "a", "b"), True),
        (member("AllOn", "a", "b"), False),
        (member("AnyOff", "a", "b"), True),
        (member("AllOff", "a", "b"), False),
        (member("AllOff", "b"), True),
        (member("AnyOn"), True),
        (rule("And", "a", "b"), False),
        (rule("Or", "a", "b"), True),
        (rule("Not", "b"), True),
        (rule("Not", "a"), False),
        (rule("And", "a", ("Not", "b")), True),
        (rule("Not", ("Or", "a", "b")), False),
    ],
)
def test_a_rule_about_layers_decides_what_is_seen(make, is_seen):
    data = layered(line("r", "TEKST") + b"BT /F1 12 Tf 20 20 Td (ALLTID) Tj ET", on="a", off="b", rules={"r": make})

    pages, streams = removed(data)

    assert (b"TEKST" in streams, pages) == (is_seen, [] if is_seen else [1])
    assert b"ALLTID" in streams
    assert b"BDC" not in streams


def test_a_layer_may_be_hidden_unless_it_is_turned_on():
    data = layered(line("a", "SETT") + line("c", "SKJULT"), on="ac", BaseState=Name.OFF)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.OCProperties.D.ON = Array([pdf.Root.OCProperties.OCGs[0]])
        data = saved(pdf)

    pages, streams = removed(data)

    assert (pages, b"SETT" in streams, b"SKJULT" in streams) == ([1], True, False)


def test_a_layer_that_is_only_for_print_is_hidden():
    with pikepdf.open(io.BytesIO(layered(line("a", "UTSKRIFT"), on="a"))) as pdf:
        layer = pdf.Root.OCProperties.OCGs[0]
        layer.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF), Print=Dictionary(PrintState=Name.ON))
        pdf.Root.OCProperties.D.AS = Array(
            [Dictionary(Event=Name.View, OCGs=Array([layer]), Category=Array([Name.View]))]
        )
        data = saved(pdf)

    assert b"UTSKRIFT" not in removed(data)[1]


def test_what_stands_after_something_hidden_stands_where_it_stood():
    contents = b"q 1 0 0 rg /OC /b BDC 2 0 0 2 10 10 cm 0 0 20 20 re f EMC 30 30 5 5 re f Q"

    streams = removed(layered(contents, off="b"))[1]

    assert b"2 0 0 2 10 10 cm\n0 0 20 20 re\nn\n30 30 5 5 re\nf" in streams


def test_marks_within_a_hidden_layer_are_hidden_with_it():
    contents = b"/OC /b BDC /Span BMC BT /F1 9 Tf (EN) Tj ET EMC BT (TO) ' ET EMC BT /F1 9 Tf (TRE) Tj ET"

    streams = removed(layered(contents, off="b"))[1]

    assert [word in streams for word in (b"EN", b"TO", b"TRE")] == [False, False, True]


def test_drawings_and_comments_of_a_hidden_layer_are_gone():
    def build(pdf, page):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="a"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        secret = look(pdf, 50, 50, b"% HEMMELIG TEGNING")
        secret.OC = layer
        note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 9, 9], OC=layer)
        note.AP = Dictionary(N=look(pdf, 9, 9, b"% HEMMELIG MERKNAD"))
        page.obj.Annots = Array([note])
        return {"/XObject": Dictionary(D=secret)}

    pages, streams = removed(drawn(b"q /D Do Q", build))

    assert (pages, b"HEMMELIG" in streams) == ([1], False)


def test_pages_that_share_what_they_draw_hide_the_same():
    with pikepdf.open(io.BytesIO(layered(line("b", "SKJULT"), off="b"))) as pdf:
        pdf.pages.append(pdf.pages[0])
        assert pdf.pages[1].obj.Resources.Properties
        data = saved(pdf)

    pages, streams = removed(data)

    assert (pages, b"SKJULT" in streams) == ([1, 2], False)


def test_a_file_without_layers_is_left_as_it_is():
    data = drawn(b"/OC /x BDC BT /F1 9 Tf (HER) Tj ET EMC")

    pages, streams = removed(data)

    assert (pages, b"BDC" in streams) == ([], True)
