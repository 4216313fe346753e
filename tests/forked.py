"""Children of the product that are forked from the process of the tests, which has Python and their modules ready.

They have the same limits, pipes and environment, and do the same. Starting them costs more than all they do for most
tests; those about the children themselves start them.
"""

import importlib
import inspect
import os
import subprocess
import sys
import tempfile
import traceback
import warnings

MODULES = {"rorikt.children.limited_reading", "rorikt.uploads.examination", "rorikt.uploads.reading_back"}
PIPES = ["p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite"]
PLACES = inspect.signature(subprocess.Popen._execute_child)


class Popen(subprocess.Popen):
    def _execute_child(self, *given):
        place = PLACES.bind(self, *given).arguments
        command = [str(argument) for argument in place["args"]]
        if command[:2] != [sys.executable, "-m"] or command[2] not in MODULES:
            super()._execute_child(*given)
            return
        module = importlib.import_module(command[2])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python 3.12 on: that other threads are not in the child
            self.pid = os.fork()
        if not self.pid:
            work(module, command[3:], place)
        self._child_created = True
        self._close_pipe_fds(*(place[name] for name in PIPES))


def work(module, arguments, place):
    """In the child; never returns."""
    code = 1
    try:
        os.setsid()
        for name, number in (("p2cread", 0), ("c2pwrite", 1), ("errwrite", 2)):
            if place[name] != -1:
                os.dup2(place[name], number)
        os.closerange(3, 1024)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        os.environ.clear()
        os.environ.update(place["env"])
        tempfile.tempdir = None
        warnings.simplefilter("ignore")
        module.main(*arguments)
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)
