"""What is asked when a document is approved."""

from django import forms


class CorrectionForm(forms.Form):
    """Of a document that has been approved before."""

    reason = forms.CharField(
        label="Endret fordi",
        max_length=300,
        help_text="Skriv det som kommer etter «fordi». Det står i den nye versjonen, sammen med hva som er endret.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv hvorfor dokumentet er endret siden forrige godkjente versjon."},
    )
