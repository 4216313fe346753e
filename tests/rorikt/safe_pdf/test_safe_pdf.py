"""The safe copy of a PDF: what is refused, what is taken out, and how what is left stands and reads."""

import contextlib
import io
import re
import shutil
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from rorikt.pdf import bookmarks, pdf_standards, typeset
from rorikt.safe_pdf import redrawing
from rorikt.safe_pdf.safe import MOST_UNPACKED, SCANNED, TAGGED, UNTAGGED, Refused, Way, make_safe
from rorikt.uploads.examination import examine
from tests.meetings.packet.assembling import assemble
from tests.pdfs import drawn, field, locked, make_pdf, saved
from tests.rorikt.pdf.vera import faults, require_verapdf

LOCK = "Sperren mot endringer er fjernet i kopien."
FORM = "Skjemafelt er gjort om til vanlig tekst på siden, med det som var fylt ut."


@pytest.fixture
def no_ghostscript(monkeypatch):
    monkeypatch.setattr(redrawing.shutil, "which", lambda name: None)


def refused(data):
    with pytest.raises(Refused) as caught:
        make_safe(data)
    return caught.value


def changed(change, data=None):
    """A PDF after `change` has done something to it."""
    with pikepdf.open(io.BytesIO(data or make_pdf())) as source:
        change(source)
        return typeset.save(source)


def expanded(data):
    """Every object of the file in the clear."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source:
        options = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.all}
        source.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, **options)
    return target.getvalue()


def link(**fields):
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **fields)


def printed_page(body="<h1>Tittel</h1><p>Se <a href='https://example.org/'>her</a></p>"):
    return typeset.render(f'<!doctype html><html lang="nb"><title>Notat</title><body>{body}')


def test_a_password_is_refused_with_what_to_ask_for():
    error = refused(locked(make_pdf(), owner="eier", user="hemmelig"))

    assert (error.code, error.message) == (
        "encrypted",
        "Filen er låst med passord. Be avsenderen om en kopi uten passord.",
    )


def test_a_password_for_changes_only_is_taken_off_in_the_copy(no_ghostscript):
    safe = make_safe(locked(make_pdf(pages=2), owner="eier", user=""))

    assert (safe.page_count, safe.treatment[0]) == (2, LOCK)
    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert not copy.is_encrypted


def test_a_pdf_without_pages_or_with_too_many_is_refused(monkeypatch):
    monkeypatch.setattr("rorikt.safe_pdf.safe.MOST_PAGES", 2)

    assert refused(changed(lambda source: source.pages.__delitem__(0))).code == "no_pages"
    assert refused(make_pdf(pages=3)).message == "Filen har 3 sider, og kan høyst ha 2. Del den i flere vedlegg."


def test_a_page_of_five_metres_is_refused_and_a_long_drawing_is_not(no_ghostscript):
    five_metres = refused(make_pdf(size=(0, 0, 14173, 14173)))

    assert five_metres.message == "Side 1 er 5,0 m lang, og kan høyst være 3 m. Skriv den ut mindre."
    assert make_safe(make_pdf(size=(0, 0, 2500, 8000))).page_count == 1


def test_a_page_that_is_large_by_its_unit_is_refused():
    data = changed(lambda source: source.pages[0].obj.__setitem__(Name.UserUnit, 20))

    assert refused(data).code == "too_large_page"


def test_a_form_that_only_adobe_can_show_is_refused():
    data = changed(lambda source: source.Root.__setitem__(Name.NeedsRendering, True))

    assert refused(data).code == "dynamic_form"


def test_a_stream_that_unpacks_to_far_more_than_a_page_is_refused():
    def add_bomb(source):
        packed = zlib.compress(b" " * (MOST_UNPACKED + 100), 9)
        source.pages[0].obj.Contents = pikepdf.Stream(source, packed, Filter=Name.FlateDecode)

    with pikepdf.open(io.BytesIO(make_pdf())) as source:
        add_bomb(source)
        target = io.BytesIO()
        source.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)

    assert refused(target.getvalue()).code == "too_heavy"


def test_a_picture_of_a_billion_dots_is_refused():
    def add_picture(source):
        picture = source.make_stream(b"0", Subtype=Name.Image, Width=40_000, Height=40_000, BitsPerComponent=1)
        source.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=picture))

    assert refused(changed(add_picture)).code == "too_heavy"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("linearize", [False, True])
def test_a_pdf_that_is_cut_off_is_refused(share, linearize):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_pdf(pages=5))) as source:
        source.save(target, linearize=linearize)
    data = target.getvalue()

    assert refused(data[: int(len(data) * share)]).code == "damaged"


def wrong_index(data):
    return re.sub(rb"startxref\s+\d+", b"startxref\n7", data)


@pytest.mark.parametrize(
    "spoil",
    [
        wrong_index,
        lambda data: wrong_index(data) + b"<html>En feilmelding fra tjeneren</html>" * 60,
        lambda data: data[: data.rindex(b"startxref")],
        lambda data: re.sub(rb"/Size \d+", b"/Other [", expanded(data)),
    ],
)
def test_a_file_that_is_damaged_at_its_end_alone_is_repaired_and_the_person_told(spoil, no_ghostscript):
    safe = make_safe(spoil(make_pdf(pages=3)))

    assert safe.page_count == 3
    with pikepdf.open(io.BytesIO(safe.data), attempt_recovery=False) as copy:
        assert len(copy.pages) == 3
    assert "Filen var skadet, og er reparert. Alle 3 sidene vi fant, er med. Se etter i kopien." in safe.treatment


def test_a_page_that_says_no_size_of_its_own_has_the_one_that_viewers_give_it(no_ghostscript):
    safe = make_safe(changed(lambda source: source.pages[0].obj.__setitem__(Name.MediaBox, Array([0, 0, 0, 0]))))

    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert list(copy.pages[0].mediabox) == [0, 0, 612, 792]


@given(st.binary(max_size=400))
def test_rubbish_is_refused_and_never_breaks(data):
    assert refused(b"%PDF-1.4\n" + data).code in {"damaged", "no_pages"}


@given(st.data())
def test_a_pdf_with_bytes_changed_is_made_safe_or_refused(data):
    whole = bytearray(make_pdf(pages=2, text=""))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=30)):
        whole[place] = data.draw(st.integers(0, 255))

    with contextlib.suppress(Refused):
        assert make_safe(bytes(whole)).page_count >= 1


def test_programs_and_actions_are_taken_out_wherever_they_hide(no_ghostscript):
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")

    def arm(source):
        source.Root.OpenAction = script
        source.Root.AA = Dictionary(WC=script)
        source.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script])))
        source.pages[0].obj.AA = Dictionary(O=script)
        launch = Dictionary(S=Name.Launch, F="cmd.exe")
        chained = Dictionary(S=Name.URI, URI="https://example.org/", Next=script)
        source.pages[0].obj.Annots = Array(
            [source.make_indirect(link(A=launch)), source.make_indirect(link(A=chained, AA=Dictionary(E=script)))]
        )
        with source.open_outline() as outline:
            outline.root.append(OutlineItem("Linje", action=script))

    safe = make_safe(changed(arm))

    assert safe.treatment[0] == "Programmer og handlinger i filen er fjernet."
    for word in (b"JavaScript", b"app.alert", b"cmd.exe", b"/Launch"):
        assert word not in expanded(safe.data)
    assert b"https://example.org/" in expanded(safe.data)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "https://packet.invalid/sak-1"])
def test_links_that_lead_astray_are_taken_out(address, no_ghostscript):
    def lead(source):
        astray = link(A=Dictionary(S=Name.URI, URI=address))
        source.pages[0].obj.Annots = Array([source.make_indirect(astray)])

    assert address.encode() not in expanded(make_safe(changed(lead)).data)


def test_files_inside_the_file_are_taken_out_and_counted(no_ghostscript):
    def hide(source):
        for name in ("a.xlsx", "b.exe"):
            source.attachments[name] = pikepdf.AttachedFileSpec(source, b"skjult innhold")

    safe = make_safe(changed(hide))

    assert safe.treatment[0] == (
        "2 filer som lå inne i PDF-en, er fjernet. Last dem opp som egne vedlegg om de trengs."
    )
    assert b"skjult innhold" not in expanded(safe.data)


def test_a_form_keeps_what_was_filled_in_and_is_no_form_any_more(no_ghostscript):
    def add_form(source):
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        field = Dictionary(
            **{"Type": Name.Annot, "Subtype": Name.Widget, "FT": Name.Tx, "T": "navn", "V": "Utfylt", "F": 4},
            **{"DA": "/Helv 10 Tf 0 g", "Rect": [72, 600, 300, 620]},
        )
        field = source.make_indirect(field)
        source.pages[0].obj.Annots = Array([field])
        source.Root.AcroForm = Dictionary(
            Fields=[field], NeedAppearances=True, DR=Dictionary(Font=Dictionary(Helv=helvetica))
        )

    safe = make_safe(changed(add_form))

    assert FORM in safe.treatment
    assert b"Utfylt" in expanded(safe.data)
    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert Name.AcroForm not in copy.Root
        assert len(copy.pages[0].obj.get(Name.Annots, Array())) == 0


def test_tags_of_the_sender_are_kept():
    safe = make_safe(printed_page())

    assert (safe.accessibility, safe.treatment) == (TAGGED, ())
    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert b"/H1" in expanded(safe.data)
        assert str(copy.Root.Lang) == "nb"
        assert pdf_standards.claims(copy) == ("", False)
    assert safe.claims_access


@pytest.mark.parametrize(("text", "accessibility", "kind"), [("Tekst", UNTAGGED, "/P"), ("", SCANNED, "/Figure")])
def test_what_has_no_tags_gets_one_for_each_page(text, accessibility, kind, no_ghostscript):
    safe = make_safe(make_pdf(pages=2, text=text))

    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        [part] = copy.Root.StructTreeRoot.K[0].K
        assert [str(element.S) for element in part.K] == [kind, kind]
    assert safe.accessibility == accessibility


def test_boxes_that_lie_outside_and_odd_turns_are_put_right(no_ghostscript):
    def distort(source):
        page = source.pages[0].obj
        page.MediaBox, page.CropBox, page.TrimBox = Array([595, 842, 0, 0]), Array([900, 900, 950, 950]), Array([1])
        page.Rotate = -270

    with pikepdf.open(io.BytesIO(make_safe(changed(distort)).data)) as copy:
        page = copy.pages[0].obj
        assert [float(edge) for edge in page.MediaBox] == [0, 0, 595, 842]
        assert (Name.CropBox in page, Name.TrimBox in page, int(page.Rotate)) == (False, False, 90)


def test_metadata_that_cannot_be_read_claim_nothing(no_ghostscript, monkeypatch):
    def fail(source):
        raise pikepdf.PdfError("unreadable")

    monkeypatch.setattr(pdf_standards, "claims", fail)

    assert not make_safe(printed_page()).claims_access


def test_a_file_filled_up_with_nothing_is_whole(no_ghostscript):
    assert make_safe(make_pdf() + b"\0" * 3000).page_count == 1


def test_an_outline_that_bites_its_own_tail_is_walked_once(no_ghostscript):
    def bite(source):
        item = source.make_indirect(Dictionary(Title="A"))
        item.Next = item
        source.Root.Outlines = source.make_indirect(Dictionary(First=item, Last=item, Count=1))

    with contextlib.suppress(Refused):
        assert make_safe(changed(bite)).page_count == 1


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        (Dictionary(D=Array([0, Name.Fit])), ["Kapittel"]),
        (Array([99, Name.Fit]), ["Kapittel"]),
        (Dictionary(), ["Kapittel"]),
        (Array([]), ["Kapittel"]),
        (Array([0, Name.XYZ, 0, "høyt"]), ["Kapittel"]),
        (7, []),
    ],
)
def test_an_outline_that_leads_nowhere_stops_no_packet(target, kept, no_ghostscript):
    def break_outline(source):
        source.Root.Outlines.First.Dest = target

    safe = make_safe(changed(break_outline, make_pdf(title="Kapittel")))

    assert [entry.title for entry in bookmarks.outline(safe.data)] == kept
    assert ("Bokmerkene i filen er skadet, og er fjernet." in safe.treatment) == (not kept)


def lines(data):
    return [(entry.title, entry.page, entry.top) for entry in bookmarks.outline(data)]


def name_in_old_place(source):
    source.Root.Dests = Dictionary(Slutt=Array([source.pages[2].obj, Name.XYZ, 0, 700, 0]))
    return Name.Slutt


def name_in_a_tree(source):
    place = source.make_indirect(Dictionary(D=Array([source.pages[2].obj, Name.XYZ, 0, 700, 0])))
    source.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("Slutt"), place])))
    return String("Slutt")


def number_of_page(source):
    return Array([2, Name.XYZ, 0, 700, 0])


@pytest.mark.parametrize("lead", [name_in_old_place, name_in_a_tree, number_of_page])
@pytest.mark.parametrize("by_action", [False, True])
def test_bookmarks_and_links_lead_where_they_did(lead, by_action, no_ghostscript):
    def build(source):
        target = lead(source)
        leading = {"A": Dictionary(S=Name.GoTo, D=target)} if by_action else {"Dest": target}
        source.pages[0].obj.Annots = Array([source.make_indirect(link(**leading))])
        line = source.Root.Outlines.First
        del line.Dest
        for key, value in leading.items():
            line[f"/{key}"] = value

    safe = make_safe(changed(build, make_pdf(pages=3, title="Slutt")))

    assert lines(safe.data) == [("Slutt", 3, 700.0)]
    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        [there] = copy.pages[0].Annots
        assert there.Dest[0].objgen == copy.pages[2].objgen


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gs") is None, reason="ghostscript is not installed")
def test_bookmarks_of_a_file_that_is_drawn_again_keep_their_levels():
    def nest(source):
        with source.open_outline() as outline:
            outline.root[0].children.append(OutlineItem("Under", 1))

    safe = make_safe(changed(nest, make_pdf(pages=3, title="Over")))

    assert safe.was_redrawn
    [over] = bookmarks.outline(safe.data)
    assert (over.title, over.page, [(under.title, under.page) for under in over.children]) == (
        "Over",
        3,
        [("Under", 2)],
    )


def test_a_bookmark_that_leads_nowhere_leads_nowhere_in_the_copy_either(no_ghostscript):
    def lose(source):
        del source.Root.Outlines.First.Dest

    assert lines(make_safe(changed(lose, make_pdf(title="Mappe"))).data) == [("Mappe", None, None)]


def test_missing_fonts_are_named_where_they_cannot_be_put_in(no_ghostscript):
    [told] = make_safe(make_pdf()).treatment

    assert told.startswith("Skrifttyper mangler i filen: Helvetica. ")


def test_a_font_named_in_the_code_of_a_country_is_no_damage(no_ghostscript):
    data = make_pdf()
    assert data.count(b"/Helvetica") == 1

    [told] = make_safe(data.replace(b"/Helvetica", b"/Bl\xe5b\xe6rgro")).treatment

    assert told.startswith("Skrifttyper mangler i filen: Blåbærgro. ")


def test_a_font_that_cannot_be_read_counts_as_missing(no_ghostscript):
    def break_font(source):
        font = source.pages[0].obj.Resources.Font.F1
        font.Subtype, font.BaseFont = Name.TrueType, Name("/ABCDEF+Ødelagt")
        font.FontDescriptor = source.make_indirect(
            Dictionary(Type=Name.FontDescriptor, FontFile2=source.make_stream(b"\0\1\0\0 ikke en skrift"))
        )

    [told] = make_safe(changed(break_font)).treatment

    assert told.startswith("Skrifttyper mangler i filen: Ødelagt. ")


def test_a_font_that_stands_right_in_its_page_is_looked_at_too(no_ghostscript):
    def put_in_page(source):
        source.pages[0].obj.Resources = Dictionary(
            Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
        )

    safe = make_safe(changed(put_in_page))

    assert (safe.accessibility, "Courier" in safe.treatment[0]) == (UNTAGGED, True)


def with_layer(source, **usual):
    layer = source.make_indirect(Dictionary(Type=Name.OCG, Name="Lag"))
    hidden = {f"/{key}": Array([layer]) if value is True else value for key, value in usual.items()}
    source.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(hidden))
    source.pages[0].obj.Resources.Properties = Dictionary(MC0=layer)
    source.pages[0].contents_add(source.make_stream(b" /OC /MC0 BDC BT /F1 12 Tf 72 300 Td (HEMMELIG) Tj ET EMC"))


@pytest.mark.parametrize("usual", [{"OFF": True}, {"BaseState": Name.OFF}])
@pytest.mark.parametrize(("data", "accessibility"), [(make_pdf(), UNTAGGED), (printed_page(), TAGGED)])
def test_a_layer_that_is_hidden_never_comes_to_light(usual, data, accessibility, no_ghostscript):
    safe = make_safe(changed(lambda source: with_layer(source, **usual), data))

    assert ("Skjulte lag er fjernet." in safe.treatment, safe.hidden_on) == (True, (1,))
    assert b"HEMMELIG" not in expanded(safe.data)
    assert safe.accessibility == accessibility


def test_layers_that_all_see_are_plain_drawings(no_ghostscript):
    safe = make_safe(changed(lambda source: with_layer(source, ON=True)))

    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert Name.OCProperties not in copy.Root
        assert b"HEMMELIG" in expanded(safe.data)
    assert safe.hidden_on == ()


def test_letters_that_are_drawn_with_the_fonts_of_their_page_keep_them(no_ghostscript):
    """As pdf.js's pr4922: which of the page's fonts its drawn letters use cannot be seen in what the page says."""

    def draw_letters(pdf, page):
        letter = pdf.make_stream(b"1000 0 0 0 1000 1000 d1 BT /F2 1000 Tf (A) Tj ET")
        drawn_letters = Dictionary(Type=Name.Font, Subtype=Name.Type3, FirstChar=65, LastChar=65, Widths=[1000])
        drawn_letters.FontBBox, drawn_letters.FontMatrix = [0, 0, 1000, 1000], [0.001, 0, 0, 0.001, 0, 0]
        drawn_letters.Encoding = Dictionary(Type=Name.Encoding, Differences=[65, Name.a])
        drawn_letters.CharProcs = Dictionary(a=letter)
        times = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"))
        return {"/Font": Dictionary(T=pdf.make_indirect(drawn_letters), F2=pdf.make_indirect(times))}

    safe = make_safe(drawn(b"BT /T 14 Tf 20 20 Td (AAAA) Tj ET", draw_letters))

    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert set(copy.pages[0].resources.XObject.Whole.Resources.Font.keys()) == {"/F1", "/F2", "/T"}


def test_a_file_whose_facts_are_its_pages_keeps_its_pages(no_ghostscript):
    """A trailer that calls the pages its /Info: what is told of the file is written, and the pages stay whole."""
    with pikepdf.open(io.BytesIO(make_pdf(pages=2))) as source:
        source.trailer.Info = source.Root.Pages
        data = saved(source)

    safe = make_safe(data)

    assert typeset.page_count(safe.data) == 2
    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        assert copy.Root.Pages.Type == Name.Pages
        assert copy.trailer.Info.Title == "Vedlegg"


@pytest.mark.parametrize(("flags", "is_kept"), [({}, True), ({"F": 4}, True), ({"F": 2}, False), ({"F": 32}, False)])
def test_a_field_that_a_screen_shows_is_in_the_copy_whether_or_not_it_is_for_print(flags, is_kept, no_ghostscript):
    safe = make_safe(drawn(b"", field("Ola Nordmann", **flags)))

    assert (b"(Ola Nordmann) Tj" in expanded(safe.data), FORM in safe.treatment) == (is_kept, is_kept)
    assert ("Merknader og felt som er skjult på skjermen, er ikke med." in safe.treatment) is not is_kept


def test_fields_that_are_not_made_one_with_the_page_lie_on_it_as_stamps(no_ghostscript):
    safe = make_safe(drawn(b"", field("Ola Nordmann")), Way(flattens=False))

    with pikepdf.open(io.BytesIO(safe.data)) as copy:
        [stamp] = copy.pages[0].Annots
        assert (stamp.Subtype, stamp.F, Name.V in stamp, Name.AcroForm in copy.Root) == (Name.Stamp, 4, False, False)
        assert b"(Ola Nordmann) Tj" in stamp.AP.N.read_bytes()


@pytest.mark.parametrize("flattens", [True, False])
def test_a_password_in_a_field_is_not_in_the_copy(flattens, no_ghostscript):
    safe = make_safe(drawn(b"", field("hemmelig", Ff=1 << 13)), Way(flattens=flattens))

    assert b"hemmelig" not in expanded(safe.data)
    assert "Det som står i felt for passord, er ikke med." in safe.treatment


def test_an_empty_form_takes_no_tags_away(no_ghostscript):
    def add_form(source):
        source.Root.AcroForm = Dictionary(Fields=Array())

    assert make_safe(changed(add_form, printed_page())).accessibility == TAGGED


def test_the_same_file_gives_the_same_copy(no_ghostscript):
    assert make_safe(make_pdf()).data == make_safe(make_pdf()).data


@pytest.mark.slow
@pytest.mark.skipif(redrawing.shutil.which("gs") is None, reason="ghostscript is not installed")
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_ghostscript_puts_fonts_in_and_moves_no_page(turn):
    data = make_pdf(pages=2, size=(-50, -20, 545, 822), rotate=turn, crop=(0, 0, 400, 700))

    safe = make_safe(data)

    assert safe.treatment == ("Skrifttyper som manglet eller ikke kunne leses, er lagt inn i kopien: Helvetica.",)
    with pikepdf.open(io.BytesIO(safe.data)) as copy, pikepdf.open(io.BytesIO(data)) as source:
        sizes = [[redrawing._seen_size(page) for page in one.pages] for one in (copy, source)]
    assert sizes[0] == sizes[1]


@pytest.mark.slow
def test_copies_put_into_a_packet_break_no_rule(tmp_path, settings):
    """What the packet claims is what the least of them was found to keep; it keeps the rest too."""
    from meetings.attachments.parts import PacketPart

    require_verapdf()
    settings.CHECK_COPIES = True
    if redrawing.shutil.which("gs") is None:
        pytest.skip("ghostscript is not installed")
    originals = {
        "tagged": printed_page(),
        "turned": changed(lambda source: source.pages[0].contents_add(b"q 0.1 0.7 -0.7 0.1 90 90 cm")),
        "scanned": make_pdf(text="", rotate=90),
        "landscape": make_pdf(size=(0, 0, 1191, 842)),
        "marked": changed(lambda source: source.pages[0].contents_add(b"/Span <</MCID 0>> BDC EMC")),
    }
    parts = [PacketPart(name, name, examine(data).safe, is_sound=True) for name, data in originals.items()]

    made = assemble(tuple(parts), lambda places: printed_page("<h1>Saksliste</h1>"), title="Møtepakke")

    assert faults(tmp_path, {"packet": made.data}, standards=["2u"]) == {"packet": []}
    assert faults(tmp_path, {"packet": made.data}, claims=False) == {"packet": []}
    assert (made.level, made.is_accessible) == ("U", False)
