"""The counts of a service as figures and tables: who has how many, on which days."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from budget.keys.models import InhabitantCount
from budget.money.cells import source_of_values
from budget.services.models import Service, ServiceCount
from rorikt.amounts import NOTHING, kroner, number, short_date
from rorikt.figures.columns import ValueColumn, column, tabulate
from rorikt.figures.values import Figure, NotAvailable, Source, Table
from rorikt.people.models import Municipality
from rorikt.slugs import slug

Who = tuple[str, str, str]  # customer number, name, municipality number; empty where there is none


def days_of(service: Service) -> list[date]:
    """Those with counts, the newest first."""
    rows = InhabitantCount.objects.all() if service.counts_inhabitants else _counts(service)
    return list(rows.order_by("-counted_on").values_list("counted_on", flat=True).distinct())


def counts_table(service: Service, days: Sequence[date]) -> Table:
    """Whoever is counted against the days, oldest first, with totals. Raises NotAvailable where nobody is.

    A customer stands by itself, also one that no municipality pays for.
    """
    ordered = sorted(days)
    counts = _by_who(service, ordered)
    if ordered and not counts:
        raise NotAvailable(
            f"«{service}» har ingen antall {', '.join(short_date(day) for day in ordered)}. Legg dem inn."
        )
    has_customers = any(customer for customer, _, _ in counts) or any(not one for _, _, one in counts)

    def on(day: date) -> ValueColumn[Who]:
        total = sum(of.get(day, 0) for of in counts.values())
        return column(short_date(day), lambda who: counts[who].get(day), number, total=total)

    outside = [name for _, name, municipality in counts if not municipality]
    return tabulate(
        f"tjeneste-antall:{service.slug}",
        f"{service.title}: antall {service.units}",
        (
            *([column("Kundenummer", lambda who: who[0] or NOTHING, total="SUM")] if has_customers else []),
            column("Kunde", lambda who: who[1])
            if has_customers
            else column("Kommune", lambda who: who[1], total="SUM"),
            *map(on, ordered),
        ),
        sorted(counts, key=lambda who: (not who[0], who[0], who[2], who[1]))
        if has_customers
        else sorted(counts, key=lambda who: who[2]),
        note=_note(service, ordered, outside),
        source=service.get_absolute_url() + "#antall",
        as_of=ordered[-1] if ordered else None,
    )


def count_figure(service: Service, day: date, municipality: str = "") -> Figure:
    """Of all that are counted, or of one municipality with its customers. Raises NotAvailable where nothing is."""
    counts = _by_who(service, [day])
    chosen = {who: of for who, of in counts.items() if not municipality or who[2] == municipality}
    names = dict(Municipality.objects.values_list("number", "name"))
    of_whom = names.get(municipality, "alle") if municipality else "alle"
    if not chosen:
        raise NotAvailable(f"«{service}» har ikke noe antall for {of_whom} {short_date(day)}. Legg det inn.")
    count = sum(of[day] for of in chosen.values())
    return Figure(
        "tjeneste-antall",
        f"{service}: antall {service.units} {short_date(day)}, {of_whom}",
        count,
        service.units,
        number(count),
        as_of=day,
        source=service.get_absolute_url() + "#antall",
    )


def price_table(service: Service) -> Table:
    """The price lists, newest first. Raises NotAvailable for none."""
    lists = list(service.price_lists.prefetch_related("steps"))
    if not lists:
        raise NotAvailable(f"«{service}» har ingen prisliste. Legg den inn.")
    rows = [(one, None) for one in lists if one.price is not None] + [
        (one, step) for one in lists for step in one.steps.all()
    ]
    rows.sort(key=lambda row: (-row[0].year, row[1].first if row[1] else 0))
    return tabulate(
        f"tjeneste-priser:{service.slug}",
        f"{service.title}: pris per {service.get_unit_display()}, eksl. mva.",
        (
            column("År", lambda row: str(row[0].year)),
            column("Antall", lambda row: row[1].span if row[1] else "alle"),
            column("Pris", lambda row: row[1].price if row[1] else row[0].price, kroner),
            column("Per", lambda row: row[0].get_per_display()),
            column("Trinn", lambda row: row[0].get_tiering_display()),
        ),
        rows,
        unit_note="Beløp i kroner.",
        source=service.get_absolute_url() + "#priser",
    )


def sources_of(service: Service) -> tuple[Source, ...]:
    """The counts and the prices of a service, by their hash."""
    counts = [
        [str(who), {day.isoformat(): count for day, count in of.items()}]
        for who, of in sorted(_by_who(service, days_of(service)).items())
    ]
    prices = [
        [
            one.year,
            one.per,
            one.tiering,
            str(one.price),
            [[step.first, step.last, str(step.price)] for step in one.steps.all()],
        ]
        for one in service.price_lists.prefetch_related("steps").order_by("year")
    ]
    return (
        source_of_values(f"Antall {service}", counts, {"unit": service.unit}),  # type: ignore[arg-type]
        *([source_of_values(f"Priser {service}", prices, {})] if prices else []),  # type: ignore[arg-type]
    )


def service_named(text: str) -> Service:
    found = Service.objects.filter(slug=text).first()
    if found is None:
        raise NotAvailable(f"Det finnes ingen tjeneste «{text}». Velg en fra listen.")
    return found


def municipality_named(text: str) -> str:
    """Its number, by its name as tokens spell it."""
    for one, name in Municipality.objects.values_list("number", "name"):
        if slug(name) == text:
            return one
    raise NotAvailable(f"Det finnes ingen kommune «{text}».")


def _counts(service: Service) -> QuerySet[ServiceCount]:
    return ServiceCount.objects.filter(service=service, replaced_by__isnull=True)


def _by_who(service: Service, days: Sequence[date]) -> dict[Who, dict[date, int]]:
    found: dict[Who, dict[date, int]] = {}
    if service.counts_inhabitants:
        rows = InhabitantCount.objects.filter(counted_on__in=days).select_related("municipality")
        for one in rows:
            found.setdefault(("", one.municipality.name, one.municipality_id), {})[one.counted_on] = one.count
        return found
    for row in _counts(service).filter(counted_on__in=days).select_related("municipality", "customer"):
        if row.customer:
            who = (row.customer.number, row.customer.name, row.municipality_id or "")
        elif row.municipality:
            who = ("", row.municipality.name, row.municipality.pk)
        found.setdefault(who, {})[row.counted_on] = row.count
    return found


def _note(service: Service, days: Sequence[date], outside: Sequence[str]) -> str:
    rows = _counts(service).filter(counted_on__in=days).exclude(source="")
    sources = list(rows.order_by("source").values_list("source", flat=True).distinct()[:3])
    told = [f"{'; '.join(sources).rstrip('.')}."] if sources else []
    if outside:
        told.append(f"Hører ikke til én kommune: {', '.join(outside)}.")
    return " ".join(told)
