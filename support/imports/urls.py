"""Addresses of the files of tickets."""

from rorikt.imports.views import addresses
from support.imports.views import TICKET_FILES

urlpatterns = addresses("filer/", TICKET_FILES)
