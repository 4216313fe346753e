"""What PDF/A-2a and PDF/UA-1 ask of a file beyond what WeasyPrint writes: scopes, an ID tree, artifacts, the claims.

Works on open pikepdf documents, for one rendered document and for a whole packet alike.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf, Stream, String

PRODUCER = "Rorikt"
# Of PDF/A-2, from no claim to the most: looks the same for ever; and its text can be read; and it is tagged.
LEVELS = ("", "B", "U", "A")

_MARKED = re.compile(rb"/\w+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")
_CLAIM = re.compile(rb"""pdf(u?aid:\w+)(?:=["']|>)(\w+)""")
# The hyphen at the end of a line, in the map from glyphs to text, and what it is to be read as: no letter.
_LINE_END_HYPHEN, _SOFT_HYPHEN = re.compile(rb"(<[0-9a-f]{4}> )<2010>"), rb"\1<00ad>"
_ROW_GROUPS = {"/THead": "/Column", "/TBody": "/Row", "/TFoot": "/Row"}


def mend(pdf: Pdf) -> None:
    """Give header cells their scope, contents their kind and elements their ID tree; drop what is tagged twice or
    outside the tree."""
    living, identified, doubled = set(), [], set()
    for element, row_group, is_in_link in _elements(pdf.Root.StructTreeRoot):
        living.add(element.objgen)
        if element.get(Name.S) == Name.TH:
            _set_scope(element, _ROW_GROUPS.get(row_group, "/Column"))
        if Name.ID in element:
            identified.append(element)
        if element.get(Name.S) == Name.L and _is_contents(element):
            _tag_contents(element)
        if element.get(Name.S) == Name.LI:
            _gather_in_body(pdf, element)
        if is_in_link:
            doubled |= _drop_annotations(element)
            if element.get(Name.S) == Name.Link:  # what CSS writes after a link is tagged as one more
                element.S = Name.Span
    _remove_annotations(pdf, doubled)
    _name_links(pdf)
    _make_artifacts(pdf, living)
    _soften_hyphens(pdf)
    set_id_tree(pdf, identified)


def set_id_tree(pdf: Pdf, elements: list[Object]) -> None:
    if elements:
        pairs = sorted((bytes(element.ID), element) for element in elements)
        names = Array([item for key, element in pairs for item in (String(key), element)])
        pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Names=names))


def describe(pdf: Pdf, title: str, *, level: str, accessible: bool) -> None:
    """Write the title and the claims: PDF/A-2 at one of LEVELS, and whether it is PDF/UA-1."""
    stream = pdf.make_stream(metadata(title, level=level, accessible=accessible))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream
    # A new one: in a broken file, what is called so may be an object that the file needs for something else.
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(title), Producer=String(PRODUCER)))
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def metadata(title: str, *, level: str, accessible: bool) -> bytes:
    """XMP. Both claims stand in one RDF: a second would make the file invalid as PDF/A."""
    about = '<rdf:Description rdf:about=""'
    parts = [
        f'{about} xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        f'<rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title></rdf:Description>',
        f'{about} xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{PRODUCER}"/>',
    ]
    if level:
        archive = 'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2"'
        parts.append(f'{about} {archive} pdfaid:conformance="{level}"/>')
    if accessible:
        parts.append(f'{about} xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>')
    if level and accessible:
        parts.append(_UA_SCHEMA)
    body = "".join(parts)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{body}</rdf:RDF>'
        '</x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def claims(pdf: Pdf) -> tuple[str, bool]:
    """The level of PDF/A-2 that a PDF says it keeps, and whether it says that it is PDF/UA-1."""
    stream = pdf.Root.get(Name.Metadata)
    written = stream.read_bytes() if isinstance(stream, Stream) else b""
    said = {match[1] + b"=" + match[2] for match in _CLAIM.finditer(written)}
    levels = [one for one in LEVELS if one and b"aid:conformance=" + one.encode() in said]
    return levels[-1] if levels and b"aid:part=2" in said else "", b"uaid:part=1" in said


def lowest(levels: Iterable[str]) -> str:
    """What holds of a whole whose parts are of these levels."""
    return min(levels, key=LEVELS.index)


def set_colours(pdf: Pdf) -> None:
    """Say that colours are those of screens, by the profile that WeasyPrint brings for what it prints."""
    package = find_spec("weasyprint")
    if package is None or package.origin is None:
        raise ValueError("WeasyPrint is not installed")
    profile = pdf.make_stream((Path(package.origin).parent / "pdf" / "sRGB2014.icc").read_bytes(), N=3)
    name = String("sRGB2014.icc")
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=name, Info=name)
    intent.DestOutputProfile = profile
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def link_text(anchor: str) -> str:
    """What a screen reader says of a link: `avsnitt-2-1` gives «Gå til avsnitt 2.1»."""
    kind, _, number = anchor.partition("-")
    return f"Gå til {kind} {number.replace('-', '.')}".rstrip()


def children(element: Object) -> list[Object]:
    """The kids of a structure element, whether it has none, one or a list of them."""
    kids = element.get(Name.K)
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _elements(root: Object) -> Iterator[tuple[Object, str, bool]]:
    """Every element of the tree, the group of rows (`/THead`, …) it stands in, and whether it stands in a link."""
    waiting = [(kid, "", False) for kid in children(root)]
    while waiting:
        element, row_group, is_in_link = waiting.pop()
        kind = str(element.get(Name.S))
        row_group = kind if kind in _ROW_GROUPS else row_group
        yield element, row_group, is_in_link
        for kid in children(element):
            if isinstance(kid, Dictionary) and Name.S in kid:
                waiting.append((kid, row_group, is_in_link or kind == "/Link"))


def _set_scope(cell: Object, scope: str) -> None:
    attributes = cell.get(Name.A)
    if attributes is None:
        attributes = cell.A = Dictionary(O=Name.Table)
    if Name.Scope not in attributes:
        attributes.Scope = Name(scope)


def _is_contents(listed: Object) -> bool:
    """A list without bullets, whose every item is one link: no author can write one."""
    bodies = [body for item in children(listed) for body in children(item)]
    return all(
        body.get(Name.S) == Name.LBody and [kid.get(Name.S) for kid in children(body)] == [Name.Link] for body in bodies
    )


def _gather_in_body(pdf: Pdf, item: Object) -> None:
    """Paragraphs and lists of a list item, as the text editor writes it, stand in its body."""
    kids: list[tuple[Object, str]] = [
        (one, str(one.get(Name.S, "")) if isinstance(one, Dictionary) else "") for one in children(item)
    ]
    loose = [one for one, kind in kids if kind not in {"", "/Lbl", "/LBody"}]
    if not loose:
        return
    body = next((one for one, kind in kids if kind == "/LBody"), None)
    if body is None:
        body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array()))
    body.K = Array([*children(body), *loose])
    for one in loose:
        one.P = body
    item.K = Array([*(one for one, kind in kids if kind in {"", "/Lbl"}), body])


def _tag_contents(listed: Object) -> None:
    listed.S = Name.TOC
    for item in children(listed):
        item.S = Name.TOCI
        for body in children(item):
            body.S = Name.Reference


def _drop_annotations(element: Object) -> set[tuple[int, int]]:
    """An element inside a link gets an annotation of its own over the link's; take it out and return which it was."""
    kids = children(element)
    annotations = [kid for kid in kids if isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.OBJR]
    if annotations:
        element.K = Array([kid for kid in kids if kid not in annotations])
    return {annotation.Obj.objgen for annotation in annotations}


def _remove_annotations(pdf: Pdf, doubled: set[tuple[int, int]]) -> None:
    if not doubled:
        return
    tree = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        annotations = page.obj.get(Name.Annots, Array())
        for annotation in [one for one in annotations if one.objgen in doubled]:
            del tree[int(annotation.StructParent)]
        if len(annotations):
            page.obj.Annots = Array([one for one in annotations if one.objgen not in doubled])


def _name_links(pdf: Pdf) -> None:
    """WeasyPrint describes a link inside the document by its anchor; `avsnitt-2-1` is read out as «avsnitt 2.1»."""
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            if Name.Dest in annotation:
                annotation.Contents = String(link_text(str(annotation.Dest)))


def _make_artifacts(pdf: Pdf, living: set[tuple[int, int]]) -> None:
    """WeasyPrint tags what stands in the margins, but leaves it out of the tree; it is marked as pagination."""
    parents = dict(NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
    for page in pdf.pages:
        elements = parents[int(page.obj.StructParents)]
        orphans = {index for index, element in enumerate(elements) if element.objgen not in living}
        if not orphans:
            continue

        def mark(match: re.Match[bytes], orphans: set[int] = orphans) -> bytes:
            return b"/Artifact <</Type/Pagination>> BDC" if int(match[1]) in orphans else match[0]

        page.obj.Contents.write(_MARKED.sub(mark, page.obj.Contents.read_bytes()))
        for index in orphans:
            elements[index] = None


def _soften_hyphens(pdf: Pdf) -> None:
    """A word that is divided at the end of a line is copied and searched as one word."""
    for font in pdf.objects:
        if isinstance(font, Dictionary) and font.get(Name.Type) == Name.Font and Name.ToUnicode in font:
            font.ToUnicode.write(_LINE_END_HYPHEN.sub(_SOFT_HYPHEN, font.ToUnicode.read_bytes()))


# PDF/A wants every namespace it does not know described in the file.
_UA_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>'
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of PDF/UA standard</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
