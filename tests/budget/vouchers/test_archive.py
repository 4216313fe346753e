"""A stranger's zip in the limited child: what it holds, or a sentence that says what to do."""

import struct
import zipfile

import pytest

from budget.vouchers import archive
from budget.vouchers.archive import files_of
from rorikt.children.limited_reading import Unreadable
from tests import pdfs
from tests.budget.vouchers.zips import pdf, zipped
from tests.hostile_files import laughing_xml, workbook

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
def read(tmp_path):
    def read(content, folder=None):
        path = tmp_path / "bilag.zip"
        path.write_bytes(content)
        return [packed for _, packed in files_of(path, folder)]

    return read


def test_a_zip_tells_its_files_and_what_they_are(read):
    found = read(zipped({"01/10023.pdf": pdf(), "10024.png": PNG}))

    assert [(one.path, one.kind, one.fault) for one in found] == [("01/10023.pdf", "pdf", ""), ("10024.png", "png", "")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "er tom"),
        (b"hei", "ikke PDF eller et bilde"),
        (pdfs.locked(pdf(), owner="a", user="b"), "låst med passord"),
        (b"%PDF-1.7\n" + b"x" * 200, "skadet"),
        (PNG[:40], "skadet"),
        (zipped({"a.pdf": b"1"}), "zip-fil i zip-filen"),
        (workbook(["a"]), "Excel"),
        (b"GIF89a" + bytes(20), "GIF"),
        (laughing_xml(), "ikke PDF eller et bilde"),
    ],
    ids=["empty", "text", "locked", "broken", "half-picture", "nested", "excel", "gif", "xml"],
)
def test_a_file_that_cannot_be_used_says_why_and_the_others_are_read(read, data, words):
    bad, good = read(zipped({"10023.pdf": data, "10024.pdf": pdf()}))

    assert words in bad.fault
    assert good.fault == ""


def test_names_lead_nowhere_outside_the_folder(read, tmp_path):
    folder = tmp_path / "inside"
    folder.mkdir()

    found = read(zipped({"../../10023.pdf": pdf(), "/etc/10024.pdf": pdf("B"), "C:\\x\\10025.pdf": pdf("C")}), folder)

    assert sorted(path.name for path in folder.iterdir()) == ["0", "1", "2"]
    assert {path.name for path in tmp_path.iterdir()} == {"inside", "bilag.zip"}
    assert all(not one.fault for one in found)


def test_what_systems_put_beside_the_files_is_passed_over(read):
    files = {"__MACOSX/._10023.pdf": b"x", ".DS_Store": b"x", "a/Thumbs.db": b"x", "a/": b"", "a/10023.pdf": pdf()}

    assert [one.path for one in read(zipped(files))] == ["a/10023.pdf"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp850"])
def test_norwegian_names_are_read_however_they_were_packed(read, encoding):
    plain = zipped({"10023 Qrsta.pdf": pdf()})
    name = "10023 Ørsta.pdf".encode(encoding)
    raw = plain if len(name) == len("10023 Qrsta.pdf") else zipped({"10023 QQrsta.pdf": pdf()})
    packed = raw.replace(b"10023 QQrsta.pdf", name).replace(b"10023 Qrsta.pdf", name)

    assert [one.path for one in read(packed)] == ["10023 Ørsta.pdf"]


def test_letters_of_two_parts_become_one(read):
    assert [one.path for one in read(zipped({"10023 A\u030asen.pdf": pdf()}))] == ["10023 Åsen.pdf"]


def test_a_locked_zip_is_refused_with_what_to_do(read):
    content = bytearray(zipped({"10023.pdf": pdf()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + place
        content[at : at + 2] = struct.pack("<H", 1)

    with pytest.raises(Unreadable, match="låst med passord"):
        read(bytes(content))


def test_ten_thousand_files_are_read_and_one_more_is_refused(read, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    files = {f"{number}.txt": b"x" for number in range(3)}

    assert len(read(zipped(files))) == 3
    with pytest.raises(Unreadable, match=r"4 filer, og kan ha høyst 3\. Del den"):
        read(zipped({**files, "4.txt": b"x"}))


def test_a_bomb_is_refused_before_it_is_unpacked(read):
    content = bytearray(zipped({"10023.pdf": pdf()}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 3 * 1024**3)

    with pytest.raises(Unreadable, match="til sammen over 2 GB"):
        read(bytes(content))


def test_one_file_that_is_too_large_is_left_out_unopened(read):
    [found] = read(zipped({"10023.pdf": bytes(archive.LARGEST_FILE + 1)}))

    assert "større enn 50 MB" in found.fault


def test_files_that_share_their_bytes_are_refused(read):
    """As a bomb is made that grows by overlapping: each file is honest, and all of them are the same bytes."""
    content = zipped({"1.pdf": pdf()})
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    listed, tail = content[start:end], bytearray(content[end:])
    tail[8:16] = struct.pack("<HHI", 9, 9, 9 * len(listed))

    with pytest.raises(Unreadable, match="skadet"):
        read(content[:start] + listed * 9 + bytes(tail))


@pytest.mark.parametrize("cut", [10, 200])
def test_a_broken_zip_is_refused(read, cut):
    with pytest.raises(Unreadable, match="skadet"):
        read(zipped({"10023.pdf": pdf(), "10024.pdf": pdf("B")})[:-cut])


def test_a_file_that_lies_of_its_bytes_is_refused(read):
    content = zipped({"10023.pdf": pdf()}, zipfile.ZIP_STORED).replace(b"%%EOF", b"%%FOE")

    with pytest.raises(Unreadable, match="skadet"):
        read(content)


def test_a_way_of_packing_that_is_not_known_is_refused(read):
    content = bytearray(zipped({"10023.pdf": pdf()}))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(mark) + place
        content[at : at + 2] = struct.pack("<H", 97)

    with pytest.raises(Unreadable, match="som vanlig zip"):
        read(bytes(content))
