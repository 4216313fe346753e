"""What the list of documents can be narrowed by. Its query string passes through this form."""

from typing import Any

import django_filters
from django.http import HttpRequest

from meetings.agenda.models import Meeting
from meetings.documents.models import Document


class DocumentFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Type", choices=Document.Kind.choices)
    status = django_filters.ChoiceFilter(label="Status", choices=Document.Status.choices)
    meeting = django_filters.ModelChoiceFilter(
        label="Møte", queryset=Meeting.objects.all(), field_name="agenda_item__meeting"
    )

    class Meta:
        model = Document
        fields = ["kind", "status", "meeting"]

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        """Those who never see a draft need not ask whether something is one."""
        super().__init__(data, *args, request=request, **kwargs)
        if not request.user.has_perm("meetings.view_draft"):
            del self.filters["status"]
