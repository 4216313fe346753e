from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = [ROOT / "rorikt" / "static" / "vendor", ROOT / "tests" / "vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_vendored_files_are_those_the_list_of_sums_names(folder):
    listed = {}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split(maxsplit=1)
        listed[name.removeprefix("./")] = digest

    found = {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", "README.md"}
    }

    assert found == listed


def test_vendored_packages_carry_their_licences():
    packages = [path for folder in FOLDERS for path in folder.iterdir() if path.is_dir()]

    without = [package.name for package in packages if not list(package.glob("LICENSE*"))]

    assert packages
    assert without == []


def test_vendored_scripts_name_no_source_map_that_is_not_there():
    scripts = [path for folder in FOLDERS for path in folder.rglob("*.js")]

    assert [path.name for path in scripts if "sourceMappingURL=" in path.read_text()[-300:]] == []
