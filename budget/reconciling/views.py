"""tmp"""

from django.http import HttpRequest, HttpResponse


def reconciliation(request: HttpRequest, year: int) -> HttpResponse:
    return HttpResponse("")
