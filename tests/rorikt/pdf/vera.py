"""veraPDF in tests: what it finds wrong with PDFs, or a visible skip where it cannot run. Under CI it must run."""

import os

import pytest

from rorikt.pdf import verapdf


def require_verapdf():
    try:
        verapdf.require()
    except verapdf.Missing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def faults(folder, files, *, claims=True, standards=verapdf.STANDARDS):
    """Of each file, by its name, what it breaks: standard, clause, test, message. `claims=False` leaves those out."""
    require_verapdf()
    paths = {name: folder / f"{number}.pdf" for number, name in enumerate(files, 1)}
    for name, data in files.items():
        paths[name].write_bytes(data)
    names = {str(path): name for name, path in paths.items()}
    found = {name: [] for name in files}
    for verdict in verapdf.check(paths.values(), standards):
        if verdict.error:
            found[names[verdict.path]].append((verdict.standard, verdict.error))
        for finding in verdict.findings:
            if claims or (verdict.standard, finding.clause) not in verapdf.CLAIMS:
                found[names[verdict.path]].append(
                    (verdict.standard, finding.clause, finding.test, finding.message, finding.where)
                )
    return found
