"""What approved documents have to say before the rows under them are taken away."""

from collections.abc import Iterator
from datetime import datetime

from budget.lines.result import lines_source_name
from meetings.documents.models import DocumentVersion


def approved_documents(years: set[int], since: datetime) -> Iterator[str]:
    """One sentence for each version approved after `since` that shows the operating result of one of the years."""
    names = {lines_source_name(year) for year in years}
    versions = DocumentVersion.objects.filter(approved_at__gte=since).select_related("document")
    for version in versions.only("document__title", "sequence", "content"):
        if names & {source.name for source in version.frozen.sources}:
            yield f"«{version.document}» er godkjent med tall fra denne importen, som derfor ikke kan angres."
