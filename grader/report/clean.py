"""What a student wrote, made harmless to show.

A submission's text reaches terminals, browsers, spreadsheets and log parsers. It may carry terminal escapes that
rewrite the lines above, bidirectional overrides that make code read as something else, or invisible characters. All
of them are taken out here, once, before any renderer sees the text; escaping for HTML, CSV or workflow commands comes
on top of it, in the renderer that needs it.
"""

from __future__ import annotations

import re
import unicodedata

TAB = 4
ELLIPSIS = "…"

_ESCAPE_SEQUENCE = re.compile(
    r"""
      (?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?                 # CSI: colours, cursor movements
    | (?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])              # OSC, DCS, SOS, PM, APC: titles, links, clipboard …
      [^\x07\x1b\x9c\r\n]{0,4096}(?:\x07|\x1b\\|\x9c)?  # … up to their end, or to the line's
    | \x1b[ -/]*[0-~]?                                  # the short ones
    """,
    re.VERBOSE,
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NONCHARACTERS = frozenset({0xFFFE, 0xFFFF})
_INVISIBLE = frozenset({"Cc", "Cf"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u2800")
"""Letters and marks by their category, blank on every screen."""


def clean(text: str) -> str:
    r"""Return ``text`` without anything that is not shown as itself.

    Terminal escapes, control and format characters (bidirectional overrides among them) go; lone surrogates become
    U+FFFD; every line end becomes ``\n`` and tabs become spaces. The text is in NFC, so that Korean typed on macOS
    measures and sorts as any other.
    """
    text = _LINE_END.sub("\n", _ESCAPE_SEQUENCE.sub("", text))
    text = text.expandtabs(TAB)
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = unicodedata.normalize("NFC", "".join(map(_shown, text)))
    return text


def line(text: str, most: int | None = None) -> str:
    """Return ``text`` cleaned, on one line, cut to ``most`` characters if that is given."""
    return cut(" ".join(clean(text).split()), most)


def cut(text: str, most: int | None) -> str:
    """Return ``text``, or its beginning and an ellipsis, ``most`` characters in all."""
    return text if most is None or len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def _shown(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category in _INVISIBLE or character in _FILLERS or ord(character) & 0xFFFF in _NONCHARACTERS:
        return ""
    return character
