"""The settings of an installation, which need a secret key also when `pytest` is started without `./run`."""

import os

os.environ.setdefault("RORIKT_SECRET_KEY", "only-for-tests")

from rorikt.settings import *  # noqa: F403
