"""The mark at the end of each section, as HTML: whether it is read, and the button that changes it."""

from django.template.loader import render_to_string

from meetings.visits.progress import Outline, Read, State


def closings_of(outline: Outline, read: Read) -> dict[str, str]:
    """By the anchor of the section. The buttons belong to the form `lesemerker` of the page."""
    return {
        part.anchor: render_to_string(
            "meetings/visits/section_mark.html",
            {"part": part, "state": state, "is_read": state == State.READ, "is_changed": state == State.CHANGED},
        )
        for part in outline.to_read
        for state in [read.state_of(part)]
    }
