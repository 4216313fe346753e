"""Where the editor of a section finds what it needs."""

from django.urls import reverse

from meetings.documents.models import Section


def editor_addresses(section: Section) -> dict[str, str]:
    """Where it sends what is pasted and its pictures, finds them again, and asks for figures and tables."""
    shown = reverse("meetings:picture", args=[section.document_id, "0"])
    return {
        "data-paste-url": reverse("meetings:section-paste", args=[section.pk]),
        "data-upload-url": reverse("meetings:section-picture", args=[section.pk]),
        "data-tokens-url": reverse("meetings:section-tokens", args=[section.pk]),
        "data-values-url": reverse("meetings:section-values", args=[section.pk]),
        "data-pictures-url": shown.removesuffix("0/"),
    }
