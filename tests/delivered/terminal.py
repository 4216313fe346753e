"""A command that asks questions, answered at a terminal as a person does it."""

import os
import re
import subprocess
import time

from tests.delivered.stranger import environment

ANSWERS_WITHIN = 180


def talk(clone, command, answers, **settings):
    """What was said. `answers` are by what the question has in it; a question that none of them knows fails."""
    with subprocess.Popen(
        ["script", "-qec", command, "/dev/null"], cwd=clone, env=environment(**settings, TERM="dumb"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
    ) as person:  # fmt: skip
        said, asked, deadline = "", 0, time.monotonic() + ANSWERS_WITHIN
        while time.monotonic() < deadline:
            piece = os.read(person.stdout.fileno(), 4096)
            if not piece:
                break
            said += piece.decode(errors="replace")
            question = said[asked:].splitlines()[-1] if said[asked:].strip() else ""
            if re.search(r"[:?] ?$", question):
                known = [answer for words, answer in answers.items() if words in question.lower()]
                assert known, f"{command} asks «{question}»"
                asked = len(said)
                person.stdin.write(f"{known[0]}\n".encode())
        person.stdin.close()
        assert person.wait(30) == 0, said[-2000:]
    return said
