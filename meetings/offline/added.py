"""What other rooms have of a meeting that is taken along: what stands behind its main figures, and one's own notes."""

from collections.abc import Iterator

from django.urls import reverse

from meetings.offline.parcel import Entry
from meetings.offline.taken import Taken
from meetings.paragraphs.leading import figure_url


def behind_figures(taken: Taken) -> Iterator[Entry]:
    """Of the figures that are read first."""
    for paper in taken.papers:
        for one in paper.content.summary.key_figures if paper.content.summary else ():
            address = figure_url(paper.document.pk, paper.version.sequence, one.token)
            also = (figure_url(paper.document.pk, None, one.token),)
            yield Entry(address, "rows", f"Bak tallet: {one.figure.label}", taken.everything, also=also)


def own_notes(taken: Taken) -> Iterator[Entry]:
    """As data and as a list. They stand at their paragraphs too, on the pages themselves."""
    meeting, listed = taken.meeting, reverse("meetings:notes")
    data = reverse("meetings:meeting-notes", args=[meeting.year, meeting.sequence])
    yield Entry(data, "data", "Notatene dine fra møtet", taken.everything)
    yield Entry(f"{listed}?mote={meeting.pk}", "page", "Notatene dine fra møtet", taken.everything)
    yield Entry(listed, "page", "Notatene dine", taken.everything)
