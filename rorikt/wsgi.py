"""The entry point of the web server."""

import logging
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rorikt.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from rorikt.logs.lines import name_process  # noqa: E402
from rorikt.metrics import counted  # noqa: E402
from rorikt.starting import limits, migrated  # noqa: E402

GUNICORN_GIVES_UP = 3  # what a worker ends with that is not to be started again

name_process("web")
counted.count_process("web")
if settings.HAS_WORKER:  # else a request does also what may take minutes
    limits.limit_statements(settings.STATEMENT_SECONDS)
try:
    migrated.require()
except migrated.NoAnswer as problem:
    logging.getLogger(__name__).error(problem)
except migrated.NotReady as problem:
    logging.getLogger(__name__).critical(problem)
    sys.exit(GUNICORN_GIVES_UP)
finally:
    connection.close()  # not to be shared with processes that are forked from this one
