"""A backup as a file: read back as it was written, and never where a byte of it is another."""

import contextlib
import io
import json
import subprocess
import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rorikt.archives import archive, framing, manifest, reading
from rorikt.archives.archive import About, Archive, Locked
from rorikt.archives.framing import Broken
from rorikt.archives.manifest import Database, Item, Manifest
from tests.thorough import examples

AT = datetime(2026, 11, 30, 2, 45, tzinfo=UTC)
FILES = {"attachments/ab/én fil.pdf": b"%PDF" * 5000, "logo/tom.png": b"", "vouchers/3.pdf": b"\0" * 70_000}
DATABASE = b"rows" * 900


def members():
    return {"database": DATABASE, "keys/secret-key": b"hemmelig\n", **{f"files/{n}": d for n, d in FILES.items()}}


def said_of(held, **changes):
    items = {
        name: Item(
            len(data), sha256(data).hexdigest(), name.removeprefix("files/") if name.startswith("files/") else ""
        )
        for name, data in held.items()
    }
    base = Database("sqlite", 3040, len(DATABASE), sha256(DATABASE).hexdigest(), (("rorikt", "0001_initial"),))
    return replace(Manifest(AT, "0.2.0", "abc", base, items, programs={"Django": "5.2"}), **changes)


def pieces(held, listed):
    for name, data in [*held.items(), ("manifest.json", listed)]:
        yield framing.header(name, len(data), 0)
        yield from (data[at : at + 1000] for at in range(0, len(data), 1000))
        yield framing.padding(len(data))
    yield framing.END


SOMEBODY = str(pyrage.x25519.Identity.generate().to_public())


def write(path, content, recipients=(SOMEBODY,), passphrase=""):
    with path.open("w+b") as target:
        return archive.write(target, About("installation", AT), content, recipients, passphrase)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A file and the key that was used for it alone."""
    path = tmp_path_factory.mktemp("archive") / "backup.tar"
    held = members()
    own = write(path, pieces(held, said_of(held).written()))
    return path, own


def test_what_was_written_is_read_back_and_is_what_it_says(written):
    path, own = written
    taken = {}

    def take(member, held):
        taken[member.name] = b"".join(held)
        yield taken[member.name]

    Archive(path).check_sums()
    assert reading.check(Archive(path), [own], take) == said_of(members())
    assert taken == members()


def test_it_is_unpacked_by_the_usual_programs(written, tmp_path):
    path, own = written
    with tarfile.open(path) as outer:
        outer.extractall(tmp_path, filter="data")
        names = outer.getnames()
    with (tmp_path / "content.tar.age").open("rb") as stream, (tmp_path / "content.tar").open("wb") as target:
        pyrage.decrypt_io(stream, target, [own])
    with tarfile.open(tmp_path / "content.tar") as inner:
        found = {one.name: inner.extractfile(one).read() for one in inner}

    assert names == ["LESMEG.txt", "about.json", "content.tar.age", "SHA256SUMS"]
    assert {name: data for name, data in found.items() if name != "manifest.json"} == members()
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


@settings(max_examples=examples(40, 1000), deadline=None)
@given(data=st.data())
def test_a_byte_that_is_another_is_found_wherever_it_is(written, tmp_path_factory, data):
    path, own = written
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    flipped = tmp_path_factory.mktemp("flipped") / "backup.tar"
    flipped.write_bytes(changed)

    try:
        found = Archive(flipped)
        found.check_sums()
        said = reading.check(found, [own])
    except (Broken, Locked):
        return
    # Only a time or an owner in a header of the outer tar, which is nothing of ours, may pass.
    assert said == said_of(members())
    assert all(whole[at : at + size] == changed[at : at + size] for at, size in found.members.values())


@settings(max_examples=examples(30, 500), deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_that_is_cut_is_no_backup(written, tmp_path_factory, share):
    path, _ = written
    cut = tmp_path_factory.mktemp("cut") / "backup.tar"
    cut.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(Broken):
        Archive(cut)


def test_content_that_ends_too_early_is_broken_though_the_file_around_it_is_whole(written, tmp_path):
    path, own = written
    found = Archive(path)
    begins, size = found.members["content.tar.age"]
    found.members["content.tar.age"] = (begins, size - 20_000)

    with pytest.raises(Broken):
        reading.check(found, [own])


@pytest.mark.parametrize(
    "name", ["../ut", "/etc/passwd", "a/../../b", "a//b", "a/./b", "", ".", "..", "a\\b", "a\nb", "a/", "b" * 500]
)
def test_a_file_whose_name_leads_out_of_storage_is_refused(name, tmp_path):
    held = members()
    said = said_of(held)
    own = write(tmp_path / "b.tar", pieces(held, evil(said, name)))

    if not name:  # which is how one is listed that is not put back
        assert reading.check(Archive(tmp_path / "b.tar"), [own]).files.keys() < said.files.keys()
        return
    with pytest.raises(Broken):
        reading.check(Archive(tmp_path / "b.tar"), [own])


def evil(said, name):
    first = next(iter(said.files))
    return replace(said, members={**said.members, first: replace(said.members[first], name=name)}).written()


@pytest.mark.parametrize(
    "name", ["keys/../secret", "keys/.env", "keys/", "keys/a/b/c", "keys/a/.b", "noe/annet", "database/../x"]
)
def test_a_member_that_is_no_file_and_no_key_is_refused(name, tmp_path):
    held = members() | {name: b"data"}
    own = write(tmp_path / "b.tar", pieces(held, said_of(held).written()))

    with pytest.raises(Broken):
        reading.check(Archive(tmp_path / "b.tar"), [own])


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE,
                                  tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])  # fmt: skip
def test_what_is_no_plain_file_is_refused_before_its_list_is_read(kind, tmp_path):
    info = tarfile.TarInfo("files/lenke")
    info.type, info.linkname = kind, "/etc/passwd"
    own = write(tmp_path / "b.tar", [info.tobuf(tarfile.GNU_FORMAT)[:512], framing.END])

    with pytest.raises(Broken):
        reading.check(Archive(tmp_path / "b.tar"), [own])


@pytest.mark.parametrize("change", ["size", "sha256", "missing", "more", "twice"])
def test_a_list_that_says_something_else_than_what_is_there_is_refused(change, tmp_path):
    held = members()
    said = said_of(held)
    first, second, *_ = said.files
    item = said.members[first]
    lists = {
        "size": {**said.members, first: replace(item, size=item.size + 1)},
        "sha256": {**said.members, first: replace(item, sha256="0" * 64)},
        "missing": {name: one for name, one in said.members.items() if name != first},
        "more": {**said.members, "files/en til": item},
        "twice": {**said.members, second: replace(said.members[second], name=item.name)},
    }
    own = write(tmp_path / "b.tar", pieces(held, replace(said, members=lists[change]).written()))

    with pytest.raises(Broken):
        reading.check(Archive(tmp_path / "b.tar"), [own])


def test_a_member_that_says_it_is_endless_takes_no_memory(tmp_path):
    content = [framing.header("files/stor", 1 << 50, 0), b"x" * 1000]
    own = write(tmp_path / "b.tar", content)

    with pytest.raises(Broken, match="kuttet"):
        reading.check(Archive(tmp_path / "b.tar"), [own])


def test_a_list_of_gigabytes_is_not_read(tmp_path):
    content = [framing.header("manifest.json", 1 << 40, 0), b"{" * 1000]
    own = write(tmp_path / "b.tar", content)

    with pytest.raises(Broken, match="Innholdslisten"):
        reading.check(Archive(tmp_path / "b.tar"), [own])


def test_of_a_file_that_was_read_twice_the_last_counts(tmp_path):
    held = members()
    first = next(name for name in held if name.startswith("files/"))
    again = [framing.header(first, 4, 0), b"halv", framing.padding(4)]
    own = write(tmp_path / "b.tar", [*again, *pieces(held, said_of(held).written())])

    assert reading.check(Archive(tmp_path / "b.tar"), [own]) == said_of(held)


def test_it_opens_for_each_recipient_and_for_the_passphrase_and_for_nobody_else(tmp_path):
    held, ours, theirs = members(), pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    path = tmp_path / "b.tar"
    write(path, pieces(held, said_of(held).written()), [str(ours.to_public())], "en lang setning")
    found = Archive(path)

    assert reading.check(found, [ours]) == reading.check(found, [found.identity_by("en lang setning")])
    with pytest.raises(Locked, match="passer ikke"):
        reading.check(found, [theirs])
    with pytest.raises(Locked, match="feil"):
        found.identity_by("en annen setning")


def test_without_anybody_to_encrypt_for_nothing_is_written(tmp_path):
    with pytest.raises(Locked, match="må krypteres"):
        write(tmp_path / "b.tar", [], ())
    assert (tmp_path / "b.tar").read_bytes() == b""


def test_a_recipient_that_is_none_is_named(tmp_path):
    with pytest.raises(Locked, match="«age1feil»"):
        write(tmp_path / "b.tar", [framing.END], ["age1feil"])


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), Broken("Filen er kuttet.")])
def test_the_error_that_stops_it_is_the_one_that_is_told(fault, tmp_path):
    def content():
        yield framing.header("files/a", 10, 0)
        raise fault

    with pytest.raises(type(fault)) as raised:
        write(tmp_path / "b.tar", content())
    assert raised.value is fault


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" * 400, bytes(1024), b"a" * 4096])
def test_a_foreign_file_is_no_backup(content, tmp_path):
    (tmp_path / "b.tar").write_bytes(content)

    with pytest.raises(Broken):
        Archive(tmp_path / "b.tar")


def test_another_tar_is_no_backup(tmp_path):
    with tarfile.open(tmp_path / "b.tar", "w") as other:
        info = tarfile.TarInfo("about.json")
        info.size = 2
        other.addfile(info, io.BytesIO(b"{}"))

    with pytest.raises(Broken):
        Archive(tmp_path / "b.tar")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["format", "members", "x"]), inner),
    max_leaves=8,
)


@settings(max_examples=examples(50, 1000), deadline=None)
@given(JSON, st.sampled_from([None, *json.loads(said_of(members()).written())]))
def test_no_list_of_a_stranger_is_more_than_broken(told, place):
    said = json.loads(said_of(members()).written())
    said = told if place is None else {**said, place: told}

    with contextlib.suppress(Broken):
        assert isinstance(manifest.read(json.dumps(said).encode()), Manifest)
