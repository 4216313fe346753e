"""The form of a document that is started from the last one: what is moved on by rule, and can be changed."""

from typing import Any

from meetings.carrying.periods import RULES
from meetings.documents.forms import DocumentForm


class NextDocumentForm(DocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        for name, rule in RULES.items():
            self.fields[name].help_text = f"Forslaget er {rule[:1].lower()}{rule[1:]}"
