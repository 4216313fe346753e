"""What a year is in an address. Imported before the rooms, whose addresses name it."""

from django.urls import register_converter


class YearConverter:
    """The years that the database accepts, so that another one is a page not found."""

    regex = "20[0-9]{2}|2100"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(YearConverter, "budget_year")
