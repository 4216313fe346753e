"""Packets as they are stored once they are issued, without printing them."""

from datetime import UTC, datetime

from meetings.documents.content import NumberedSection, Text
from meetings.issuing.models import IssuedPacket
from tests import factories

ISSUED = datetime(2024, 2, 7, 12, tzinfo=UTC)
SECTIONS = (
    NumberedSection("1", 1, "avsnitt-1", "Bakgrunn", (Text('<p data-id="aaaaaa">A.</p><p data-id="bbbbbb">B.</p>'),)),
    NumberedSection("2", 1, "avsnitt-2", "Vurdering", (Text('<p data-id="cccccc">C.</p>'),)),
)
# The second page of the paper begins with b, the third inside b, and c begins on the fourth.
BEGINS_ON = {"avsnitt-1": 0, "aaaaaa": 0, "bbbbbb": 1, "avsnitt-2": 3, "cccccc": 3}


def part(key, content, *labels):
    return {"key": key, "title": key, "content": content, "labels": labels, "facts": {}}


def issue(meeting, parts, pages, audience="full", **overrides):
    """`pages` are all labels so far; a supplement has a page of its own before those that it adds."""
    before = meeting.issued_packets.filter(audience=audience).last()
    added = [label for label in pages if not before or label not in before.pages]
    number = before.sequence + 1 if before else 1
    return IssuedPacket.objects.create(
        **{
            "meeting": meeting,
            "audience": audience,
            "sequence": number,
            "content_hash": "0" * 64,
            "file": f"issued/{audience}{number}.pdf",
            "sha256": "0" * 64,
            "manifest": parts,
            "pages": pages,
            "page_count": len(added) + (1 if before else 0),
            "issued_at": ISSUED,
            "issued_by": factories.make_user(),
            **overrides,
        }
    )


def make_paper(meeting, sections=SECTIONS, **overrides):
    """An approved version of a paper in a case of its own."""
    item = overrides.pop("item", None) or factories.make_item(meeting=meeting, sent_at=ISSUED)
    document = factories.make_document(agenda_item=item, status="approved", **overrides)
    return make_version(document, sections)


def make_version(document, sections=SECTIONS, **overrides):
    content = factories.make_content(title=document.title, sections=sections)
    return factories.make_version(document, content=content, **overrides)
