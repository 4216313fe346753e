"""Pages of what a register is: itself, its columns in order, and the states of a column. They are the head's."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.designing import designing
from meetings.designing.forms import ColumnForm, NewRegisterForm, RegisterForm, StateForm
from meetings.designing.history import history_of
from meetings.designing.printed_in import printed_in
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterColumn, RegisterState
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.pages.ordering import MoveForm
from rorikt.people.permissions import needs
from rorikt.people.person import person

MAY = "meetings.design_registers"
MOST_NAMED = 10  # reports in a sentence


@dataclass(frozen=True)
class ColumnRow:
    """A column as its table shows it. `more` is what is chosen beside its kind, in words."""

    column: RegisterColumn
    more: str
    states: list[RegisterState]
    is_needed: bool
    needed_states: set[str]


@needs(MAY)
def new(request: HttpRequest) -> HttpResponse:
    register = Register()
    form = NewRegisterForm(request.POST or None, instance=register)

    def store() -> str:
        chosen = list(form.cleaned_data["named_editors"])
        first = form.cleaned_data["first_column"]
        designing.make_own(register, first, by=person(request), now=timezone.now(), named_editors=chosen)
        messages.success(request, f"Registeret «{register}» er laget. Legg til kolonnene det skal ha.")
        return _settings(register)

    return store_page(
        request, form, store, heading="Nytt register", submit="Lag registeret", crumbs=[_registers()],
        lead="Et register er rader av samme slag: det rapportene forteller om igjen og om igjen, ført én gang.",
    )  # fmt: skip


@needs(MAY)
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    register = get_object_or_404(Register.objects.select_related("owner"), slug=slug)
    states = Prefetch("states", RegisterState.objects.annotate(used=Count("cells")))
    columns = list(register.columns.standing().select_related("refers_to").prefetch_related(states))
    context = {
        "register": register,
        "facts": _facts(register),
        "rows": [
            ColumnRow(
                column,
                _told_of(column),
                list(column.states.all()),
                designing.is_needed(column),
                designing.needed_states(column),
            )
            for column in columns
        ],
        "removed": register.columns.exclude(removed_at=None).annotate(filled=Count("cells__row", distinct=True)),
        "crumbs": [_registers(), (register.title, register.get_absolute_url())],
        "history": history_of(register),
    }
    return render(request, "meetings/designing/settings.html", context)


@needs(MAY)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    register = get_object_or_404(Register, slug=slug)
    form = RegisterForm(request.POST or None, instance=register)

    def store() -> str:
        chosen = list(form.cleaned_data["named_editors"])
        designing.save_register(register, by=person(request), now=timezone.now(), named_editors=chosen)
        messages.success(request, "Endringen er lagret.")
        return _settings(register)

    heading = f"Endre «{form.initial.get('title', '')}»"
    return store_page(request, form, store, heading=heading, crumbs=_crumbs(register))


# Columns


@needs(MAY)
def new_column(request: HttpRequest, slug: str) -> HttpResponse:
    column = RegisterColumn(register=get_object_or_404(Register, slug=slug))
    return _column_page(request, column, f"Ny kolonne i «{column.register}»")


@needs(MAY)
def edit_column(request: HttpRequest, pk: int) -> HttpResponse:
    column = _standing(pk)
    return _column_page(request, column, f"Endre kolonnen «{column}»")


@require_POST
@needs(MAY)
def move_column(request: HttpRequest, pk: int) -> HttpResponse:
    column = _standing(pk)
    try:
        designing.move_column(column, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_place(column))


@needs(MAY)
def remove_column(request: HttpRequest, pk: int) -> HttpResponse:
    column = _standing(pk)
    return delete_page(
        request,
        lambda: designing.remove_column(column, by=person(request), now=timezone.now()),
        heading=f"Ta bort kolonnen «{column}»?",
        consequence=_consequence(column),
        crumbs=_crumbs(column.register),
        done=_settings(column.register),
        verb="Ta bort kolonnen",
        told=f"Kolonnen «{column}» er tatt bort. Den kan settes tilbake.",
        is_danger=False,
    )


@require_POST
@needs(MAY)
def restore_column(request: HttpRequest, pk: int) -> HttpResponse:
    column = get_object_or_404(RegisterColumn.objects.exclude(removed_at=None).select_related("register"), pk=pk)
    try:
        designing.restore_column(column, by=person(request), now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Kolonnen «{column}» er satt tilbake med det som stod i den.")
    return redirect(_place(column))


# States


@needs(MAY)
def new_state(request: HttpRequest, pk: int) -> HttpResponse:
    state = RegisterState(column=_standing(pk))
    return _state_page(request, state, f"Ny status i «{state.column}»")


@needs(MAY)
def edit_state(request: HttpRequest, pk: int) -> HttpResponse:
    state = _state(pk)
    return _state_page(request, state, f"Endre statusen «{state}»")


@require_POST
@needs(MAY)
def move_state(request: HttpRequest, pk: int) -> HttpResponse:
    state = _state(pk)
    designing.move_state(state, MoveForm(request.POST).step, by=person(request), now=timezone.now())
    return redirect(_states(state.column))


@needs(MAY)
def delete_state(request: HttpRequest, pk: int) -> HttpResponse:
    state = _state(pk)
    return delete_page(
        request,
        lambda: designing.delete_state(state, by=person(request), now=timezone.now()),
        heading=f"Slette statusen «{state}»?",
        consequence="Den kan ikke velges lenger. Godkjente rapporter beholder det de skrev ut.",
        crumbs=_crumbs(state.column.register),
        back=_states(state.column),
        done=_states(state.column),
        verb="Slett statusen",
        told=f"Statusen «{state}» er slettet.",
    )


# Parts


def _column_page(request: HttpRequest, column: RegisterColumn, heading: str) -> HttpResponse:
    form = ColumnForm(request.POST or None, instance=column)

    def store() -> str:
        designing.save_column(column, by=person(request), now=timezone.now())
        if column.kind == Kind.STATE and not column.states.exists():
            messages.success(request, f"Kolonnen «{column}» er lagret. Legg til statusene som kan velges i den.")
            return _states(column)
        messages.success(request, f"Kolonnen «{column}» er lagret.")
        return _place(column)

    return store_page(request, form, store, heading=heading, crumbs=_crumbs(column.register))


def _state_page(request: HttpRequest, state: RegisterState, heading: str) -> HttpResponse:
    form = StateForm(request.POST or None, instance=state)

    def store() -> str:
        designing.save_state(state, by=person(request), now=timezone.now())
        messages.success(request, f"Statusen «{state}» er lagret.")
        return _states(state.column)

    back = _states(state.column)
    return store_page(request, form, store, heading=heading, crumbs=_crumbs(state.column.register), back=back)


def _consequence(column: RegisterColumn) -> str:
    """What happens to what was written in the column, and to the reports that print it."""
    filled = column.cells.order_by().values("row").distinct().count()
    kept = (
        "Kolonnen er tom." if not filled else f"Det som står i kolonnen i {filled} rad{'er' * (filled > 1)}, beholdes"
    )
    kept = kept if not filled else f"{kept}, og kommer tilbake hvis du setter kolonnen tilbake."
    reports = printed_in(column.register) if column.is_printed else []
    named = ", ".join(f"«{report}»" for report in reports[:MOST_NAMED])
    more = f" og {len(reports) - MOST_NAMED} til" if len(reports) > MOST_NAMED else ""
    if reports:
        told = f"Registeret er skrevet ut i {named}{more}. Godkjente rapporter beholder det de skrev ut."
    else:
        told = "Ingen godkjent rapport skriver ut registeret."
    return f"Kolonnen vises ikke lenger i registeret, i eksport eller i nye rapporter. {kept} {told}"


def _facts(register: Register) -> list[tuple[str, str]]:
    named = ", ".join(str(one) for one in register.named_editors.order_by("name", "pk"))
    exempt = register.exemption_basis or "Nei, men en enkelt rad kan være det"
    facts = [
        ("I bruk", "Ja" if register.is_active else "Nei"),
        ("Hvem leser det", register.get_readers_display()),
        ("Egne rader", "Hver kommune ser bare sine egne rader" if register.is_own_rows_only else "Alle ser alle rader"),
        ("Hvem skriver i det", register.get_editors_display()),
        ("Valgt til å skrive", named or "Ingen"),
        ("Ansvarlig", str(register.owner) if register.owner else "Ingen"),
        ("Unntatt offentlighet", exempt),
        ("Kortnavn", register.slug),
    ]
    return (
        facts
        if register.editors == Register.Editors.NAMED or named
        else [one for one in facts if one[0] != "Valgt til å skrive"]
    )


def _told_of(column: RegisterColumn) -> str:
    told = [
        f"fra «{column.refers_to}»" if column.refers_to else "",
        "en rute for hver kommune" if column.is_per_municipality else "",
        f"{column.decimals} desimaler" if column.decimals else "",
        "må fylles ut" if column.is_required else "",
        f"minner om datoen {column.remind_days} dager før" if column.remind_days is not None else "",
        "" if column.is_printed else "skrives ikke ut",
        f"{column.width} prosent bred" if column.is_printed and column.width else "",
    ]
    text = ", ".join(one for one in told if one)
    return text[:1].upper() + text[1:]


def _standing(pk: int) -> RegisterColumn:
    return get_object_or_404(RegisterColumn.objects.standing().select_related("register"), pk=pk)


def _state(pk: int) -> RegisterState:
    return get_object_or_404(RegisterState.objects.select_related("column__register"), pk=pk)


def _registers() -> tuple[str, str]:
    return "Registre", reverse("meetings:registers")


def _settings(register: Register) -> str:
    return reverse("meetings:register-settings", args=[register.slug])


def _crumbs(register: Register) -> Crumbs:
    stored = Register.objects.filter(pk=register.pk).values_list("title", flat=True).first() or register.title
    return [_registers(), (stored, register.get_absolute_url()), ("Innstillinger", _settings(register))]


def _place(column: RegisterColumn) -> str:
    return f"{_settings(column.register)}#kolonne-{column.pk}"


def _states(column: RegisterColumn) -> str:
    return f"{_settings(column.register)}#statuser-{column.pk}"
