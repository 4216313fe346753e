"""SAF-T Regnskap (Financial) 1.10, 1.30 and 1.40, the standard audit file of the Norwegian Tax Administration.

Read as a stream, so a file of any size takes little memory. No entity is expanded and nothing is fetched. Every file is
held against the schema of its version (saft_schemas), unless the folder of schemas does not have it.
The file is a stranger's: the process that does jobs asks for `lines_of`, which has it read in a limited child.
Source: Skatteetaten, SAF-T Regnskap, `Norwegian_SAF-T_Financial_Schema_v_1.10.xsd` and `…_1.30.xsd`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from rorikt.amounts import LARGEST_AMOUNT, ORE
from rorikt.children import limited_reading
from rorikt.children.limited_reading import READING_SECONDS, Unreadable

NAMESPACE = "urn:StandardAuditFile-Taxation-Financial:NO"
VERSIONS = ("1.40", "1.30", "1.20", "1.10", "1.00")
NEWEST = "1.30"  # of those whose schema is published
MOST_UNKNOWN = 20
SCHEMA_NAME = "Norwegian_SAF-T_Financial_Schema_v_{}.xsd"
SCHEMAS = Path(__file__).parent / "saft_schemas"
KOSTRA_CATEGORIES = ("KA_K", "KA_KS")  # arts of municipalities, and of inter-municipal companies
LARGEST_TREE = 20 * 1024 * 1024  # bytes; as a tree in memory it is some ten times as large

# The faults that files have, as libxml2 words them, and what to tell the person.
_OF_XML = (
    (r"tag mismatch: (\S+) line (\d+) and ([^\s,]+)", r"«\1» fra linje \2 avsluttes som «\3»"),
    (r"Premature end of data in tag (\S+) line (\d+)", r"filen slutter før «\1» fra linje \2 er avsluttet"),
    (r"Char(?:acter)? value|invalid.*[Cc]har", "den har et tegn som ikke kan stå i XML"),
    (r"amplification|Excessive depth|PARSE_HUGE", "den er bygd slik at den vokser når den leses"),
    (r"EntityRef|Entity", "et «&» står uten at det er skrevet som «&amp;»"),
    (r"Extra content", "det står noe etter slutten"),
    (r"Document is empty|Start tag expected", "den har ikke noe innhold"),
    (r"attributes|AttValue|StartTag|expected", "et merke er ikke skrevet ferdig"),
)
_OF_SCHEMA = (
    (r"Element '([^']+)': This element is not expected\. Expected is (?:one of )?\( ([^)]+) \)",
     r"«\1» står der det skal være \2"),
    (r"Element '([^']+)': This element is not expected", r"«\1» skal ikke stå her"),
    (r"Element '([^']+)': Missing child element\(s\)\. Expected is (?:one of )?\( ([^)]+) \)", r"«\1» mangler \2"),
    (r"Element '([^']+)': .*maximum length of '(\d+)'", r"verdien av «\1» er lengre enn \2 tegn"),
    (r"Element '([^']+)': .*'([^']*)' is not a valid value", r"«\2» er ikke en gyldig verdi av «\1»"),
    (r"Element '([^']+)': .*The value '([^']*)'", r"«\2» er ikke en gyldig verdi av «\1»"),
    (r"Element '([^']+)': .*", r"«\1» er ikke slik det skal være"),
)  # fmt: skip


class NotSaft(Unreadable):
    """A file that is not SAF-T as it should be. The message is for the person who chose it, with the line."""


@dataclass(frozen=True)
class Line:
    """One line of a transaction. `amount` is debit minus credit; `source_line` the line of the XML file.

    `year` and `period` are those the accounting system gave it; 0 where it gave none. `voucher` is the number of the
    transaction (TransactionID), `reference` the document that the line is about (SourceDocumentID or ReferenceNumber).
    """

    source_line: int
    account: str
    account_name: str
    art: str
    posted_on: date
    year: int
    period: int
    text: str
    amount: Decimal
    voucher: str = ""
    reference: str = ""


@dataclass(frozen=True)
class _Account:
    name: str
    art: str


def lines_of(path: Path, schema_folder: Path | None = None) -> Iterator[Line]:
    """As `lines`, done in a limited child. Raises Unreadable, possibly after some lines."""
    where = str(schema_folder or "")
    for *told, amount, voucher, reference in limited_reading.read(
        "budget.ledger.saft:told_lines", str(path), where, seconds=READING_SECONDS
    ):
        values = [*told, Decimal(amount), voucher, reference]
        yield Line(*values)


def notices_of(path: Path) -> list[str]:
    """What a person has to know of the file as a whole, found in a limited child. Raises Unreadable."""
    return list(limited_reading.read("budget.ledger.saft:told_notices", str(path), seconds=READING_SECONDS))


def told_notices(path: str) -> Iterator[str]:
    """Of a version newer than the schemas: what is in it that the newest schema does not know."""
    version = version_of(Path(path))
    if version <= NEWEST:
        return
    told = f"Filen er SAF-T {version}, og er lest etter {NEWEST}."
    if unknown := _unknown_elements(Path(path)):
        named = ", ".join(f"«{name}»" for name in unknown)
        told += f" Det som er nytt, er ikke lest: {named}."
    yield told


def told_lines(path: str, schema_folder: str) -> Iterator[tuple[Any, ...]]:
    for line in lines(Path(path), Path(schema_folder) if schema_folder else None):
        yield (
            line.source_line, line.account, line.account_name, line.art, line.posted_on, line.year, line.period,
            line.text, str(line.amount), line.voucher, line.reference,
        )  # fmt: skip


def lines(path: Path, schema_folder: Path | None = None) -> Iterator[Line]:
    """Every line of the general ledger, in the order of the file. Raises NotSaft, possibly after some lines.

    A caller who must have all or nothing reads to the end before it stores anything.
    """
    schema = _schema(schema_folder, version_of(path))
    if schema is not None:
        _validate(path, schema)
    accounts: dict[str, _Account] = {}
    try:
        for element in _parts(path):
            name = etree.QName(element).localname
            if name == "Account" and _parent_is(element, "GeneralLedgerAccounts"):
                accounts[_text(element, "AccountID")] = _account(element)
            elif name == "Transaction":
                yield from _transaction(element, accounts)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error


def version_of(path: Path) -> str:
    """The version that the header states, `1.30`. Raises NotSaft if the root is not that of a SAF-T file."""
    try:
        for event, element in _events(path, events=("start", "end")):
            name = etree.QName(element)
            if event == "start" and element.getparent() is None:
                _check_root(element, name)
            elif event == "end" and name.localname == "AuditFileVersion" and element.text:
                return _version(element.text.strip())
            elif event == "end" and name.localname == "Header":
                break
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error
    raise NotSaft("SAF-T-filen oppgir ikke versjon (AuditFileVersion). Eksporter den på nytt fra regnskapssystemet.")


def _unknown_elements(path: Path) -> list[str]:
    """The first names of elements that the newest schema does not have, in the order of the file."""
    schema = etree.parse(str(SCHEMAS / SCHEMA_NAME.format(NEWEST)), etree.XMLParser(resolve_entities=False))
    known = {element.get("name") for element in schema.iter("{http://www.w3.org/2001/XMLSchema}element")}
    found: dict[str, None] = {}
    try:
        for _, element in _events(path, events=("end",)):
            name = etree.QName(element).localname
            if name not in known and len(found) < MOST_UNKNOWN:
                found[name] = None
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error
    return list(found)


def _check_root(element: Any, name: Any) -> None:
    if name.localname != "AuditFile":
        raise NotSaft(f"Filen er XML, men ikke SAF-T Regnskap: den begynner med «{name.localname}».")
    if name.namespace != NAMESPACE:
        stated = f"«{name.namespace}»" if name.namespace else "ingen"
        raise NotSaft(
            f"Linje {element.sourceline}: SAF-T-filen skal ha navnerommet «{NAMESPACE}», men har {stated}. "
            "Eksporter den på nytt fra regnskapssystemet."
        )


def _version(text: str) -> str:
    """`1.0`, `1.1` and `1.10` are all in use. What is no number is taken for 1.30; its schema then judges it.

    1.40 is said to be compatible with 1.30, and its schema is not published yet: it is read by the elements of 1.30.
    """
    try:
        plain = f"{Decimal(text):.2f}"
    except InvalidOperation:
        return NEWEST
    if plain not in VERSIONS:
        raise NotSaft(f"SAF-T-versjonen «{text}» er ikke kjent. Eksporter filen som versjon 1.30 eller 1.10.")
    return plain


def _events(path: Path, **options: Any) -> Iterator[tuple[str, Any]]:
    with path.open("rb") as file:
        yield from etree.iterparse(
            file, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, **options
        )


def _parts(path: Path, schema: Any = None) -> Iterator[Any]:
    """The parts of the file that grow with it, each freed when the next one is asked for."""
    ends = [f"{{{NAMESPACE}}}{name}" for name in ("Account", "Customer", "Supplier", "Product", "Transaction")]
    for _, element in _events(path, tag=ends, schema=schema):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _validate(path: Path, schema: Any) -> None:
    """A pass of its own: lxml says nothing of a file that is cut short when it validates while elements are freed."""
    try:
        for _ in _parts(path, schema):
            pass
    except etree.XMLSyntaxError as error:
        raise _located(path, schema, error) from error


def _located(path: Path, schema: Any, error: Any) -> NotSaft:
    """The stream does not tell the line of what breaks the schema; a file of ordinary size is read again for it."""
    try:
        for _ in _parts(path):
            pass
    except etree.XMLSyntaxError as syntax:
        return _broken(syntax)
    if path.stat().st_size <= LARGEST_TREE:
        tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))
        if not schema.validate(tree):
            first = schema.error_log[0]
            return _invalid(first.line, first.message)
    return _invalid(0, error.msg)


def _invalid(line: int, message: str) -> NotSaft:
    where = f"Linje {line}: " if line else ""
    plain = _in_norwegian(message.replace(f"{{{NAMESPACE}}}", ""), _OF_SCHEMA)
    return NotSaft(f"{where}SAF-T-filen følger ikke skjemaet: {plain}. Eksporter den på nytt fra regnskapssystemet.")


def _in_norwegian(message: str, known: tuple[tuple[str, str], ...]) -> str:
    """What libxml2 says, in words for the person who chose the file; as it stands where it says something else."""
    for pattern, sentence in known:
        if found := re.search(pattern, message):
            return found.expand(sentence)
    return message.rstrip(".")


def _schema(folder: Path | None, version: str) -> Any:
    """The schema of the version, or of the one it is held against; `None` where the folder does not have it."""
    if folder is None:
        return None
    held_against = {"1.00": "1.10", "1.20": "1.30"}.get(version, version)
    path = folder / SCHEMA_NAME.format(held_against)
    if not path.exists():
        return None
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)))


def _account(element: Any) -> _Account:
    """The KOSTRA art stands in the grouping of 1.30; earlier versions have no place for it."""
    category, code = _text(element, "GroupingCategory"), _text(element, "GroupingCode")
    return _Account(_text(element, "AccountDescription"), code if category in KOSTRA_CATEGORIES else "")


def _transaction(element: Any, accounts: dict[str, _Account]) -> Iterator[Line]:
    posted_on = _date(element, "GLPostingDate") or _date(element, "TransactionDate")
    year, period = _number(element, "PeriodYear"), _number(element, "Period")
    voucher = _text(element, "TransactionID")
    if posted_on is None:
        raise NotSaft(f"Linje {element.sourceline}: bilaget har ingen dato. Eksporter filen på nytt.")
    for line in element.iterchildren(f"{{{NAMESPACE}}}Line"):
        account = _text(line, "AccountID")
        if not account:
            raise NotSaft(f"Linje {line.sourceline}: posten har ingen konto (AccountID). Eksporter filen på nytt.")
        debit, credit = _side(line, "DebitAmount"), _side(line, "CreditAmount")
        if debit is None and credit is None:
            raise NotSaft(f"Linje {line.sourceline}: posten har verken debet eller kredit. Eksporter filen på nytt.")
        known = accounts.get(account, _Account("", ""))
        text = _text(line, "Description") or _text(element, "Description")
        yield Line(
            line.sourceline, account, known.name, known.art, posted_on, year, period, text,
            (debit or Decimal(0)) - (credit or Decimal(0)), voucher,
            _text(line, "SourceDocumentID") or _text(line, "ReferenceNumber"),
        )  # fmt: skip


_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")  # xs:decimal: no NaN, no 1e5


def _side(line: Any, name: str) -> Decimal | None:
    """In the currency of the accounts; nothing where the line has not this side."""
    text = line.findtext(f"{{{NAMESPACE}}}{name}/{{{NAMESPACE}}}Amount")
    if text is None:
        return None
    if not _DECIMAL.fullmatch(text.strip()):
        raise NotSaft(f"Linje {line.sourceline}: «{text}» er ikke et beløp.")
    amount = Decimal(text.strip())
    if abs(amount) > LARGEST_AMOUNT:
        raise NotSaft(f"Linje {line.sourceline}: «{text}» er et for stort beløp.")
    if amount != amount.quantize(ORE):
        raise NotSaft(f"Linje {line.sourceline}: «{text}» har flere enn to desimaler.")
    return amount.quantize(ORE)


def _text(element: Any, name: str) -> str:
    return " ".join((element.findtext(f"{{{NAMESPACE}}}{name}") or "").split())


def _number(element: Any, name: str) -> int:
    text = _text(element, name)
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _date(element: Any, name: str) -> date | None:
    text = _text(element, name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise NotSaft(f"Linje {element.sourceline}: «{text}» er ikke en dato.") from error


def _parent_is(element: Any, name: str) -> bool:
    parent = element.getparent()
    return parent is not None and etree.QName(parent).localname == name


def _broken(error: Any) -> NotSaft:
    where = f"Linje {error.lineno}: " if error.lineno else ""
    plain = _in_norwegian(error.msg, _OF_XML)
    return NotSaft(f"{where}SAF-T-filen er skadet eller ikke hel: {plain}. Eksporter den på nytt.")
