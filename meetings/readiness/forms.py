"""Why something may stand that a check speaks against."""

from typing import Any

from django import forms

WHY = "Skriv hvorfor dette kan stå. Begrunnelsen følger dokumentet og leses av den som godkjenner."


class WaiverForm(forms.Form):
    """`like` is how many others of the same check wait in the sections of this person."""

    reason = forms.CharField(
        label="Hvorfor kan det stå?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": WHY},
    )
    with_like = forms.BooleanField(required=False)

    def __init__(self, *args: Any, like: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if like:
            self.fields["with_like"].label = f"Det samme gjelder {like} til av samme slag"
        else:
            del self.fields["with_like"]
