"""Whether issued packets are as they were issued: the row, and what the trail tells of it. Its file is in files.py."""

from collections.abc import Iterator

from meetings.issuing.issuing import seal_of
from meetings.issuing.models import IssuedPacket
from rorikt.audit.models import AuditEntry
from rorikt.proving.findings import Fault


def faults() -> Iterator[Fault]:
    told = {
        int(entry.subject.partition(":")[2]): entry.detail
        for entry in AuditEntry.objects.filter(
            subject__startswith="meetings.issuedpacket:", action="fastsatte møtepakke"
        ).order_by("pk")
    }
    there = set()
    for packet in IssuedPacket.objects.select_related("meeting").order_by("pk").iterator():
        there.add(packet.pk)
        detail = told.get(packet.pk)
        if detail is None:
            yield Fault(f"«{packet}» står ikke i endringsloggen.")
        elif detail["sha256"] != packet.sha256:
            yield Fault(f"«{packet}»: kontrollsummen er en annen enn den endringsloggen har.")
        elif "seal" in detail and detail["seal"] != seal_of(packet):
            yield Fault(f"«{packet}»: innholdslisten eller sidekartet er et annet enn da pakken ble fastsatt.")
    for pk in sorted(told.keys() - there):
        yield Fault(f"«{told[pk].get('packet', pk)}» står i endringsloggen som fastsatt, men er borte.")
