"""Verbs that change the cost keys. What an approved run was split by never moves; it gets a new version instead."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from budget.keys.allocation import sum_fault
from budget.keys.calculator import Component, as_json
from budget.keys.models import CostKey, CostKeyShare, KeyCalculation
from budget.memberships.members import is_covered
from budget.memberships.models import Membership
from budget.purposes.models import KeyPurpose
from rorikt.audit import trail
from rorikt.audit.rows import values_of
from rorikt.cases.models import CaseReference
from rorikt.people.models import Municipality, User
from rorikt.snapshot import moves_figures

ONE_DAY = timedelta(days=1)


@moves_figures
def store_cost_key(
    percentages: Mapping[str, Decimal],
    *,
    valid_from: date,
    valid_to: date | None = None,
    purpose: KeyPurpose | None = None,
    source: str,
    case: CaseReference | None = None,
    components: Sequence[Component] = (),
    by: User,
    now: datetime,
) -> CostKey:
    """Store a new key with a share for each municipality that takes part; of the general purpose where none is given.

    A key of the purpose before it that has no end gets one, the day before. A key after it sets the end where none is
    given. `components` are the weights that the shares were proposed from, kept with the key.
    Raises ValidationError as `planned_key` does.
    """
    # So that two keys are not stored at the same time.
    list(Municipality.objects.select_for_update())
    key, ended = planned_key(
        percentages, valid_from=valid_from, valid_to=valid_to, purpose=purpose, source=source, case=case
    )
    if ended:
        _set_end(ended, valid_from - ONE_DAY, by=by, now=now)
    key.save()
    _save_shares(key, percentages)
    if components:
        KeyCalculation.objects.create(key=key, components=[as_json(component) for component in components])
    trail.record("la til fordelingsnøkkel", key, by=by, now=now, before=None, after=_key_values(key))
    return key


def planned_key(
    percentages: Mapping[str, Decimal],
    *,
    valid_from: date,
    valid_to: date | None = None,
    purpose: KeyPurpose | None = None,
    source: str,
    case: CaseReference | None = None,
) -> tuple[CostKey, CostKey | None]:
    """The key as it would be stored, and the one before it that would get an end.

    Raises ValidationError if the shares do not sum to 100.00, one is of a municipality that is no member all the time,
    the purpose counts months and the key begins inside one, or the validity overlaps another key of the purpose.
    """
    purpose = purpose or KeyPurpose.general()
    keys = CostKey.objects.current().of_purpose(purpose)
    after = keys.filter(valid_from__gt=valid_from).last()
    key = CostKey(
        purpose=purpose,
        valid_from=valid_from,
        valid_to=after.valid_from - ONE_DAY if after and valid_to is None else valid_to,
        source=source,
        case=case,
    )
    if purpose.by_months and valid_from.day != 1:
        raise ValidationError(
            {"valid_from": f"Beløp for «{purpose}» deles etter hele måneder, så nøkkelen må begynne den første i en."}
        )
    key.full_clean()
    _check_percentages(percentages, key.valid_from, key.valid_to)
    before = keys.filter(valid_from__lt=valid_from).first()
    ended = before if before and before.valid_to is None else None
    others = [one for one in keys.overlapping(key.valid_from, key.valid_to) if one != ended]
    if other := next(iter(others), None):
        raise ValidationError({"valid_from": f"Perioden overlapper nøkkelen som gjelder {other.period}."})
    return key, ended


@moves_figures
def change_cost_key(
    key: CostKey,
    *,
    percentages: Mapping[str, Decimal],
    source: str,
    case: CaseReference | None = None,
    by: User,
    now: datetime,
) -> None:
    """Correct the shares or the source of a key that is not yet used; its period stays.

    Raises ValidationError like `store_cost_key`, or if an approved run was split by the key.
    """
    _check_percentages(percentages, key.valid_from, key.valid_to)
    key = CostKey.objects.select_for_update().get(pk=key.pk)
    _check_that_key_is_unused(key)
    before = _key_values(key)
    key.source, key.case = source, case
    key.full_clean()
    key.save()
    key.shares.all().delete()
    KeyCalculation.objects.filter(key=key).delete()  # it no longer says where the shares come from
    _save_shares(key, percentages)
    trail.record("endret fordelingsnøkkel", key, by=by, now=now, before=before, after=_key_values(key))


@moves_figures
def renew_cost_key(
    key: CostKey,
    *,
    percentages: Mapping[str, Decimal],
    source: str,
    case: CaseReference | None = None,
    by: User,
    now: datetime,
) -> CostKey:
    """A new version of a key that is in use, for the same period. What was split by the old one stays as it was.

    Raises ValidationError like `store_cost_key`, or if there is a newer version already.
    """
    _check_percentages(percentages, key.valid_from, key.valid_to)
    if not CostKey.objects.current().filter(pk=key.pk).exists():
        raise ValidationError("Nøkkelen har allerede en nyere versjon. Endre den i stedet.")
    newer = CostKey(
        purpose=key.purpose,
        valid_from=key.valid_from,
        valid_to=key.valid_to,
        version=key.version + 1,
        source=source,
        case=case,
    )
    newer.full_clean()
    newer.save()
    _save_shares(newer, percentages)
    trail.record(
        "la til ny versjon av fordelingsnøkkel",
        newer,
        by=by,
        now=now,
        before=_key_values(key),
        after=_key_values(newer),
    )
    return newer


@moves_figures
def delete_cost_key(key: CostKey, *, by: User, now: datetime) -> None:
    """Delete the newest key; the one that it replaced holds again. Raises ValidationError for an older key."""
    keys = CostKey.objects.of_purpose(key.purpose)
    if keys.filter(Q(valid_from__gt=key.valid_from) | Q(valid_from=key.valid_from, version__gt=key.version)).exists():
        raise ValidationError("Bare den nyeste fordelingsnøkkelen kan slettes. Rett heller andelene i denne.")
    _check_that_key_is_unused(key)
    if key.runs.exists() or key.spans.exists():
        raise ValidationError("Et utkast til fordeling bruker nøkkelen. Slett utkastet først.")
    before, pk = _key_values(key), key.pk
    key.delete()
    key.pk = pk
    trail.record("slettet fordelingsnøkkel", key, by=by, now=now, before=before, after=None)
    replaced = keys.current().filter(valid_to=key.valid_from - ONE_DAY).first()
    if replaced and not keys.filter(valid_from=key.valid_from).exists():
        _set_end(replaced, None, by=by, now=now)


def _check_percentages(percentages: Mapping[str, Decimal], first: date, last: date | None) -> None:
    """Those without a share take no part."""
    municipalities = Municipality.objects.in_bulk()
    if not municipalities:
        raise ValidationError("Legg inn kommunene i samarbeidet før du lager en fordelingsnøkkel.")
    if unknown := percentages.keys() - municipalities.keys():
        raise ValueError(f"shares of municipalities that do not exist: {sorted(unknown)}")
    if fault := sum_fault(percentages):
        raise ValidationError(fault)
    stated: dict[str, list[Membership]] = {}
    for membership in Membership.objects.filter(municipality__in=percentages):
        stated.setdefault(membership.municipality_id, []).append(membership)
    for number, periods in sorted(stated.items()):
        if not is_covered(first, last, periods):
            told = " og ".join(period.period for period in periods)
            raise ValidationError(
                f"{municipalities[number]} er medlem {told} og kan bare ha andel i en nøkkel som ligger innenfor. "
                "Endre nøkkelens periode eller medlemskapet, eller la andelen stå tom."
            )


def _check_that_key_is_unused(key: CostKey) -> None:
    if key.is_frozen:
        raise ValidationError(
            "En godkjent fordeling bruker nøkkelen, så den kan ikke endres. Lag en ny versjon av den i stedet."
        )


def _save_shares(key: CostKey, percentages: Mapping[str, Decimal]) -> None:
    for number, percent in sorted(percentages.items()):
        share = CostKeyShare(key=key, municipality_id=number, percent=percent)
        share.full_clean()
        share.save()


def _set_end(key: CostKey, valid_to: date | None, *, by: User, now: datetime) -> None:
    before = key.valid_to
    key.valid_to = valid_to
    key.save(update_fields=["valid_to"])
    trail.record(
        "endret slutten på fordelingsnøkkel",
        key,
        by=by,
        now=now,
        before={"valid_to": before},
        after={"valid_to": valid_to},
    )


def _key_values(key: CostKey) -> dict[str, Any]:
    shares = CostKeyShare.objects.filter(key=key).values_list("municipality", "percent")
    return {**values_of(key), "shares": {number: str(percent) for number, percent in shares}}
