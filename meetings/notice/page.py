"""What the page of a notice shows: who gets what, and each kind of letter as it will be."""

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.agenda.models import Meeting
from meetings.mailing import letters
from meetings.mailing.letters import Letter
from meetings.mailing.models import Delivery, Notice


@dataclass(frozen=True)
class Shown:
    """A letter as one gets it, and who else gets the same but for why they get it."""

    letter: Letter
    delivery: Delivery
    others: list[str]
    attached: list[str]


def shown_letters(notice: Notice, deliveries: Iterable[Delivery]) -> list[Shown]:
    packets = letters.packets_of(notice)
    groups: dict[tuple[object, ...], list[Delivery]] = {}
    for one in deliveries:
        alike = (one.role, one.audience, one.has_login, one.is_invited, one.attaches_packet)
        groups.setdefault(alike, []).append(one)
    return [
        Shown(
            letters.letter_of(notice, first, packets),
            first,
            [one.name for one in others],
            [*(["Kalenderinnkalling"] if first.is_invited else []), *_attached(first, packets)],
        )
        for first, *others in groups.values()
    ]


def _attached(delivery: Delivery, packets: letters.Packets) -> list[str]:
    return [f"{packet}.pdf".replace("/", "-") for packet in packets["public"]] if delivery.attaches_packet else []


def troubles_of(meeting: Meeting) -> int:
    """How many mails of the meeting a person has to look at."""
    return Delivery.objects.filter(notice__meeting=meeting).troubled().count()
