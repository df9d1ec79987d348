"""From bytes to text, in any encoding that Python accepts for source, and in one that Korean Windows writes."""

from __future__ import annotations

import codecs
import io
import tokenize

from grader.errors import SubmissionError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESS = "cp949"


def decode(data: bytes, name: str) -> tuple[str, str]:
    r"""Decode a source file.

    The order: a byte order mark, the cookie of PEP 263, UTF-8, and last CP949 (EUC-KR's superset).

    Args:
        data: The file's content.
        name: What messages call it.

    Returns:
        The text with ``\n`` line ends, and the encoding if it had to be guessed, else an empty string.

    Raises:
        SubmissionError: No encoding fits, or it is no text at all.
    """
    declared = _declared(data)
    for encoding in dict.fromkeys((declared, "utf-8", _GUESS)):
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            continue
        return _checked(text, name), "" if encoding == declared else encoding
    raise SubmissionError(
        f"{name}: expected text in UTF-8, in the encoding its first lines declare, or in CP949; {_first_misfit(data)} "
        "fits none of them. Save the file again as UTF-8 and hand that in."
    )


def clean(text: str) -> str:
    r"""End lines with ``\n``, and replace lone surrogates, which no file or report could hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _first_misfit(data: bytes) -> str:
    """Say which byte is the first that is no UTF-8, by line and byte from 1, as editors count."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        return f"byte 0x{data[error.start]:02x} at line {line}, byte {column},"
    return "its end, cut off in the middle of a character,"


def _declared(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    # A file of Mac OS 9 ends its lines with CR alone; tokenize looks for the cookie line by line.
    head = b"\n".join(data[:400].splitlines()[:2]) + b"\n"
    try:
        return tokenize.detect_encoding(io.BytesIO(head).readline)[0]
    except SyntaxError:
        return "utf-8"


def _checked(text: str, name: str) -> str:
    if "\0" in text:
        raise SubmissionError(
            f"{name}: expected text, found null bytes at character {text.index(chr(0)) + 1}: it is a binary file under "
            "another name, or was damaged on its way. Hand in the file that your editor shows as text."
        )
    return clean(text)
