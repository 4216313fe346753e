"""Verbs of balances: they are issued to all municipalities, and each is confirmed or disputed once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from budget.balances.models import BalanceConfirmation
from budget.balances.report import figures_of, hash_of
from rorikt.audit import trail
from rorikt.people.models import Municipality, User
from rorikt.snapshot import one_snapshot

Answer = BalanceConfirmation.Answer


@one_snapshot
def issue_balances(year: int, *, as_of: date, by: User, now: datetime) -> list[BalanceConfirmation]:
    """One to each municipality with a charge or a payment in the year, where it has none that says the same.

    Raises ValidationError where there is nothing to issue.
    """
    if not date(year, 1, 1) <= as_of <= now.date():
        raise ValidationError({"as_of": f"Velg en dag i {year} eller senere som ikke er etter i dag."})
    issued = []
    for municipality in Municipality.objects.all():
        figures = figures_of(municipality, year, as_of)
        if not figures["rows"]:
            continue
        last = BalanceConfirmation.objects.filter(year=year, municipality=municipality).first()
        if last and (last.figures, last.as_of) == (figures, as_of):
            continue
        balance = BalanceConfirmation(
            year=year,
            municipality=municipality,
            version=last.version + 1 if last else 1,
            as_of=as_of,
            figures=figures,
            sha256=hash_of(year, municipality.pk, as_of, figures),
            issued_at=now,
            issued_by=by,
        )
        balance.full_clean()
        balance.save()
        detail = {"year": year, "municipality": municipality.pk, "version": balance.version, "sha256": balance.sha256}
        trail.record("sendte ut saldobekreftelse", balance, by=by, now=now, **detail)
        issued.append(balance)
    if not issued:
        raise ValidationError("Ingen kommune har krav eller betalinger som ikke allerede er sendt til bekreftelse.")
    return issued


@transaction.atomic
def answer_balance(balance: BalanceConfirmation, *, answer: str, text: str, by: User, now: datetime) -> None:
    """Raises ValidationError where it is answered, where a newer one is issued, and for a dispute without a reason."""
    if answer == Answer.DISPUTED and not text.strip():
        raise ValidationError({"text": "Skriv hva som ikke stemmer."})
    newer = BalanceConfirmation.objects.filter(
        year=balance.year, municipality=balance.municipality_id, version__gt=balance.version
    )
    if newer.exists():
        raise ValidationError("En nyere saldobekreftelse er sendt ut. Svar på den.")
    open_ones = BalanceConfirmation.objects.filter(pk=balance.pk, answer=Answer.NONE)
    if not open_ones.update(answer=answer, answer_text=text.strip(), answered_at=now, answered_by=by):
        raise ValidationError("Saldobekreftelsen er allerede besvart.")
    balance.refresh_from_db()
    told = {
        "before": {"answer": Answer.NONE, "answer_text": ""},
        "after": {"answer": balance.answer, "answer_text": balance.answer_text},
    }
    if answer == Answer.CONFIRMED:
        trail.record("bekreftet saldo", balance, by=by, now=now, **told)
    else:
        trail.record("avslo saldo", balance, by=by, now=now, **told)
