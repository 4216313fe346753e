"""Charts in templates: as they are printed, and as a page of any width shows them."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from rorikt.figures.charts import NARROW, WIDE, WIDTH, svg
from rorikt.figures.values import Chart

register = template.Library()


@register.filter
def drawing(chart: Chart) -> SafeString:
    return mark_safe(svg(chart))


@register.filter
def drawings(chart: Chart) -> SafeString:
    """One for each width; the style sheet shows that which fits, and hides the others from everybody."""
    widths = (("narrow", NARROW), ("middle", WIDTH), ("wide", WIDE))
    return format_html_join(
        "", '<div class="chart-{}">{}</div>', ((name, mark_safe(svg(chart, width))) for name, width in widths)
    )
