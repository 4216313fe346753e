"""The structure tree of a PDF put together from others, so that what screen readers need survives the joining.

Every library drops the tags when it joins PDFs. Here each tagged part is grafted under an element of its own, and an
untagged one gets one element a page: no real accessibility, but its text is read in order and its scans are named.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Page, Pdf, PdfError, Stream, String

from rorikt.pdf import pdf_standards
from rorikt.pdf.pdf_standards import children

# What pikepdf, and the library under it, raise on files that are not made as they should be.
BROKEN = (PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)
DIRECT = (0, 0)
MOST_ELEMENTS, MOST_MARKS = 1_000_000, 1_000_000
_KINDS_OF_ANNOTATION = {"/Link": "/Link", "/Widget": "/Form"}


class TagTree:
    """Grows with the pages of `pdf`; `finish` writes the tree's indexes."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self._element("/Document", self.root)
        self.root.K = Array([self.document])
        self._parents: list[tuple[int, Object]] = []
        self._next_key = 0
        self._identified: list[Object] = []
        self._grafts = 0
        self._maps = {Name.RoleMap: Dictionary(), Name.ClassMap: Dictionary()}
        pdf.Root.StructTreeRoot = self.root
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def add_part(self, title: str, under: Object | None = None) -> Object:
        """A part of the document, which parts and content may be put under."""
        part = self._element("/Part", self.document if under is None else under)
        part.T = String(title)
        part.P.K.append(part)
        return part

    def graft(self, part: Object, source: Pdf, pages: list[Page]) -> None:
        """Bring the tags of `source` in, whose pages are already copied as `pages`.

        What its index says of which content belongs to which element is not trusted: keys may be missing, negative or
        used twice. The elements themselves know, and the index is made again from them.
        """
        self._grafts += 1
        tree = self.pdf.copy_foreign(source.make_indirect(source.Root.StructTreeRoot))
        renamed = {name: self._take_map(name, tree) for name in self._maps}
        for top in children(tree):
            kids = children(top) if top.get(Name.S) == Name.Document else [top]
            for kid in kids:
                if isinstance(kid, Dictionary):
                    kid.P = part
                    part.K.append(kid)
        if Name.Lang in source.Root:
            part.Lang = String(str(source.Root.Lang))
        self._make_unique(part, b"%d-" % self._grafts, renamed)
        _forget_keys(pages)
        for holder, key, value in _index(elements_under(part)):
            holder[key] = self._register(self.pdf.make_indirect(value) if isinstance(value, Array) else value)

    def tag_coarsely(self, part: Object, pages: list[Page], title: str) -> None:
        """One element for each page. The page's whole content is wrapped, so its own marks no longer count."""
        for number, page in enumerate(pages, 1):
            is_text = _has_fonts(page.obj.get(Name.Resources))
            element = self._element("/P" if is_text else "/Figure", part)
            element.Pg, element.K = page.obj, Array([0])
            if not is_text:
                element.Alt = String(f"{title}, side {number} av {len(pages)}: skannet side uten lesbar tekst.")
                element.A = Dictionary(O=Name.Layout, BBox=page.obj.MediaBox)
            part.K.append(element)
            _wrap(self.pdf, page, b"/P" if is_text else b"/Figure")
            page.obj.StructParents = self._register(self.pdf.make_indirect(Array([element])))
            self._tag_annotations(part, page)

    def finish(self) -> None:
        pairs = sorted(self._parents, key=lambda pair: pair[0])
        numbers = Array([item for pair in pairs for item in pair])
        self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        self.root.ParentTreeNextKey = self._next_key
        for name, own in self._maps.items():
            if len(own):
                self.root[name] = own
        pdf_standards.set_id_tree(self.pdf, self._identified)

    def _element(self, kind: str, parent: Object) -> Object:
        return self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kind), P=parent, K=Array()))

    def _register(self, value: Object) -> int:
        self._parents.append((self._next_key, value))
        self._next_key += 1
        return self._next_key - 1

    def _take_map(self, name: Name, tree: Object) -> dict[str, str]:
        """Bring along what a part calls its kinds; a name that means something else to another part gets a new one."""
        own, renamed = self._maps[name], {}
        for role, value in tree.get(name, Dictionary()).items():
            if role in own and own[role] != value:
                renamed[role] = f"{role}.{self._grafts}"
            own[renamed.get(role, role)] = value
        return renamed

    def _make_unique(self, part: Object, prefix: bytes, renamed: Mapping[Name, Mapping[str, str]]) -> None:
        """Let the ids be the part's own, and the kinds and classes that mean something else to another part."""
        roles, classes = renamed[Name.RoleMap], renamed[Name.ClassMap]
        for element in elements_under(part):
            kind = str(element.S)
            if kind in roles:
                element.S = Name(roles[kind])
            if classes and Name.C in element:
                own = element.C if isinstance(element.C, Array) else [element.C]
                element.C = Array([Name(classes[str(one)]) if str(one) in classes else one for one in own])
            if Name.ID in element:
                element.ID = String(prefix + bytes(element.ID))
                self._identified.append(element)
            attributes = element.get(Name.A)
            for one in attributes if isinstance(attributes, Array) else [attributes]:
                if isinstance(one, Dictionary) and Name.Headers in one:
                    one.Headers = Array([String(prefix + bytes(header)) for header in one.Headers])

    def _tag_annotations(self, part: Object, page: Page) -> None:
        for annotation in page.obj.get(Name.Annots, Array()):
            subtype = str(annotation.get(Name.Subtype))
            if subtype == "/Popup":
                continue
            element = self._element(_KINDS_OF_ANNOTATION.get(subtype, "/Annot"), part)
            element.K = Array([Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page.obj)])
            part.K.append(element)
            annotation.StructParent = self._register(element)
            if Name.Contents not in annotation:
                annotation.Contents = String("Lenke i vedlegget" if subtype == "/Link" else "Merknad i vedlegget")
        if Name.Annots in page.obj:
            page.obj.Tabs = Name.S


def is_tagged(pdf: Pdf) -> bool:
    """Whether every page hangs in a structure tree that can be grafted, which is tried on a copy."""
    marked = pdf.Root.get(Name.MarkInfo, Dictionary()).get(Name.Marked, False)
    tree = pdf.Root.get(Name.StructTreeRoot)
    if not marked or not isinstance(tree, Dictionary) or Name.K not in tree:
        return False
    try:
        with Pdf.new() as copy:
            copy.add_pages_from(pdf)
            tags = TagTree(copy)
            tags.graft(tags.add_part(""), pdf, list(copy.pages))
            tags.finish()
            return all(Name.StructParents in page.obj for page in copy.pages) and has_sound_keys(copy)
    except BROKEN:
        return False


def make_index(pdf: Pdf) -> None:
    """The index of a file's own tree, made again from its elements: which content of which page belongs to which."""
    tree = pdf.Root.StructTreeRoot
    _forget_keys(list(pdf.pages))
    numbers: list[Any] = []
    for at, (holder, key, value) in enumerate(_index(elements_under(tree))):
        holder[key] = at
        numbers += [at, pdf.make_indirect(value) if isinstance(value, Array) else value]
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    tree.ParentTreeNextKey = len(numbers) // 2


def has_sound_keys(pdf: Pdf) -> bool:
    """Whether each key into the index is used once and leads to something: without that, no file is PDF/UA."""
    known = dict(NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
    used = [
        (int(holder[key]), key == Name.StructParents)
        for holder in _holders(list(pdf.pages))
        for key in (Name.StructParents, Name.StructParent)
        if key in holder
    ]
    numbers = [number for number, _ in used]
    return len(numbers) == len(set(numbers)) and all(
        number >= 0 and isinstance(known.get(number), Array if has_many else Dictionary) for number, has_many in used
    )


def elements_under(top: Object) -> list[Object]:
    """Every element of a tree once, `top` first where it is one, also where the tree leads back to itself."""
    found, waiting, seen = [], [top], {top.objgen}
    while waiting:
        element = waiting.pop()
        if Name.S in element:
            found.append(element)
        for kid in reversed(children(element)):
            if isinstance(kid, Dictionary) and Name.S in kid and (kid.objgen == DIRECT or kid.objgen not in seen):
                seen.add(kid.objgen)
                waiting.append(kid)
        if len(found) > MOST_ELEMENTS:
            raise ValueError(f"a structure tree of more than {MOST_ELEMENTS} elements")
    return found


def _index(elements: Iterable[Object]) -> list[tuple[Object, Name, Object]]:
    """Who holds marked content or is an object of the tree, the name of its key, and what the key is to lead to.

    A page or a drawing leads to an array of elements by the number of its mark, an annotation to its element. What two
    elements say of the same content belongs to the first.
    """
    marked: dict[Any, tuple[Object, dict[int, Object]]] = {}
    objects: dict[Any, tuple[Object, Object]] = {}
    for element in elements:
        page = element.get(Name.Pg)
        for kid in children(element):
            if isinstance(kid, int):
                holder, number = page, kid
            elif isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.OBJR:
                target = kid.get(Name.Obj)
                if isinstance(target, Dictionary | Stream):
                    objects.setdefault(target.objgen, (target, element))
                continue
            elif isinstance(kid, Dictionary) and Name.MCID in kid:
                holder, number = kid.get(Name.Stm, kid.get(Name.Pg, page)), int(kid.MCID)
            else:
                continue
            if not isinstance(holder, Dictionary | Stream) or not 0 <= number < MOST_MARKS:
                raise ValueError(f"{number} is no marked content of a page")
            marked.setdefault(holder.objgen, (holder, {}))[1].setdefault(number, element)
    pages = [(holder, Name.StructParents, _by_number(numbers)) for holder, numbers in marked.values()]
    return pages + [(target, Name.StructParent, element) for target, element in objects.values()]


def _by_number(numbers: Mapping[int, Object]) -> Array:
    return Array([numbers.get(number) for number in range(max(numbers) + 1)])


def _forget_keys(pages: Iterable[Page]) -> None:
    for holder in _holders(pages):
        for key in (Name.StructParents, Name.StructParent):
            if key in holder:
                del holder[key]


def _holders(pages: Iterable[Page]) -> Iterator[Object]:
    """The pages, what lies on them, and what they draw, each once: all that can have a key into the index."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Object | None] = []
    for page in pages:
        yield page.obj
        annotations = page.obj.get(Name.Annots, Array())
        yield from (one for one in annotations if isinstance(one, Dictionary))
        waiting.append(page.obj.get(Name.Resources))
        while waiting:
            drawings = (waiting.pop() or Dictionary()).get(Name.XObject, Dictionary())
            for drawing in drawings.values():
                if isinstance(drawing, Stream) and drawing.objgen not in seen:
                    seen.add(drawing.objgen)
                    yield drawing
                    waiting.append(drawing.get(Name.Resources))


def _has_fonts(resources: Object | None, depth: int = 3) -> bool:
    """Whether anything on the page can be text; a scan without text recognition has no font."""
    if not isinstance(resources, Dictionary) or depth == 0:
        return False
    if len(resources.get(Name.Font, Dictionary())):
        return True
    drawings = resources.get(Name.XObject, Dictionary()).values()
    return any(_has_fonts(drawing.get(Name.Resources), depth - 1) for drawing in drawings)


def _wrap(pdf: Pdf, page: Page, tag: bytes) -> None:
    """Draw the page as one object, so that nothing it leaves unbalanced reaches what is drawn after it."""
    page.contents_coalesce()
    contents = page.obj.get(Name.Contents)
    drawing = pdf.make_stream(b"" if contents is None else contents.read_bytes())
    drawing.Type, drawing.Subtype, drawing.BBox = Name.XObject, Name.Form, _beyond(page.obj.MediaBox)
    drawing.Resources = page.obj.get(Name.Resources, Dictionary())
    if Name.Group in page.obj:
        drawing.Group = page.obj.Group
    page.obj.Contents = pdf.make_stream(tag + b" <</MCID 0>> BDC q /Whole Do Q EMC")
    page.obj.Resources = Dictionary(XObject=Dictionary(Whole=drawing))


def _beyond(box: Object) -> Array:
    """A little more than the page: some viewers soften what is cut off at the edge of a drawing."""
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return Array([min(x0, x1) - 10, min(y0, y1) - 10, max(x0, x1) + 10, max(y0, y1) + 10])
