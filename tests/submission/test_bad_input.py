"""Everything that is no submission: each is refused with what was expected, what was found, and what to do."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from submission.making import code, notebook, pack, put

from grader.errors import SubmissionError
from grader.submission import opened, read

if TYPE_CHECKING:
    from collections.abc import Callable

ACCEPTED = "expected a .py file, an .ipynb notebook, or a folder or .zip that holds one of them"
AGAIN = "Open it in Jupyter, save it again and hand that in."

FILES: dict[str, tuple[str, bytes | str, str]] = {
    # what is wrong: (name, content, message after the name)
    "an empty script": (
        "a.py",
        b"",
        "expected code, found an empty file (0 bytes). Save it again and hand that in.",
    ),
    "an empty notebook file": (
        "a.ipynb",
        b"",
        "expected code, found an empty file (0 bytes). Save it again and hand that in.",
    ),
    "a program": (
        "a.py",
        b"\x7fELF\x02\x01\0\0",
        (
            "expected text, found null bytes at character 7: it is a binary file under another name, or was damaged on "
            "its way. Hand in the file that your editor shows as text."
        ),
    ),
    "UTF-16 without its mark": (
        "a.py",
        "x = 1\n".encode("utf-16-le"),
        (
            "expected text, found null bytes at character 2: it is a binary file under another name, or was damaged on "
            "its way. Hand in the file that your editor shows as text."
        ),
    ),
    "bytes of no encoding": (
        "a.py",
        "x = 1\r\n# 답: ".encode() + b"\xff\xfe\n",
        (
            "expected text in UTF-8, in the encoding its first lines declare, or in CP949; byte 0xff at line 2, byte "
            "8, fits none of them. Save the file again as UTF-8 and hand that in."
        ),
    ),
    "Latin-1 that does not say so": (
        "a.py",
        "# é".encode("latin-1"),
        (
            "expected text in UTF-8, in the encoding its first lines declare, or in CP949; byte 0xe9 at line 1, byte "
            "3, fits none of them. Save the file again as UTF-8 and hand that in."
        ),
    ),
    "a notebook that is a script": (
        "a.ipynb",
        "print(1)\n",
        "expected a notebook, which is JSON; found 'print(1)' at line 1, column 1 (Expecting value). " + AGAIN,
    ),
    "a notebook that is a web page": (
        "a.ipynb",
        "<!DOCTYPE html>\n<html>",
        "expected a notebook, which is JSON; found '<!DOCTYPE html>' at line 1, column 1 (Expecting value). " + AGAIN,
    ),
    "a notebook cut off by a full disk": (
        "a.ipynb",
        notebook(code("x = 1"))[:60],
        "expected a notebook, which is JSON; found the end of the file at line 1, column 61 (Expecting ':' delimiter). "
        + AGAIN,
    ),
    "a notebook with a merge conflict": (
        "a.ipynb",
        '{\n<<<<<<< HEAD\n "cells": []}',
        "expected a notebook, which is JSON; found '<<<<<<< HEAD' at line 2, column 1 (Expecting property name "
        "enclosed in double quotes). " + AGAIN,
    ),
    "JSON that is a list": (
        "a.ipynb",
        "[1, 2]",
        'expected a notebook, a JSON object with "nbformat" and "cells"; found a list. ' + AGAIN,
    ),
    "JSON of something else": (
        "a.ipynb",
        '{"name": "package"}',
        'expected a notebook, a JSON object with "nbformat" and "cells"; found an object without them. ' + AGAIN,
    ),
    "a notebook without cells": (
        "a.ipynb",
        '{"nbformat": 4}',
        "expected a notebook's list of cells, found nothing. " + AGAIN,
    ),
    "a cell that is no cell": (
        "a.ipynb",
        notebook(code("x = 1"), "x = 2"),
        "expected cell 2 to be an object, found a string. " + AGAIN,
    ),
    "a notebook from the future": (
        "a.ipynb",
        notebook(nbformat=5),
        (
            'expected a notebook of format 1 to 4, found format 5. In Jupyter, choose "Save as" with format 4, or hand '
            "in the code as a .py file."
        ),
    ),
    "a printout": (
        "a.pdf",
        b"%PDF-1.7",
        ACCEPTED + "; found a file that ends in .pdf. Export it as .py or .ipynb and hand that in.",
    ),
    "a file without an ending": (
        "exam",
        "x = 1",
        ACCEPTED + "; found a file that ends in nothing. Export it as .py or .ipynb and hand that in.",
    ),
    "a zip that is none": (
        "a.zip",
        "x = 1",
        "expected a zip, found a damaged one: File is not a zip file. Pack it again.",
    ),
}

ARCHIVES: dict[str, tuple[dict[str, str], str]] = {
    # what is wrong: (members, message after the name)
    "climbs out": (
        {"../../x.py": "x"},
        (
            "expected files inside the zip's folder, found '../../x.py', which leaves it. Pack the folder itself, "
            "without paths to other places."
        ),
    ),
    "names an absolute place": (
        {"/etc/x.py": "x"},
        (
            "expected files inside the zip's folder, found '/etc/x.py', which leaves it. Pack the folder itself, "
            "without paths to other places."
        ),
    ),
    "names a drive": (
        {"C:\\x.py": "x"},
        (
            "expected files inside the zip's folder, found 'C:/x.py', which leaves it. Pack the folder itself, without "
            "paths to other places."
        ),
    ),
    "is empty": ({}, "expected a .py file or an .ipynb notebook, found nothing. Add the code and try again."),
    "holds no code": (
        {"기말/읽어보세요.txt": "x", "기말/a.h5": "x"},
        "expected a .py file or an .ipynb notebook, found only a.h5, 읽어보세요.txt. Add the code and try again.",
    ),
    "holds two": (
        {"a.py": "x", "b.py": "x"},
        "expected one .py file, found 2: a.py, b.py. Name the one to grade, or call it exam.py.",
    ),
    "holds a thousand": (
        {f"{number}.txt": "" for number in range(2001)},
        (
            "expected at most 2,000 files and 2,000,000,000 bytes, packed at most 200 to 1; found 2,001 files and 0 "
            "bytes in 4,002. Take data sets and environments out."
        ),
    ),
    "has a name too long for this disk": (
        {"x" * 300 + ".py": "x"},
        (
            f"{ACCEPTED}; it cannot be opened: File name too long ({'x' * 300}.py). Give its files short, plain names, "
            "or copy it to another folder, and try again."
        ),
    ),
    "has a file where it has a folder": (
        {"a": "x", "a/b.py": "x"},
        (
            f"{ACCEPTED}; it cannot be opened: File exists (a). Give its files short, plain names, or copy it to "
            "another folder, and try again."
        ),
    ),
}

FOLDERS: dict[str, tuple[dict[str, str], str]] = {
    "is empty": ({}, "expected a .py file or an .ipynb notebook, found nothing. Add the code and try again."),
    "holds no code": (
        {"a.txt": "x"},
        "expected a .py file or an .ipynb notebook, found only a.txt. Add the code and try again.",
    ),
    "holds two notebooks": (
        {"b.ipynb": "{}", "a.ipynb": "{}", "c.py": "x"},
        "expected one .ipynb file, found 2: a.ipynb, b.ipynb. Name the one to grade, or call it exam.ipynb.",
    ),
}


def refusal_of(path: Path) -> str:
    with pytest.raises(SubmissionError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("what", FILES)
def test_file_is_refused(what: str, tmp_path: Path) -> None:
    name, content, message = FILES[what]

    assert refusal_of(put(tmp_path / name, content)) == f"{name}: {message}"


@pytest.mark.parametrize("what", ARCHIVES)
def test_zip_is_refused(what: str, tmp_path: Path) -> None:
    members, message = ARCHIVES[what]

    assert refusal_of(pack(tmp_path / "과제 1.zip", members)) == f"과제 1.zip: {message}"


@pytest.mark.parametrize("what", FOLDERS)
def test_folder_is_refused(what: str, tmp_path: Path) -> None:
    files, message = FOLDERS[what]
    folder = tmp_path / "홍길동.py"
    folder.mkdir()
    for name, content in files.items():
        put(folder / name, content)

    assert refusal_of(folder) == f"홍길동.py: {message}"


@pytest.mark.parametrize(("suffix", "largest"), [(".py", "5,000,000"), (".ipynb", "50,000,000")])
def test_file_of_200_megabytes_is_refused_unread(suffix: str, largest: str, tmp_path: Path) -> None:
    path = tmp_path / f"big{suffix}"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk

    assert refusal_of(path) == (
        f"big{suffix}: expected at most {largest} bytes, found 200,000,000. Clear the outputs or take the data out of "
        "the code, and hand it in again."
    )


def _zip_with_link(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("exam.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return path


def _zip_bomb(path: Path) -> Path:
    return pack(path, {"exam.py": "x = 1", "data.bin": bytes(60_000_000)})


def _lying_bomb(path: Path) -> Path:
    """Declare fewer bytes than are packed."""
    pack(path, {"exam.py": "x = 1\n" * 1000})
    content = bytearray(path.read_bytes())
    entry = content.find(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = content[22:26] = (10).to_bytes(4, "little")
    return put(path, bytes(content))


def _flagged(path: Path, offset: int, value: int) -> Path:
    """Change a byte of the only member's two headers; ``offset`` is that of the local one."""
    pack(path, {"exam.py": "x = 1\n"})
    content = bytearray(path.read_bytes())
    content[offset] = value
    content[content.find(b"PK\x01\x02") + offset + 2] = value
    return put(path, bytes(content))


def _encrypted(path: Path) -> Path:
    return _flagged(path, 6, 1)


def _oddly_packed(path: Path) -> Path:
    return _flagged(path, 8, 99)


def _damaged(path: Path) -> Path:
    pack(path, {"exam.py": "x = 1\n" * 100})
    content = bytearray(path.read_bytes())
    content[40] = 0xFF
    return put(path, bytes(content))


def _file_twice(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("exam.py", "x = 1")
        archive.writestr("./exam.py", "x = 2")
    return path


def _cut_off(path: Path) -> Path:
    return put(path, pack(path, {"exam.py": "x = 1"}).read_bytes()[:-10])


def _link_to_nothing(path: Path) -> Path:
    path.symlink_to("gone.py")
    return path


def _link_to_itself(path: Path) -> Path:
    path.symlink_to(path)
    return path


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _below_a_file(path: Path) -> Path:
    return put(path, "x = 1") / "exam.py"


def _folder_of_links(path: Path) -> Path:
    path.mkdir()
    (path / "exam.py").symlink_to("/etc/hostname")
    return path


def _deep(path: Path) -> Path:
    return put(path, "[" * 200_000)


def _older_and_broken(path: Path) -> Path:
    return put(path, json.dumps({"nbformat": 3, "worksheets": [{"cells": ["x"]}]}))


def _named_with_null(path: Path) -> Path:
    return path.with_name("a\0.py")


ODD: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    # what: (name, how it is made, a part of the message that says what was found and what to do)
    "link in a zip": ("a.zip", _zip_with_link, "found 'exam.py', a link or device. Pack the file itself."),
    "bomb": ("a.zip", _zip_bomb, "found 2 files and 60,000,005 bytes in 58,"),
    "bomb that lies": ("a.zip", _lying_bomb, "found a damaged one: Bad CRC-32 for file 'exam.py'. Pack it again."),
    "encrypted": ("a.zip", _encrypted, "expected a zip without a password, 'exam.py' is encrypted. Pack it again."),
    "packed by an odd method": (
        "a.zip",
        _oddly_packed,
        "compression method is not supported. Pack it again as a plain",
    ),
    "damaged": ("a.zip", _damaged, "found a damaged one: Error -3 while decompressing data"),
    "cut off": ("a.zip", _cut_off, "found a damaged one: File is not a zip file. Pack it again."),
    "a file twice": ("a.zip", _file_twice, "expected each file once, found 'exam.py' twice. Pack it again."),
    "dangling link": ("a.py", _link_to_nothing, "it is a link to nothing. Hand in the file that the link meant."),
    "link to itself": ("a.py", _link_to_itself, "it is a link to nothing. Hand in the file that the link meant."),
    "pipe": ("a.py", _pipe, "found a device, pipe or socket, which is not read. Hand in a regular file."),
    "below a file": ("a.py", _below_a_file, "there is no such file. Check the path and its spelling."),
    "no such file": ("a.py", lambda path: path, "there is no such file. Check the path and its spelling."),
    "a name with a null": ("a.py", _named_with_null, "there is no such file. Check the path and its spelling."),
    "folder of links": ("a", _folder_of_links, "expected a .py file or an .ipynb notebook, found nothing."),
    "JSON without a bottom": ("a.ipynb", _deep, "its JSON cannot be read: maximum recursion depth exceeded"),
    "old and broken": ("a.ipynb", _older_and_broken, "of format 3, which could not be brought to format 4"),
}


@pytest.mark.parametrize("what", ODD)
def test_odd_thing_is_refused(what: str, tmp_path: Path) -> None:
    name, make, message = ODD[what]

    assert message in refusal_of(make(tmp_path / name))


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (
            PermissionError(13, "Permission denied"),
            "no right to read it (Permission denied). Give yourself read access",
        ),
        (OSError(28, "No space left on device", "/t/data.bin"), "(data.bin). Free some space for temporary files"),
        (OSError(5, "Input/output error"), "Input/output error. The disk or the network drive failed: copy it"),
        (OSError(36, "File name too long"), "File name too long. Give its files short, plain names"),
        (ValueError("embedded null byte"), "its name holds a null byte. Give its files short, plain names"),
    ],
    ids=["no right", "full disk", "failing disk", "long name", "null byte"],
)
def test_refusal_of_the_system_becomes_one_of_the_submission(raised: Exception, said: str) -> None:
    with pytest.raises(SubmissionError) as caught, opened._troubles_named(Path("alice.py")):
        raise raised

    assert str(caught.value).startswith("alice.py: ")
    assert said in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.py", "x = 1")
    path.chmod(0)

    assert "no right to read it" in refusal_of(path)


def test_nothing_is_left_of_a_zip_that_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))

    refusal_of(pack(tmp_path / "기말.zip", {"a.py": "x", "b.py": "y"}))

    assert list(place.iterdir()) == []


def test_every_refusal_names_the_submission_and_is_one_line(tmp_path: Path) -> None:
    for name, content, _ in FILES.values():
        message = refusal_of(put(tmp_path / name, content))

        assert message.startswith(f"{name}: ")
        assert message.endswith(".")
        assert "\n" not in message
