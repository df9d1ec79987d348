"""Whatever bytes a script is saved in, its text is read, or the first byte that fits nothing is named."""

from __future__ import annotations

import codecs
import unicodedata
from typing import TYPE_CHECKING

import pytest
from submission.making import code, notebook, put

from grader.submission import open_submission, read

if TYPE_CHECKING:
    from pathlib import Path

KOREAN = "# 답: 하영, 재인\nx = 1\n"

WRITTEN: dict[str, tuple[bytes, str, str]] = {
    # how: (bytes, text, encoding that a person is told was guessed)
    "UTF-8": (KOREAN.encode(), KOREAN, ""),
    "UTF-8 with a mark": (codecs.BOM_UTF8 + KOREAN.encode(), KOREAN, ""),
    "UTF-8 with a mark and a cookie": (
        codecs.BOM_UTF8 + b"# coding: utf-8\n" + KOREAN.encode(),
        "# coding: utf-8\n" + KOREAN,
        "",
    ),
    "UTF-8 with a mark and a cookie that lies": (
        codecs.BOM_UTF8 + b"# coding: cp949\n" + KOREAN.encode(),
        "# coding: cp949\n" + KOREAN,
        "",
    ),
    "UTF-16 of Windows": (codecs.BOM_UTF16_LE + KOREAN.encode("utf-16-le"), KOREAN, ""),
    "UTF-16 of old Macs": (codecs.BOM_UTF16_BE + KOREAN.encode("utf-16-be"), KOREAN, ""),
    "UTF-32": (KOREAN.encode("utf-32"), KOREAN, ""),
    "CP949 with a cookie": ("# coding: cp949\n# 똠방각하\n".encode("cp949"), "# coding: cp949\n# 똠방각하\n", ""),
    "EUC-KR with a cookie": (
        "# -*- coding: euc-kr -*-\n# 답\n".encode("euc-kr"),
        "# -*- coding: euc-kr -*-\n# 답\n",
        "",
    ),
    "a cookie in the second line": (
        "#!/usr/bin/python\n# vim: set fileencoding=cp949 :\n# 답\n".encode("cp949"),
        "#!/usr/bin/python\n# vim: set fileencoding=cp949 :\n# 답\n",
        "",
    ),
    "Latin-1 with a cookie": ("# coding: latin-1\n# é\n".encode("latin-1"), "# coding: latin-1\n# é\n", ""),
    "Shift JIS with a cookie": ("# coding: shift_jis\n# 猫\n".encode("shift_jis"), "# coding: shift_jis\n# 猫\n", ""),
    "CP949 without a cookie": (KOREAN.encode("cp949"), KOREAN, "cp949"),
    "CP949 with a cookie of UTF-8": (
        "# coding: utf-8\n# 답\n".encode("cp949"),
        "# coding: utf-8\n# 답\n",
        "cp949",
    ),
    "UTF-8 with a cookie of ASCII": ("# coding: ascii\n# 답\n".encode(), "# coding: ascii\n# 답\n", "utf-8"),
    "a cookie of no encoding": (b"# coding: klingon\nx = 1\n", "# coding: klingon\nx = 1\n", ""),
    "a cookie of no text encoding": (b"# coding: hex\nx = 1\n", "# coding: hex\nx = 1\n", "utf-8"),
    "line ends of Windows": (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n", ""),
    "line ends of Mac OS 9": (b"x = 1\ry = 2\r", "x = 1\ny = 2\n", ""),
    "line ends of Mac OS 9 with a cookie": (
        "# coding: cp949\r# 답\r".encode("cp949"),
        "# coding: cp949\n# 답\n",
        "",
    ),
    "line ends of all kinds": (b"a = 1\r\nb = 2\rc = 3\nd = 4", "a = 1\nb = 2\nc = 3\nd = 4", ""),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_script_is_read(how: str, tmp_path: Path) -> None:
    content, text, guess = WRITTEN[how]

    with open_submission(put(tmp_path / "exam.py", content)) as opened:
        assert "".join(cell.source for cell in opened.submission.cells) == text
        assert [flag.message.rpartition(" ")[2] for flag in opened.flags] == ([f"{guess}."] if guess else [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_notebook_is_read(encoding: str, tmp_path: Path) -> None:
    path = put(tmp_path / "exam.ipynb", notebook(code("x = '답'")).encode(encoding))

    assert [cell.source for cell in read(path).cells] == ["x = '답'"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_name_may_be_korean_with_spaces_however_it_is_composed(form: str, tmp_path: Path) -> None:
    name = unicodedata.normalize(form, "홍길동 기말 과제 (최종).py")

    assert read(put(tmp_path / name, "x = 1")).name == name


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_weights_beside_a_script_are_found_by_its_name(form: str, tmp_path: Path) -> None:
    name = unicodedata.normalize(form, "홍 길동")
    put(tmp_path / f"{name}.keras", "weights")
    put(tmp_path / "다른 학생.keras", "weights")

    assert read(put(tmp_path / f"{name}.py", "x = 1")).files == (f"{name}.keras",)


def test_lone_surrogate_of_a_notebook_is_replaced(tmp_path: Path) -> None:
    path = put(tmp_path / "exam.ipynb", notebook(code("X")).replace("X", "x = '\\ud800'"))

    assert read(path).cells[0].source == "x = '\ufffd'"
