"""How many examples a property is tried with: `./run test --thorough` takes many times those of every day."""

import os

THOROUGH = bool(os.environ.get("TESTS_THOROUGH"))


def examples(every_day, thorough):
    return thorough if THOROUGH else every_day
