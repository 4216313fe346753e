"""Who logs in with what."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from rorikt.people.models import User
from rorikt.second_factor.requiring import is_required
from rorikt.tables.columns import MomentColumn


class LogInTable(tables.Table):
    caption = "Brukere og hvordan de logger inn"
    empty_text = "Ingen brukere."

    name = tables.Column(verbose_name="Navn", order_by=("name", "pk"))
    role = tables.Column(verbose_name="Rolle", order_by=("role", "name", "pk"), empty_values=())
    factors = tables.Column(verbose_name="Andre trinn", empty_values=(), order_by=("passkeys", "apps", "name", "pk"))
    last_login = MomentColumn(verbose_name="Siste innlogging", default="Aldri", order_by=("last_login", "name", "pk"))
    is_active = tables.Column(verbose_name="Tilgang", order_by=("-is_active", "name", "pk"))
    change = tables.Column(verbose_name="Endre", empty_values=(), orderable=False)

    class Meta:
        order_by = "name"

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def render_name(self, record: User) -> str:
        return format_html('{}<br><span class="muted small">{}</span>', record.name, record.email)

    def render_role(self, record: User) -> str:
        return record.get_role_display() or "Ingen rolle"

    def render_factors(self, record: Any) -> str:
        found = [*passkeys(record.passkeys), *(["kodeapp"] if record.apps else [])]
        found += ["reservekoder"] if record.has_codes else []
        if found:
            return ", ".join(found).capitalize()
        return "Mangler, og kreves" if is_required(record) and record.is_active else "Ingen"

    def render_is_active(self, value: bool) -> str:
        return "Aktiv" if value else "Stengt"

    def render_change(self, record: Any) -> str:
        if record.pk == self.reader.pk:
            return format_html('<a href="{}">Din egen</a>', reverse("rorikt:security"))
        ways = []
        if record.passkeys or record.apps or record.has_codes:
            ways.append((reverse("rorikt:second-factor-reset", args=[record.pk]), "Nullstill", record.name))
        if record.is_connected:
            ways.append((reverse("rorikt:sign-on-disconnect", args=[record.pk]), "Koble fra", record.name))
        return format_html_join(" ", '<a href="{}">{}<span class="ds-sr-only"> {}</span></a>', ways) or "–"


def passkeys(count: int) -> list[str]:
    return [] if not count else ["passnøkkel"] if count == 1 else [f"{count} passnøkler"]
