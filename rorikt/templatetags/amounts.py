"""Template filters that print amounts, shares and dates; built in to every template."""

from django import template

from rorikt import amounts

register = template.Library()

for name in (
    "number",
    "kroner",
    "whole_kroner",
    "thousands",
    "millions",
    "percentage",
    "short_date",
    "short_moment",
    "long_date",
    "month_name",
):
    register.filter(name, getattr(amounts, name))
