"""The settings of an installation, which need a secret key also when `pytest` is started without `./run`."""

import os

os.environ.setdefault("RORIKT_SECRET_KEY", "only-for-tests")
os.environ["RORIKT_ENV_FILE"] = os.devnull  # nothing of the person's own installation
os.environ["RORIKT_TASKS"] = "immediate"  # no worker waits for the jobs of a test

from rorikt.settings import *  # noqa: F403

# Static files straight from their folders: no test depends on what has been collected.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A Java for each attachment would be most of the time of many a test; those about it turn this on.
CHECK_COPIES = False

# No test waits for a mail server to get its breath back.
MAIL_PER_MINUTE = 1_000_000

# The demo has eight people; a slow hash would be most of the time of many a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Every page is made, and asks the database for all of it; the tests of kept pages turn this on.
KEPT_PAGES_MEGABYTES = 0
