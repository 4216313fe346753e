"""A whole packet in memory, as tests look into it."""

import tempfile
from collections import namedtuple
from pathlib import Path

from meetings.attachments.parts import PacketPart, count_pages, flat, keys_of
from meetings.packet import sewing
from rorikt.pdf import typeset

Assembled = namedtuple("Assembled", "data page_count places level is_accessible")


def assemble(parts, render_agenda, title="Møtepakke 2024/M1"):
    counts = dict(zip(keys_of(parts), count_pages(flat(parts)), strict=True))
    agenda, places = sewing.settle_agenda(parts, counts, render_agenda, typeset.page_count)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "packet.pdf"
        whole = (PacketPart(sewing.AGENDA, "Saksliste", agenda, is_sound=True), *parts)
        sewn = sewing.sew(whole, places, title, "nb", target)
        return Assembled(target.read_bytes(), sewn.page_count, places, sewn.level, sewn.is_accessible)
