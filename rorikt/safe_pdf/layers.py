"""The layers of a PDF: what those hide is taken out for good, and what they show becomes an ordinary part of the page.

Put together with others a file loses the list of its layers, and what was hidden would be seen; and what is only hidden
can be found by whoever looks. What counts as hidden is what a screen does not show when the file is opened
(ISO 32000-1, 8.11).
"""

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

_MOST_NESTED = 20  # layers within layers, and rules within rules
_PAINTING_PATHS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}
_PAINTING_OTHERS = {"Tj", "TJ", "'", '"', "sh", "INLINE IMAGE", "Do"}
_NO_PAINT: Any = ([], pikepdf.Operator("n"))
_NEXT_LINE: Any = ([], pikepdf.Operator("T*"))


def remove(pdf: Pdf) -> list[int]:
    """Take out what is hidden, and let go of the list of layers. The pages, counted from 1, that had something hidden.

    What else is on such a page stands where it stood; where that cannot be had, reading the copy back finds it.
    """
    properties = pdf.Root.get(Name.OCProperties)
    if properties is None:
        return []
    shows = _Layers(properties if isinstance(properties, Dictionary) else Dictionary()).shows
    cleaning = _Cleaning(pdf, shows)
    hidden_on = [number for number, page in enumerate(pdf.pages, 1) if cleaning.clean_page(page)]
    cleaning.forget_layers()
    del pdf.Root.OCProperties
    return hidden_on


class _Layers:
    """Which layers a screen shows when the file is opened."""

    def __init__(self, properties: Object) -> None:
        usual = properties.get(Name.D, Dictionary())
        self._hides_by_default = usual.get(Name.BaseState) == Name.OFF
        self._on = _keys_of(usual.get(Name.ON))
        self._off = _keys_of(usual.get(Name.OFF))
        self._by_use = {
            key
            for rule in _dictionaries(usual.get(Name.AS))
            if rule.get(Name.Event) == Name.View
            for key in _keys_of(rule.get(Name.OCGs))
        }

    def shows(self, layer: Object | None, depth: int = 0) -> bool:
        """Whether what belongs to this layer, or to this rule about layers, is seen."""
        if not isinstance(layer, Dictionary) or depth > _MOST_NESTED:
            return True
        if layer.get(Name.Type) == Name.OCMD:
            rule = layer.get(Name.VE)
            return self._follows(rule, depth) if isinstance(rule, Array) else self._member_shows(layer)
        return self._group_shows(layer)

    def _group_shows(self, group: Object) -> bool:
        if group.objgen in self._by_use:
            state = group.get(Name.Usage, Dictionary()).get(Name.View, Dictionary()).get(Name.ViewState)
            if state is not None:
                return bool(state != Name.OFF)
        if self._hides_by_default:
            return group.objgen in self._on
        return group.objgen not in self._off

    def _member_shows(self, member: Object) -> bool:
        named = member.get(Name.OCGs)
        groups = [named] if isinstance(named, Dictionary) else list(_dictionaries(named))
        if not groups:
            return True
        states = [self._group_shows(group) for group in groups]
        answers: dict[str, Callable[[], bool]] = {
            "/AllOn": lambda: all(states),
            "/AnyOff": lambda: not all(states),
            "/AllOff": lambda: not any(states),
        }
        return answers.get(str(member.get(Name.P)), lambda: any(states))()

    def _follows(self, rule: Array, depth: int) -> bool:
        """A rule such as `[/And A [/Not B]]`."""
        if not len(rule) or depth > _MOST_NESTED:
            return True
        parts = [
            self._follows(part, depth + 1) if isinstance(part, Array) else self.shows(part, depth + 1)
            for part in list(rule)[1:]
        ]
        match str(rule[0]):
            case "/Not":
                return not parts[0] if parts else True
            case "/Or":
                return any(parts)
        return all(parts)


Shows = Callable[[Object | None], bool]


class _Cleaning:
    """Goes through the pages and what they draw; drawings, patterns and letters that many share, once."""

    def __init__(self, pdf: Pdf, shows: Shows) -> None:
        self._pdf, self._shows = pdf, shows
        self._hid: dict[Any, bool] = {}
        self._resources: list[Object] = []

    def clean_page(self, page: Page) -> bool:
        """Whether something was hidden on the page."""
        resources = page.resources
        found = self._clean_annotations(page)
        found |= self._clean_resources(resources, 0)
        if _names_layers(resources):
            found |= _clean_content(page, resources, self._shows, lambda data: self._put(page, data))
        return found

    def forget_layers(self) -> None:
        """Nothing in the file leads to what was hidden, nor says that what is seen belonged to a layer.

        Comes last: pages share what they draw with.
        """
        for resources in self._resources:
            drawings = resources.get(Name.XObject)
            if isinstance(drawings, Dictionary):
                for key, drawing in list(drawings.items()):
                    if isinstance(drawing, Stream) and not self._shows(drawing.get(Name.OC)):
                        del drawings[key]
            properties = resources.get(Name.Properties)
            if isinstance(properties, Dictionary):
                for key, item in list(properties.items()):
                    if isinstance(item, Dictionary) and _is_layer(item):
                        del properties[key]
        for item in self._pdf.objects:
            if isinstance(item, Stream) and Name.OC in item:
                del item[Name.OC]

    def _clean_annotations(self, page: Page) -> bool:
        annotations = page.obj.get(Name.Annots)
        if not isinstance(annotations, Array):
            return False
        kept = [one for one in annotations if not isinstance(one, Dictionary) or self._shows(one.get(Name.OC))]
        found = len(kept) < len(annotations)
        if found:
            page.obj.Annots = Array(kept)
        for one in kept:
            for drawing in _appearances(one):
                found |= self._clean_drawing(drawing, page.resources, 0)
            if isinstance(one, Dictionary) and Name.OC in one:
                del one[Name.OC]
        return found

    def _clean_resources(self, resources: Object, depth: int) -> bool:
        self._resources.append(resources)
        found = False
        for kind in ("/XObject", "/Pattern"):
            for drawing in _values(resources.get(kind)):
                if isinstance(drawing, Stream) and drawing.get(Name.Subtype) != Name.Image:
                    found |= self._clean_drawing(drawing, resources, depth)
        for font in _values(resources.get(Name.Font)):
            if isinstance(font, Dictionary) and font.get(Name.Subtype) == Name.Type3:
                for letter in _values(font.get(Name.CharProcs)):
                    found |= self._clean_drawing(letter, font.get(Name.Resources, resources), depth)
        return found

    def _clean_drawing(self, drawing: Object, inherited: Object, depth: int) -> bool:
        """The same within a form, a pattern or a letter."""
        if not isinstance(drawing, Stream) or depth > _MOST_NESTED:
            return False
        if drawing.objgen in self._hid:
            return self._hid[drawing.objgen]
        self._hid[drawing.objgen] = False
        own = drawing.get(Name.Resources)
        resources = own if isinstance(own, Dictionary) else inherited
        found = self._clean_resources(resources, depth + 1) if isinstance(own, Dictionary) else False
        if _names_layers(resources):
            found |= _clean_content(drawing, resources, self._shows, drawing.write)
        self._hid[drawing.objgen] = found
        return found

    def _put(self, page: Page, data: bytes) -> None:
        page.obj.Contents = self._pdf.make_stream(data)


def _names_layers(resources: Object) -> bool:
    """Whether anything drawn with these can belong to a layer; most files have none, and are not read for them."""
    named = any(isinstance(one, Dictionary) and _is_layer(one) for one in _values(resources.get(Name.Properties)))
    return named or any(
        isinstance(one, Stream) and isinstance(one.get(Name.OC), Dictionary)
        for one in _values(resources.get(Name.XObject))
    )


def _is_layer(item: Object) -> bool:
    return item.get(Name.Type) in (Name.OCG, Name.OCMD)


def _clean_content(holder: Page | Object, resources: Object, shows: Shows, write: Callable[[bytes], object]) -> bool:
    """Leave out what draws in hidden layers; what only moves the pen or changes the ink stays."""
    kept: list[Any] = []
    hidden: list[bool] = []  # of each mark that is open: whether it hides
    layered: list[bool] = []  # and whether it is a layer's, so that it goes
    found = changed = False
    for instruction in pikepdf.parse_content_stream(holder):
        operands, name = instruction.operands, str(instruction.operator)
        if name in {"BDC", "BMC"}:
            is_layer = len(operands) > 1 and operands[0] == Name.OC
            layer = _layer_named(resources, operands[1]) if is_layer else None
            hidden.append(bool(hidden and hidden[-1]) or not shows(layer))
            layered.append(is_layer)
            changed |= is_layer
            if is_layer:
                continue
        elif name == "EMC" and hidden:
            hidden.pop()
            if layered.pop():
                continue
        is_hidden = bool(hidden and hidden[-1])
        if name == "Do" and not is_hidden:
            drawing = _drawing_named(resources, operands)
            is_hidden = drawing is not None and not shows(drawing.get(Name.OC))
        if is_hidden and name in _PAINTING_PATHS:
            kept.append(_NO_PAINT)
            found = True
        elif is_hidden and name in _PAINTING_OTHERS:
            if name in {"'", '"'}:
                kept.append(_NEXT_LINE)
            found = True
        else:
            kept.append(instruction)
    if found or changed:
        write(pikepdf.unparse_content_stream(kept))
    return found


def _layer_named(resources: Object, name: Object) -> Object | None:
    if isinstance(name, Dictionary):
        return name
    properties = resources.get(Name.Properties)
    return properties.get(str(name)) if isinstance(properties, Dictionary) else None


def _drawing_named(resources: Object, operands: Any) -> Object | None:
    drawings = resources.get(Name.XObject)
    drawing = drawings.get(str(operands[0])) if isinstance(drawings, Dictionary) and len(operands) else None
    return drawing if isinstance(drawing, Stream) else None


def _appearances(annotation: Object) -> Iterator[Object]:
    if isinstance(annotation, Dictionary):
        for state in _values(annotation.get(Name.AP)):
            yield from (state,) if isinstance(state, Stream) else _values(state)


def _values(holder: Object | None) -> list[Object]:
    return list(holder.values()) if isinstance(holder, Dictionary) else []


def _dictionaries(items: Object | None) -> Iterator[Object]:
    yield from (item for item in items if isinstance(item, Dictionary)) if isinstance(items, Array) else ()


def _keys_of(items: Object | None) -> set[Any]:
    return {item.objgen for item in _dictionaries(items)}
