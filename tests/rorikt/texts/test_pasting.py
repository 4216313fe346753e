"""Clipboard HTML in the forms in which Word, Outlook, Excel, LibreOffice and web pages write it."""

import pytest

from rorikt.texts import richtext
from rorikt.texts.pasting import from_clipboard

HEAD = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    "<head><meta name=Generator content='Microsoft Word 15'><!--[if gte mso 9]><xml><o:OfficeDocumentSettings>"
    "<o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--><style><!-- p.MsoNormal {margin:0cm;} --></style></head>"
    "<body lang=NO-BOK style='tab-interval:35.4pt'><!--StartFragment-->"
)
TAIL = "<!--EndFragment--></body></html>"


def point(marker, text, level=1, kind="l0"):
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:{kind} level{level} lfo1'>"
        "<![if !supportLists]><span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span "
        f"style='mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"
        f"</span></span><![endif]>{text}<o:p></o:p></p>\n"
    )


def word(body):
    return from_clipboard(HEAD + body + TAIL)


def test_words_list_paragraphs_become_lists_nested_and_numbered_as_they_look():
    pasted = word(
        point("·", "En")
        + point("o", "Under", 2)
        + point("·", "To")
        + point("1.", "Først", 1, "l1")
        + "<p class=MsoNormal>Etter<o:p></o:p></p>"
    )

    assert pasted.html == (
        "<ul><li><p>En</p><ul><li><p>Under</p></li></ul></li><li><p>To</p></li></ul>"
        "<ol><li><p>Først</p></li></ol><p>Etter</p>"
    ).replace("\n", "")
    assert pasted.left_out == []


def test_words_headings_become_sub_headings_from_the_highest_on():
    pasted = word(
        "<h2>Drift<o:p></o:p></h2><p class=MsoNormal style='mso-outline-level:3'>Nett</p><p class=MsoNormal>Tekst</p>"
    )

    assert pasted.html == "<h3>Drift</h3><h4>Nett</h4><p>Tekst</p>"


def test_words_footnotes_become_notes_where_their_marks_stand():
    pasted = word(
        '<p class=MsoNormal>Avtalen<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1" title=""><span '
        "class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]>"
        "</span></span></a> varer.<o:p></o:p></p><div style='mso-element:footnote-list'><![if !supportFootnotes]><br "
        "clear=all><hr align=left size=1 width=\"33%\"><![endif]><div style='mso-element:footnote' id=ftn1><p "
        'class=MsoFootnoteText><a style=\'mso-footnote-id:ftn1\' href="#_ftnref1" name="_ftn1"><span>[1]</span></a> '
        "Fra 2021.<o:p></o:p></p></div></div>"
    )

    assert pasted.html == "<p>Avtalen<small>Fra 2021.</small> varer.</p>"


def test_a_note_whose_text_was_not_copied_is_told():
    pasted = word('<p class=MsoNormal>A<a href="#_ftn1">[1]</a> b</p>')

    assert pasted.html == "<p>A b</p>"
    assert pasted.left_out == [
        "En fotnote fulgte ikke med, bare henvisningen. Kopier hele teksten, eller skriv den på nytt."
    ]


def test_a_picture_on_the_disk_of_the_author_is_told_and_one_in_the_clipboard_taken():
    pasted = word(
        '<p class=MsoNormal><!--[if gte vml 1]><v:shape id="x"><v:imagedata src="file:///C:/a.png"/></v:shape>'
        '<![endif]--><![if !vml]><img width=10 src="file:///C:/Users/x/clip_image001.png" v:shapes="x"><![endif]></p>'
        "<p><img alt='Kart over nettet' src='data:image/png;base64,iVBORw0K'></p>"
    )

    assert pasted.html == f'<figure><img data-picture="{0:064x}" alt="Kart over nettet"></figure>'
    assert pasted.pictures == ["iVBORw0K"]
    assert pasted.left_out == ["Et bilde fulgte ikke med. Sett det inn med knappen «Bilde»."]


def test_a_table_of_excel_keeps_its_rows_and_gets_a_head():
    pasted = from_clipboard(
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body link='#0563C1'>\r\n<table border=0 cellpadding=0 "
        "style='border-collapse:collapse;width:96pt'>\r\n<!--StartFragment-->\r\n <col width=64 span=2>\r\n "
        "<tr height=20 style='height:15.0pt'>\r\n  <td class=xl65>Linje</td>\r\n  <td>Beløp</td>\r\n </tr>\r\n "
        "<tr height=20>\r\n  <td height=20>Fiber</td>\r\n  <td align=right x:num>1 200</td>\r\n </tr>\r\n"
        "<!--EndFragment-->\r\n</table>\r\n</body></html>"
    )

    assert pasted.html == (
        '<table><thead><tr><th scope="col">Linje</th><th scope="col">Beløp</th></tr></thead>'
        "<tbody><tr><td>Fiber</td><td>1 200</td></tr></tbody></table>"
    )


def test_a_table_of_two_thousand_rows_gets_a_sentence_and_the_rest_is_kept():
    pasted = from_clipboard(f"<p>Før</p><table>{'<tr><td>1</td></tr>' * 2000}</table><p>Etter</p>")

    assert pasted.html == "<p>Før</p><p>Etter</p>"
    assert pasted.left_out == [richtext.too_long_table(2000)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><p>Av '
         '<span style="font-weight:700">web</span></p></b>', "<p>Av <strong>web</strong></p>"),
        ("<p onclick=x()>a<script>alert(1)</script><iframe src=x></iframe></p>", "<p>a</p>"),
        ('<p class="western" lang="nb-NO"><i>Libre</i>Office<a class="sdfootnoteanc" name="sdfootnote1anc" '
         'href="#sdfootnote1sym"><sup>1</sup></a></p><div id="sdfootnote1"><p class="sdfootnote"><a '
         'class="sdfootnotesym" href="#sdfootnote1anc">1</a>Noten</p></div>',
         "<p><em>Libre</em>Office<small>Noten</small></p>"),
        ("<div>Outlook<br></div><div><br></div><div>To</div>", "<p>Outlook<br></p><p>To</p>"),
        ("<p>a <del cite='mailto:x'>borte</del><ins cite='mailto:x'>ny</ins></p>", "<p>a ny</p>"),
        ('<p>Kode: [[merforbruk]]</p>', "<p>Kode: [[merforbruk]]</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_comes_from_elsewhere_keeps_its_words_and_nothing_that_acts(given, kept):
    assert from_clipboard(given).html == kept


def test_the_number_of_a_heading_in_word_is_no_part_of_it():
    pasted = word(
        "<h1 style='margin-left:21.6pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>2"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>Økonomi</h1>"
        "<p class=Overskrift2 style='mso-list:l1 level2 lfo2'><span style='mso-list:Ignore'>2.1<span "
        "style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span>Drift</p>"
    )

    assert pasted.html == "<h3>Økonomi</h3><h4>Drift</h4>"


def test_a_point_of_a_list_with_an_outline_level_is_no_heading():
    pasted = word(point("·", "En").replace("mso-list:l0", "mso-outline-level:4;mso-list:l0"))

    assert pasted.html == "<ul><li><p>En</p></li></ul>"


def test_points_whose_mso_styles_the_mail_in_the_browser_took_away_are_points():
    """Outlook on the web and old Edge keep the marker, its blank in seven points, and the margins."""

    def bare(marker, text, margin):
        return (
            f'<p style="margin: 0px 0px 0px {margin}px; text-indent: -0.25in;"><span style="font-family: Symbol;">'
            f"<span>{marker}<span style='font: 7pt \"Times New Roman\"; margin: 0px;'>&nbsp;&nbsp;&nbsp;&nbsp;\n"
            f"</span></span></span><font>{text}</font></p>"
        )

    pasted = from_clipboard(bare("·", "En", 48) + bare("o", "Under", 96) + bare("·", "To", 48) + "<p>Etter</p>")

    assert pasted.html == ("<ul><li><p>En</p><ul><li><p>Under</p></li></ul></li><li><p>To</p></li></ul><p>Etter</p>")


def test_preformatted_points_of_word_are_points():
    marked = point("·", "En").replace("<p ", "<pre ").replace("</p>", "</pre>")

    assert word(marked).html == "<ul><li><p>En</p></li></ul>"


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("<ol><li>1</li><ul><li>A</li></ul><li>2</li></ol>", "<ol><li>1<ul><li>A</li></ul></li><li>2</li></ol>"),
        ("<ol><ol><ul><li>Inn</li></ul></ol></ol>", "<ul><li>Inn</li></ul>"),
        ("<ul><ul><li>A</li></ul><li>B</li></ul>", "<ul><li>A</li><li>B</li></ul>"),
    ],
)
def test_a_list_beside_the_point_it_belongs_to_is_put_into_it(given, made):
    assert from_clipboard(given).html == made


@pytest.mark.parametrize(
    "given",
    [
        '<ol start="4"><li>Fjerde</li></ol>',
        '<ol type="a"><li>Bokstav</li></ol>',
        '<ol><li style="list-style-type:lower-roman">Romertall</li></ol>',
        HEAD + point("4.", "Fjerde") + TAIL,
    ],
)
def test_a_list_that_does_not_begin_with_one_is_told(given):
    assert from_clipboard(given).left_out == ["En liste er nummerert fra 1. Den hadde andre numre eller bokstaver."]


def test_a_list_from_one_is_not_told():
    assert from_clipboard(HEAD + point("1.", "En") + point("2.", "To") + TAIL).left_out == []


@pytest.mark.parametrize(
    "given", ["<p><s>Gammelt</s> nytt</p>", '<p><span style="text-decoration:line-through">Gammelt</span> nytt</p>']
)
def test_what_was_struck_out_is_told(given):
    pasted = from_clipboard(given)

    assert pasted.html == "<p>Gammelt nytt</p>"
    assert "strøket over" in pasted.left_out[0]


@pytest.mark.parametrize("depth", [70, 300, 1_000])
def test_what_stands_deep_in_other_things_is_not_lost(depth):
    assert "Innerst" in from_clipboard("<div>" * depth + "<p>Innerst</p>" + "</div>" * depth).html
    assert "Innerst" in from_clipboard("<ul><li>" * depth + "Innerst" + "</li></ul>" * depth).html


def test_a_paste_without_any_text_is_told():
    assert from_clipboard("<div> </div>").left_out == ["Det var ingen tekst i det du limte inn."]
