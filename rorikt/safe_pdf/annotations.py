"""Fields and comments of a PDF in its safe copy: those that a screen shows become part of the page.

What a screen shows is neither hidden nor only for print, whether or not it would be printed; whoever wrote a comment or
filled in a field did so without a thought of printing.
"""

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

HIDDEN, PRINTED, NOT_ON_SCREEN = 2, 4, 32
PASSWORD = 1 << 13
# What has no look of its own on the page: a link, and the window that a comment opens.
_LOOKLESS = {"/Link", "/Popup"}
_KEPT_BY_STAMPS = {"/Type", "/Rect", "/F", "/Contents", "/P", "/OC"}
_MOST_NESTED = 20  # fields within fields


def of(page: Page) -> list[Object]:
    annotations = page.obj.get(Name.Annots)
    return [one for one in annotations if isinstance(one, Dictionary)] if isinstance(annotations, Array) else []


def is_shown(annotation: Object) -> bool:
    return not int(annotation.get(Name.F, 0)) & (HIDDEN | NOT_ON_SCREEN)


def lack_looks(pdf: Pdf) -> bool:
    """Whether something that a screen shows does not say what it looks like, so that each viewer decides."""
    return any(_lacks_look(one) for page in pdf.pages for one in of(page))


def borrow_looks(pdf: Pdf, lender: Pdf) -> None:
    """Take what is missing from the same file after a viewer has given it looks (`uploads.reading_back.give_looks`)."""
    for page, other in zip(pdf.pages, lender.pages, strict=True):
        lent = {_place(one): one for one in of(other) if Name.AP in one}
        for annotation in of(page):
            if _lacks_look(annotation) and _place(annotation) in lent:
                looks = lent[_place(annotation)].AP
                annotation.AP = pdf.copy_foreign(lender.make_indirect(looks))


def put_fields_as_stamps(pdf: Pdf) -> bool:
    """Let each field be the look that stands in the file, and leave the rest. Whether there were any.

    A viewer that lets people fill in a form draws its fields in a way of its own, with arrows and frames.
    """
    fields = [one for page in pdf.pages for one in of(page) if one.get(Name.Subtype) == Name.Widget]
    if not fields:
        return False
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        _settle_form(pdf, form)
    for page in pdf.pages:
        kept = [one for one in of(page) if one.get(Name.Subtype) != Name.Widget or is_shown(one)]
        page.obj.Annots = Array([one for one in kept if one.get(Name.Subtype) != Name.Widget or _stamped(one)])
    if form is not None:
        del pdf.Root.AcroForm
    return True


def draw_fast(pdf: Pdf, done: list[str], *, flat: bool = True) -> bool:
    """Let fields and comments become part of the page, or, unless `flat`, stamps that lie on it. Were there any?"""
    form = pdf.Root.get(Name.AcroForm)
    found = [one for page in pdf.pages for one in of(page) if str(one.get(Name.Subtype)) not in _LOOKLESS]
    is_signed = isinstance(form, Dictionary) and bool(int(form.get(Name.SigFlags, 0)) & 1)
    if isinstance(form, Dictionary):
        _settle_form(pdf, form)
    shown = [one for one in found if is_shown(one)]
    has_passwords = any(one.get(Name.Subtype) == Name.Widget and _is_for_password(one) for one in shown)
    has_fields = any(one.get(Name.Subtype) == Name.Widget for one in shown)
    has_comments = any(one.get(Name.Subtype) != Name.Widget for one in shown)
    is_all_drawn = not any(_lacks_look(one) for one in shown)
    for page in pdf.pages:
        _keep_shown(page)
    if flat:
        pdf.flatten_annotations("all")
        for page in pdf.pages:
            if Name.Annots in page.obj:
                page.obj.Annots = Array([one for one in of(page) if one.get(Name.Subtype) == Name.Link])
    else:
        for page in pdf.pages:
            _turn_into_stamps(page)
    if Name.AcroForm in pdf.Root:
        del pdf.Root.AcroForm
    if has_fields:
        how = "er gjort om til vanlig tekst på siden" if flat else "ligger som stempler oppå siden"
        done.append(f"Skjemafelt {how}, med det som var fylt ut.")
    if has_passwords:
        done.append("Det som står i felt for passord, er ikke med.")
    if is_signed:
        done.append("Den elektroniske signaturen gjelder originalen, som er beholdt, og ikke kopien i møtepakken.")
    if has_comments:
        done.append(f"Merknader og stempler {'er tegnet fast' if flat else 'ligger fast'} på sidene.")
    if not is_all_drawn:
        done.append("Noen merknader eller felt har ikke noe utseende i filen, og er ikke tegnet. Se etter i kopien.")
    if len(shown) < len(found):
        done.append("Merknader og felt som er skjult på skjermen, er ikke med.")
    return bool(found)


def _settle_form(pdf: Pdf, form: Object) -> None:
    """Let fields look as they are filled in, those for passwords as if they were not."""
    if Name.XFA in form:
        del form[Name.XFA]
    if form.get(Name.NeedAppearances, False):
        pdf.generate_appearance_streams()
        if Name.NeedAppearances in form:
            del form[Name.NeedAppearances]  # else nothing is flattened
    for page in pdf.pages:
        for one in of(page):
            if one.get(Name.Subtype) == Name.Widget and _is_for_password(one):
                one.AP = Dictionary(N=pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1]))


def _keep_shown(page: Page) -> None:
    """Leave out what a screen does not show; the rest is shown whatever its marks say."""
    kept = [one for one in of(page) if is_shown(one) and one.get(Name.Subtype) != Name.Popup]
    for one in kept:
        one.F = PRINTED
    if Name.Annots in page.obj:
        page.obj.Annots = Array(kept)


def _turn_into_stamps(page: Page) -> None:
    """A field without its form is not drawn by every viewer; a stamp with the look of the field is."""
    kept = [one for one in of(page) if one.get(Name.Subtype) == Name.Link or _stamped(one)]
    if Name.Annots in page.obj:
        page.obj.Annots = Array(kept)


def _stamped(annotation: Object) -> bool:
    """Make it a stamp with the look that it has, if it has one."""
    look = _look_of(annotation)
    if look is None:
        return False
    for key in [key for key in annotation.keys() if key not in _KEPT_BY_STAMPS]:  # noqa: SIM118
        del annotation[key]
    annotation.Subtype, annotation.AP = Name.Stamp, Dictionary(N=look)
    return True


def _is_for_password(field: Object) -> bool:
    """What it says of itself, or what the field says that it is one of several places for."""
    holder: Object | None = field
    for _ in range(_MOST_NESTED):
        if not isinstance(holder, Dictionary):
            return False
        if Name.Ff in holder:
            return bool(int(holder.Ff) & PASSWORD)
        holder = holder.get(Name.Parent)
    return False


def _look_of(annotation: Object) -> Object | None:
    """What it looks like in the state it is in."""
    looks = annotation.get(Name.AP)
    usual = looks.get(Name.N) if isinstance(looks, Dictionary) else None
    if isinstance(usual, Dictionary):
        usual = usual.get(str(annotation.get(Name.AS, "/Off")))
    return usual if isinstance(usual, Stream) else None


def _lacks_look(annotation: Object) -> bool:
    return str(annotation.get(Name.Subtype)) not in _LOOKLESS and is_shown(annotation) and Name.AP not in annotation


def _place(annotation: Object) -> tuple[object, ...]:
    """What tells annotations of a page apart, also after another program has written them again."""
    rectangle = annotation.get(Name.Rect)
    edges = [round(float(edge), 1) for edge in rectangle] if isinstance(rectangle, Array) else []
    return str(annotation.get(Name.Subtype)), *edges
