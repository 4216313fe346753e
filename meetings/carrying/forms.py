"""The forms of a document that is started from the last one: what is moved on by rule, and can be changed."""

from collections.abc import Mapping
from typing import Any

from meetings.carrying.periods import RULES, RULES_OF_PERIOD
from meetings.documents.forms import DocumentForm, PeriodReportForm
from meetings.documents.models import Document


class NextDocumentForm(DocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        _tell(self, RULES)


class NextPeriodReportForm(PeriodReportForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tell(self, RULES_OF_PERIOD)


def next_form_of(document: Document) -> type[DocumentForm]:
    return NextPeriodReportForm if document.is_of_period else NextDocumentForm


def _tell(form: DocumentForm, rules: Mapping[str, str]) -> None:
    for name, rule in rules.items():
        form.fields[name].help_text = f"Forslaget er {rule[:1].lower()}{rule[1:]}"
