"""Every file is a document with its exact text, or has one error that says what, where and what to do."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import raw
from pipeline.raw import LocalFolder, RawFile, survey


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def scan(folder: Path) -> list[RawFile]:
    return survey(LocalFolder(folder))[0]


def errors(folder: Path) -> dict[str, tuple[str, str]]:
    return {f.document_id: (f.issue.code, f.issue.message) for f in scan(folder) if f.issue is not None}


def test_bytes_hash_and_text_pass_through_untouched(tmp_path: Path) -> None:
    data = "\ufeffPrime Minister’s call\r\nSecond line\n".encode()
    [file] = scan(write(tmp_path, {"mofa/2020/a.b.txt": data}))
    assert file == RawFile("mofa/2020/a.b", "mofa/2020/a.b.txt", len(data), hashlib.sha256(data).hexdigest())
    assert LocalFolder(tmp_path).read(file.path) == data


def test_order_is_by_document_id_whatever_the_file_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["b.txt", "a/z.txt", "a.txt", "a-1.txt", "c/d/e.txt"]
    write(tmp_path, {name: name.encode() for name in names})
    ids = [file.document_id for file in scan(tmp_path)]
    assert ids == sorted(name.removesuffix(".txt") for name in names)
    listing = os.scandir
    monkeypatch.setattr(raw.os, "scandir", lambda path: reversed(list(listing(path))))
    assert [file.document_id for file in scan(tmp_path)] == ids


def test_readme_and_hidden_files_are_not_documents(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": b"x", "sub/README.md": b"x", ".hidden.txt": b"x", ".git/a.txt": b"x", "a.txt": b"x"})
    assert [file.document_id for file in scan(tmp_path)] == ["a"]


@pytest.mark.parametrize(
    ("name", "data", "document_id", "code", "told"),
    [
        ("a.txt", b"", "a", "empty_document", "no text"),
        ("a.txt", "\ufeff \r\n\t\u3000\n".encode(), "a", "empty_document", "no text"),
        ("a.txt", b"good \xe9 bad", "a", "not_utf8", "byte 5 (0xe9)"),
        ("a.txt", "Tokyo".encode("utf-16"), "a", "not_utf8", "UTF-16"),
        ("a.txt", "早朝".encode("shift_jis"), "a", "not_utf8", "byte 0"),
        ("a.txt", b"abc\0def", "a", "binary_file", "byte 3"),
        ("photo.png", b"\x89PNG\r\n", "photo.png", "not_a_text_file", ".txt"),
        ("page.html", b"<p>x</p>", "page.html", "not_a_text_file", ".txt"),
        ("noname", b"x", "noname", "not_a_text_file", ".txt"),
    ],
)
def test_what_is_no_document_is_an_error(
    tmp_path: Path, name: str, data: bytes, document_id: str, code: str, told: str
) -> None:
    write(tmp_path, {name: data, "fine.txt": b"A page."})
    found = errors(tmp_path)
    assert set(found) == {document_id}
    assert found[document_id][0] == code
    assert name in found[document_id][1]
    assert told in found[document_id][1]
    assert [file.document_id for file in scan(tmp_path) if file.issue is None] == ["fine"]


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"small.txt": b"A page."})
    with open(tmp_path / "large.txt", "wb") as file:
        file.truncate(50_000_000)
    read = Path.read_bytes

    def read_small(path: Path) -> bytes:
        assert path.name != "large.txt"
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_small)
    assert errors(tmp_path)["large"][0] == "too_large"
    assert "50,000,000" in errors(tmp_path)["large"][1]


def test_the_largest_allowed_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MAX_BYTES", 10)
    write(tmp_path, {"ten.txt": b"x" * 10, "eleven.txt": b"x" * 11})
    assert list(errors(tmp_path)) == ["eleven"]


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": b"x", "b.txt": b"y", "c.txt": b"z"})
    read = Path.read_bytes

    def read_and_take_away(path: Path) -> bytes:
        data = read(path)
        (tmp_path / "b.txt").unlink(missing_ok=True)
        return data

    monkeypatch.setattr(Path, "read_bytes", read_and_take_away)
    assert {name: code for name, (code, _) in errors(tmp_path).items()} == {"b": "vanished_file"}


def test_an_unreadable_file_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": b"x", "b.txt": b"y", "sub/c.txt": b"z"})
    read, listing = Path.read_bytes, os.scandir

    def refuse_file(path: Path) -> bytes:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    def refuse_folder(path: Any) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(Path, "read_bytes", refuse_file)
    monkeypatch.setattr(raw.os, "scandir", refuse_folder)
    found = errors(tmp_path)
    assert {name: code for name, (code, _) in found.items()} == {"a": "unreadable_file", "sub": "unreadable_folder"}
    assert "Permission denied" in found["a"][1]


def test_of_files_with_the_same_content_the_first_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"z.txt": b"same", "b/copy.txt": b"same", "b/also.txt": b"same", "other.txt": b"other"})
    found = errors(tmp_path)
    assert {name: code for name, (code, _) in found.items()} == dict.fromkeys(["b/copy", "z"], "duplicate_document")
    assert "b/also" in found["z"][1]


def test_two_files_with_the_same_document_id(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"x", "a.TXT": b"y"})
    kept, refused = scan(tmp_path)
    assert (kept.document_id, kept.path, kept.issue) == ("a", "a.TXT", None)
    assert refused.document_id == "a.txt"
    assert refused.issue is not None
    assert refused.issue.code == "duplicate_document_id"


def test_links_that_lead_back_or_nowhere_and_pipes_do_not_hang(tmp_path: Path) -> None:
    write(tmp_path, {"sub/a.txt": b"x"})
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "sub" / "self.txt").symlink_to("self.txt")
    (tmp_path / "nowhere.txt").symlink_to("none.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert [file.document_id for file in scan(tmp_path) if file.issue is None] == ["sub/a"]
    found = {name: code for name, (code, _) in errors(tmp_path).items()}
    assert found == {"sub/self": "unreadable_file", "nowhere": "vanished_file", "pipe": "not_a_regular_file"}


def test_a_linked_folder_is_read(tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"a.txt": b"x"})
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "linked").symlink_to(elsewhere)
    assert [file.document_id for file in scan(tmp_path / "raw")] == ["linked/a"]


def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:
        file.write(b"x")
    assert list(errors(tmp_path)) == ["caf\\xe9.txt"]
    assert errors(tmp_path)["caf\\xe9.txt"][0] == "bad_file_name"


def test_every_file_is_accounted_for_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"x", "a.TXT": b"x", "a.md": b"x", "b.txt": b"", "c/a.txt": b"x"})
    files = list(scan(tmp_path))
    assert len(files) == len({file.document_id for file in files}) == 5


def test_what_is_known_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": b"Tokyo, March 3, 2021", "b.txt": b"y", "same.txt": b"y", "bad.txt": b"\xff"})
    folder, later = LocalFolder(tmp_path), time.time_ns() + 2 * raw.SETTLED_NS
    first, known = survey(folder, began=later)
    assert first[0].day == "2021-03-03"
    read: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or read_bytes(path))
    assert survey(folder, known, began=later) == (first, known)
    assert read == []
    write(tmp_path, {"b.txt": b"z", "new.txt": b"w"})
    changed, _ = survey(folder, known, began=later)
    assert sorted(read) == ["b.txt", "new.txt"]
    assert [file.document_id for file in changed if file.issue is None] == ["a", "b", "new", "same"]


def test_a_file_that_changed_just_now_is_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"x"})
    assert survey(LocalFolder(tmp_path), began=time.time_ns())[1] == {}
