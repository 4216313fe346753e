"""A packet is held against what is in it: pages, numbers, outline, links and tags."""

import io
import shutil
import subprocess

import pikepdf
import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Name

from meetings.attachments.parts import PacketPart, flat
from meetings.packet import sewing, stamping
from meetings.packet.sewing import Place
from rorikt.pdf import bookmarks, pdf_standards, typeset
from rorikt.uploads import reading_back
from tests.meetings.packet import assembling
from tests.pdfs import A4, drawn, make_pdf

BODY = (
    '<h2 id="avsnitt-1">1 Innledning</h2><p><a href="#avsnitt-2">Se</a></p>'
    '<h2 id="avsnitt-2" style="break-before:page">2 Slutt</h2><p>Tekst.</p>'
)


def make_page(title="Sak", body="<p>Tekst</p>"):
    return typeset.render(f'<!doctype html><html lang="nb"><title>{title}</title><body><h1>{title}</h1>{body}')


def make_part(key="sak", title="2024/M1-001 En sak", data=None, children=()):
    return PacketPart(key, title, data or make_page(), tuple(children), is_sound=data is None)


def make_agenda(keys, pages=1):
    def render(places):
        links = "".join(f'<p><a href="{sewing.link(key)}">{key} side {places[key].page}</a></p>' for key in keys)
        return make_page("Saksliste", links + '<p style="break-before:page">Mer</p>' * (pages - 1))

    return render


def assemble(*parts, agenda=None):
    return assembling.assemble(parts, agenda or make_agenda([part.key for part in flat(parts)]))


def opened(assembled):
    return pikepdf.open(io.BytesIO(assembled.data))


def page_texts(assembled, tmp_path):
    path = tmp_path / "packet.pdf"
    path.write_bytes(assembled.data)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return text.split("\f")[:-1]


def outline(assembled):
    def plain(entries):
        return [(entry.title, entry.page, plain(entry.children)) for entry in entries]

    return plain(bookmarks.outline(assembled.data))


def test_a_packet_holds_the_parts_in_order_with_a_nested_outline():
    paper = make_part("framlegg", "Saksframlegg", make_page("Framlegg", BODY))
    attachment = make_part("vedlegg", "Tilbud", make_pdf(pages=3, title="Priser"))

    made = assemble(
        make_part("sak", "2024/M1-001 En sak", children=[paper, attachment]), make_part("sak2", "2024/M1-002 To")
    )

    assert (made.page_count, made.places) == (
        8,
        {
            "saksliste": Place(1, 1),
            "sak": Place(2, 1),
            "framlegg": Place(3, 2),
            "vedlegg": Place(5, 3),
            "sak2": Place(8, 1),
        },
    )
    assert outline(made) == [
        ("Saksliste", 1, []),
        (
            "2024/M1-001 En sak",
            2,
            [
                ("Saksframlegg", 3, [("1 Innledning", 3, []), ("2 Slutt", 4, [])]),
                ("Tilbud", 5, [("Priser", 7, [])]),
            ],
        ),
        ("2024/M1-002 To", 8, []),
    ]


def test_the_agenda_is_printed_again_when_its_own_length_moves_the_pages():
    lengths = []

    def render(places):
        lengths.append(places["sak"].page - 1)
        return make_agenda(["sak"], pages=2)(places)

    made = assemble(make_part(), agenda=render)

    assert (lengths, made.places["sak"].page) == ([1, 2], 3)


def test_an_agenda_that_never_settles_is_a_fault():
    with pytest.raises(ValueError, match="did not settle"):
        assemble(make_part(), agenda=lambda places: make_agenda(["sak"], pages=places["sak"].page)(places))


def test_links_in_the_agenda_lead_to_the_pages_they_name():
    made = assemble(make_part("sak", children=[make_part("vedlegg", "Vedlegg", make_pdf(pages=2))]))

    with opened(made) as result:
        numbers = {page.objgen: number for number, page in enumerate(result.pages, 1)}
        links = [
            (numbers[link.Dest[0].objgen], str(link.Contents), Name.A in link) for link in result.pages[0].obj.Annots
        ]

    assert links == [(2, "Gå til side 2 i møtepakken", False), (3, "Gå til side 3 i møtepakken", False)]


def test_a_link_to_no_part_is_a_fault():
    with pytest.raises(ValueError, match="leads to no part"):
        assemble(make_part(data=make_page(body=f'<a href="{sewing.link("borte")}">Borte</a>')))


def test_two_parts_cannot_share_a_key():
    with pytest.raises(ValueError, match="not unique"):
        assemble(make_part("sak"), make_part("sak"))


def test_links_inside_two_papers_with_the_same_anchors_stay_inside_each():
    made = assemble(make_part("a", "A", make_page("A", BODY)), make_part("b", "B", make_page("B", BODY)))

    with opened(made) as result:
        numbers = {page.objgen: number for number, page in enumerate(result.pages, 1)}
        named = bookmarks.named_destinations(result)
        targets = [numbers[named[str(result.pages[page - 1].obj.Annots[0].Dest)][0].objgen] for page in (2, 4)]

    assert targets == [3, 5]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_every_page_carries_its_number_in_the_packet(tmp_path):
    parts = [
        make_part("a", "A", make_page("A", BODY)),
        make_part("b", "B", make_pdf(pages=3)),
        make_part("c", "C", make_pdf(text="")),
    ]

    pages = page_texts(assemble(*parts), tmp_path)

    assert [f"Side {number}" in text.splitlines()[0] for number, text in enumerate(pages, 1)] == [True] * 7


@pytest.mark.parametrize(
    ("made", "corner"),
    [
        ({}, (595, 842)),
        ({"size": (0, 0, 842, 595)}, (842, 595)),
        ({"size": (-20, 30, 575, 872)}, (575, 872)),
        ({"crop": (60, 100, 500, 700)}, (500, 700)),
        ({"rotate": 90}, (0, 842)),
        ({"rotate": 180}, (0, 0)),
        ({"rotate": 270}, (595, 0)),
        ({"rotate": 90, "crop": (60, 100, 500, 700)}, (60, 700)),
    ],
)
def test_the_number_stands_in_the_upper_right_corner_as_seen(made, corner):
    with pikepdf.open(io.BytesIO(make_pdf(**made))) as source:
        a, b, c, d, e, f = stamping.upper_right(source.pages[0])

    far = (a * 80 + c * 12 + e, b * 80 + d * 12 + f)
    away = sorted(round(abs(far[axis] - corner[axis])) for axis in (0, 1))
    assert away == sorted((stamping.TOP, stamping.SIDE))


def test_letters_on_a_large_sheet_are_as_large_as_the_sheet_asks():
    with pikepdf.open(io.BytesIO(make_pdf(size=(0, 0, 2384, 3370)))) as source:
        assert stamping.upper_right(source.pages[0])[0] * stamping.NUMBER_SIZE == pytest.approx(36, abs=0.2)


def attached(data, name="Sak 2024/M1-001 · Vedlegg: Kart", *, head=True, tmp_path):
    path = tmp_path / "attachment.pdf"
    path.write_bytes(data)
    if head:
        reading_back.mark_heads(path)
    return PacketPart("v", "Kart", path, name=name)


def sewn_page(part, tmp_path):
    target = tmp_path / "sewn.pdf"
    sewing.sew([part], {part.key: Place(1, 1)}, "Pakke", "nb", target)
    with pypdfium2.PdfDocument(target) as pdf:
        text = pdf[0].get_textpage().get_text_range()
        return text, pdf[0].render(scale=2).to_numpy()[:, :, :3]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(0, 0, 595, 842), (30, -20, 1221, 822), (0, 0, 2384, 3370)])
def test_the_stamp_never_lies_on_what_an_attachment_shows_and_covers_none_of_it(size, turn, tmp_path):
    x0, y0, x1, y1 = size
    frame = f"1 0 0 RG 4 w {x0 + 3} {y0 + 3} {x1 - x0 - 6} {y1 - y0 - 6} re S".encode()
    data = changed_page(drawn(frame, size=size), Rotate=turn)

    text, dots = sewn_page(attached(data, tmp_path=tmp_path), tmp_path)

    assert ("Side 1" in text, "Sak 2024/M1-001 · Vedlegg: Kart" in text) == (True, True)
    red = (dots[:, :, 2] > 200) & (dots[:, :, 0] < 100)
    dark = dots.max(axis=2) < 120
    assert red.any(axis=0)[: dots.shape[1] // 10].any()
    assert red.any(axis=0)[-dots.shape[1] // 10 :].any()
    assert red.any(axis=1)[-dots.shape[0] // 10 :].any(), "the foot is still there"
    assert dark.any()
    assert dark.any(axis=1).nonzero()[0].max() < red.any(axis=1).nonzero()[0].min(), "all of the stamp is above"


def test_a_text_that_begins_a_centimetre_from_the_top_is_neither_covered_nor_made_smaller(tmp_path):
    data = drawn(b"BT /F1 12 Tf 400 804.5 Td (Tekst) Tj ET", size=(0, 0, 595, 842))

    part = attached(data, tmp_path=tmp_path)
    sewing.sew([part], {"v": Place(1, 1)}, "Pakke", "nb", tmp_path / "sewn.pdf")

    with pikepdf.open(tmp_path / "sewn.pdf") as pdf:
        assert b" re W n" not in b"".join(one.read_bytes() for one in pdf.pages[0].obj.Contents)


def test_a_page_of_which_nothing_is_known_is_made_smaller_to_be_sure(tmp_path):
    part = attached(make_pdf(), head=False, tmp_path=tmp_path)

    sewing.sew([part], {"v": Place(1, 1)}, "Pakke", "nb", tmp_path / "sewn.pdf")

    with pikepdf.open(tmp_path / "sewn.pdf") as pdf:
        assert b" re W n" in b"".join(one.read_bytes() for one in pdf.pages[0].obj.Contents)


def test_links_follow_a_page_that_is_made_smaller(tmp_path):
    def add_link(pdf, page):
        page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 595, 842])])
        return {}

    part = attached(drawn(b"0 0 595 842 re f", add_link, size=(0, 0, 595, 842)), tmp_path=tmp_path)
    sewing.sew([part], {"v": Place(1, 1)}, "Pakke", "nb", tmp_path / "sewn.pdf")

    with pikepdf.open(tmp_path / "sewn.pdf") as pdf:
        x0, y0, x1, y1 = map(float, pdf.pages[0].obj.Annots[0].Rect)
    assert (y0, round(y1, 1)) == (0, 842 - stamping.BAND)
    assert x0 == pytest.approx(595 - x1)
    assert x0 > 0


def test_a_long_name_is_shortened_and_letters_that_no_typeface_has_are_left_out(tmp_path):
    text, _ = sewn_page(attached(make_pdf(), "Kart 日本 " + "langt navn " * 40, tmp_path=tmp_path), tmp_path)

    [line] = [line for line in text.splitlines() if line.startswith("Kart")]
    assert line.startswith("Kart langt navn")
    assert "…" in line


def changed_page(data, **more):
    with pikepdf.open(io.BytesIO(data)) as source:
        for key, value in more.items():
            source.pages[0].obj[f"/{key}"] = value
        return typeset.save(source)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(0, 0, 400, 20), (0, 0, 60, 300), (0, 0, 30, 8)])
def test_the_number_stands_on_the_page_however_small_that_is(size, turn):
    with pikepdf.open(io.BytesIO(make_pdf(size=size, rotate=turn))) as source:
        a, b, c, d, e, f = stamping.upper_right(source.pages[0])

    for x, y in ((0, 0), (stamping.NUMBER_WIDTH, stamping.HEIGHT)):
        assert -0.01 <= a * x + c * y + e <= size[2] + 0.01
        assert -0.01 <= b * x + d * y + f <= size[3] + 0.01


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_a_page_that_leaves_its_state_turned_is_still_numbered_upright(tmp_path):
    pages = page_texts(assemble(make_part("a", "A", make_pdf(unbalanced=True))), tmp_path)

    assert "Side 2" in pages[1].splitlines()[0]


def test_tags_of_every_part_hang_under_an_element_of_its_own():
    paper = make_part("p", "Framlegg", make_page("Framlegg", BODY))
    with opened(
        assemble(make_part("s", "Sak", children=[paper]), make_part("v", "Skannet", make_pdf(text="")))
    ) as result:
        document = result.Root.StructTreeRoot.K[0]
        parts = list(document.K)
        inner = [kid for kid in parts[1].K if str(kid.S) == "/Part"]
        figure = parts[2].K[0]

        assert [str(part.T) for part in parts] == ["Saksliste", "Sak", "Skannet"]
        assert [str(part.T) for part in inner] == ["Framlegg"]
        assert (figure.S, str(figure.Alt)) == (Name.Figure, "Skannet, side 1 av 1: skannet side uten lesbar tekst.")


def test_a_kind_that_two_senders_mean_differently_stays_what_each_meant():
    def make(kind):
        with pikepdf.open(io.BytesIO(make_page())) as page:
            page.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary({"/Tittel": kind})
            next(one for one in walk(page.Root.StructTreeRoot) if one.S == Name.H1).S = Name.Tittel
            return typeset.save(page)

    made = assemble(
        *(PacketPart(key, key, make(kind), is_sound=True) for key, kind in (("a", Name.H1), ("b", Name.H2)))
    )

    with opened(made) as result:
        tree = result.Root.StructTreeRoot
        kinds = [str(tree.RoleMap[str(one.S)]) for one in walk(tree) if str(one.S) in tree.RoleMap]
    assert sorted(kinds) == ["/H1", "/H2"]


def test_every_mark_on_every_page_is_found_in_the_parent_tree():
    table = '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    parts = [
        make_part("a", "A", make_page("A", table + BODY)),
        make_part("b", "B", make_page("B", table)),
        make_part("c", "C", make_pdf()),
    ]

    with opened(assemble(*parts)) as result:
        tree = result.Root.StructTreeRoot
        parents = dict(pikepdf.NumberTree(tree.ParentTree).items())
        keys = [int(page.obj.StructParents) for page in result.pages]
        pages_of_marks = [{element.Pg.objgen for element in parents[key] if element is not None} for key in keys]
        ids = list(pikepdf.NameTree(tree.IDTree).keys())
        headers = [str(name) for element in walk(tree) if Name.A in element for name in element.A.get(Name.Headers, [])]

        assert len(set(keys)) == len(keys)
        assert pages_of_marks == [{page.objgen} for page in result.pages]
        assert len(ids) == len(set(ids)) == 2
        assert sorted(headers) == sorted(ids)


def walk(root):
    waiting = pdf_standards.children(root)
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [
            kid for kid in pdf_standards.children(element) if isinstance(kid, pikepdf.Dictionary) and Name.S in kid
        ]


def test_the_standards_are_claimed_only_when_every_part_keeps_them():
    whole, mixed = assemble(make_part()), assemble(make_part(), make_part("v", "Vedlegg", make_pdf()))

    assert (whole.level, whole.is_accessible) == ("A", True)
    assert (mixed.level, mixed.is_accessible) == ("", False)
    with opened(whole) as one, opened(mixed) as other:
        assert b"pdfuaid:part" in one.Root.Metadata.read_bytes()
        assert b"pdfuaid" not in other.Root.Metadata.read_bytes()
        assert b"pdfaid" not in other.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    ("level", "accessible", "claimed"),
    [("A", True, ("A", True)), ("A", False, ("A", False)), ("U", False, ("U", False)), ("B", True, ("B", True))],
)
def test_a_packet_claims_what_the_least_of_its_parts_claims(level, accessible, claimed):
    with pikepdf.open(io.BytesIO(make_page())) as page:
        pdf_standards.describe(page, "Vedlegg", level=level, accessible=accessible)
        attachment = PacketPart("v", "Vedlegg", typeset.save(page), is_sound=True)

    made = assemble(make_part(), attachment)

    assert (made.level, made.is_accessible) == claimed
    with opened(made) as result:
        assert pdf_standards.claims(result) == claimed


def test_a_file_that_nobody_has_examined_may_claim_what_it_likes():
    made = assemble(make_part(), PacketPart("v", "Vedlegg", make_page()))

    assert (made.level, made.is_accessible) == ("", False)


def test_title_language_and_output_intent_are_set():
    with opened(assemble(make_part())) as result:
        assert (str(result.docinfo["/Title"]), str(result.Root.Lang)) == ("Møtepakke 2024/M1", "nb")
        assert result.Root.ViewerPreferences.DisplayDocTitle
        assert result.Root.OutputIntents[0].S == Name.GTS_PDFA1


def test_nothing_in_an_attachment_runs():
    with pikepdf.open(io.BytesIO(make_pdf())) as source:
        page = source.pages[0].obj
        script = pikepdf.Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        page.AA = pikepdf.Dictionary(O=script)
        page.Annots = source.make_indirect(
            pikepdf.Array([pikepdf.Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=script)])
        )
        source.Root.OpenAction = script
        data = typeset.save(source)

    assert b"JavaScript" in expanded(data)
    assert b"JavaScript" not in expanded(assemble(make_part("v", "Vedlegg", data)).data)


def test_a_form_keeps_what_was_filled_in_but_is_no_form():
    with pikepdf.open(io.BytesIO(make_pdf())) as source:
        field = source.make_indirect(
            pikepdf.Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T="navn",
                V="Utfylt",
                DA="/Helv 10 Tf 0 g",
                Rect=[72, 600, 300, 620],
                F=4,
            )
        )
        source.pages[0].obj.Annots = pikepdf.Array([field])
        font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        source.Root.AcroForm = pikepdf.Dictionary(
            Fields=[field], NeedAppearances=True, DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        )
        data = typeset.save(source)

    made = assemble(make_part("v", "Vedlegg", data))

    with opened(made) as result:
        assert Name.AcroForm not in result.Root
        assert Name.Annots not in result.pages[1].obj or len(result.pages[1].obj.Annots) == 0
    assert b"Utfylt" in expanded(made.data)


def test_a_pdf_that_asks_a_password_for_changes_can_be_in_a_packet():
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf())) as source:
        source.save(target, encryption=pikepdf.Encryption(owner="eier", user=""))

    with opened(assemble(make_part("v", "Vedlegg", target.getvalue()))) as result:
        assert not result.is_encrypted


def test_the_same_parts_give_the_same_bytes():
    part = make_part("v", "Vedlegg", make_pdf(pages=2))

    assert assemble(part).data == assemble(part).data


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(tmp_path):
    path = tmp_path / "packet.pdf"
    attachment = make_part("v", "Vedlegg", make_pdf(pages=2, size=(0, 0, A4[3], A4[2]), rotate=90))
    path.write_bytes(assemble(make_part("s", "Sak", make_page("Sak", BODY)), attachment).data)

    assert subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode == 0


def expanded(data):
    """Every object of the file in the clear."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source:
        source.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    return target.getvalue()


def test_a_part_that_is_no_pdf_any_more_is_named():
    with pytest.raises(ValidationError, match="«Tilbud» kan ikke åpnes som PDF"):
        assemble(make_part("v", "Tilbud", b"%PDF-1.7 borte"))


def test_a_part_that_cannot_be_put_in_is_named():
    with pikepdf.open(io.BytesIO(make_pdf(title="Kapittel"))) as source:
        source.Root.Outlines.First.Dest = 7
        broken = typeset.save(source)

    with pytest.raises(ValidationError, match="«Tilbud» lar seg ikke sette inn i pakken"):
        assemble(make_part(), make_part("tilbud", "Tilbud", broken))


def test_a_tagged_attachment_with_a_broken_tree_is_tagged_coarsely():
    with pikepdf.open(io.BytesIO(make_page(body=BODY))) as source:
        source.Root.StructTreeRoot.K[0].K[0].K = -7
        data = typeset.save(source)

    made = assemble(make_part("v", "Vedlegg", data))

    with opened(made) as result:
        assert [str(kid.S) for kid in result.Root.StructTreeRoot.K[0].K[1].K] == ["/P", "/Link", "/P"]
    assert (made.level, made.is_accessible) == ("", False)


def test_a_tree_that_bites_its_own_tail_is_walked_once():
    with pikepdf.open(io.BytesIO(make_page())) as source:
        document = source.Root.StructTreeRoot.K[0]
        document.K[0].K.append(document.K[0])
        data = typeset.save(source)

    assert assemble(make_part("v", "Vedlegg", data)).page_count == 2
