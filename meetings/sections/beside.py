"""What is shown beside the text of a section, as the context of its template. Rooms add theirs when all is loaded."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from meetings.documents.models import Section

Beside = Callable[[HttpRequest, Section], dict[str, Any]]
beside: list[Beside] = []
