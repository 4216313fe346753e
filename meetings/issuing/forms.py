"""The form that issues a packet."""

from typing import Any

from django import forms

from meetings.issuing.models import IssuedPacket


class IssueForm(forms.Form):
    audience = forms.ChoiceField(
        label="Utgave",
        choices=IssuedPacket.Audience,
        widget=forms.RadioSelect,
        help_text="Den offentlige utgaven lages uten det som er unntatt. Er pakken fastsatt før, lages et tillegg.",
    )
    stand_ins = forms.BooleanField(
        label="Fastsett selv om vedlegg ikke kan leses",
        required=False,
        help_text=(
            "En side som sier at vedlegget mangler, står da i stedet for det. Når vedlegget er lastet opp på nytt, "
            "fastsetter du et tillegg."
        ),
    )

    def __init__(self, *args: Any, asks_for_stand_ins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_stand_ins:
            del self.fields["stand_ins"]
