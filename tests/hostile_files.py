"""Files that are made to break the one who reads them, small on disk and made in no time."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="' + _RELATIONS + '/{}" Target="{}"/></Relationships>'
)
_BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)


def workbook(*rows, cells=(), sheet=None, extra=None):
    """An XLSX with these rows from A1 on, and `cells` wherever their names say, all of them text."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet if sheet is not None else _sheet(rows, cells))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def _sheet(rows, cells):
    written = [
        "".join(_cell(f"{_letters(place)}{number}", value) for place, value in enumerate(row, 1))
        for number, row in enumerate(rows, 1)
    ]
    text = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(written, 1))
    text += "".join(f'<row r="{_digits(name)}">{_cell(name, "x")}</row>' for name in cells)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{text}</sheetData></worksheet>'


def _cell(name, value):
    return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'


def _digits(name):
    return name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _letters(place):
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def many_cells(rows, columns):
    """As many as that, each a one, without titles."""
    names = [_letters(place) for place in range(1, columns + 1)]
    lines = (
        f'<row r="{row}">' + "".join([f'<c r="{name}{row}"><v>1</v></c>' for name in names]) + "</row>"
        for row in range(1, rows + 1)
    )
    return workbook(sheet=f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>')


def binary_workbook(cells):
    """An XLSB with these cells: row and column, from 0, to text, or to the number of an error."""
    sheet = _record(148, bytes(16)) + _record(145)
    for row in sorted({row for row, _ in cells}):
        sheet += _record(0, row.to_bytes(4, "little") + bytes(13))
        for at in sorted(place for place in cells if place[0] == row):
            kind, value = (3, bytes([cells[at]])) if isinstance(cells[at], int) else (6, _wide(cells[at]))
            sheet += _record(kind, at[1].to_bytes(4, "little") + bytes(4) + value)
    book = _record(143) + _record(156, bytes(4) + (1).to_bytes(4, "little") + _wide("rId1") + _wide("Ark1"))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.replace("workbook.xml", "workbook.bin"))
        archive.writestr("_rels/.rels", _RELS.format("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book + _record(144) + _record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", _RELS.format("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", _record(129) + sheet + _record(146) + _record(130))
    return target.getvalue()


def _record(kind, data=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def _wide(text):
    return len(text).to_bytes(4, "little") + text.encode("utf-16-le")


def laughing_xml(root="AuditFile", namespace="urn:StandardAuditFile-Taxation-Financial:NO"):
    """Entities that would be a billion letters once they are written out."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><{root} xmlns="{namespace}" a="&e9;">'
        f"<Header><AuditFileVersion>&e9;</AuditFileVersion></Header></{root}>"
    ).encode()
