"""Bring text to one spelling: Unicode, HTML, markdown, LaTeX and typographic marks."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys('“”„‟«»「」『』〝〞`"', None),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f", None),
        **dict.fromkeys("‘’‚‛´", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
        **dict.fromkeys("⇒➡⟶➜➔▶►⟹↦", "→"),
        **dict.fromkeys("✕✖☓⨯╳", "×"),
        # Never between numbers: a mark, whatever letters touch it.
        **dict.fromkeys("✗✘❌❎", " × "),
        **dict.fromkeys("○◯⭕⚪〇✅✔✓☑", " ○ "),
        **dict.fromkeys("∙⋅・ㆍ", "·"),
        "、": ",",
        "。": ". ",
    },
)
_MARKUP = (
    (re.compile(r"^[^\S\n]*(?:```|~~~)[\w{}. -]*$", re.MULTILINE), ""),
    # What opens and never closes is taken whole, so that the end is not looked for again from each place in it.
    (re.compile(r"<!--.*?-->|(<!--.*)", re.DOTALL), r"\1"),
    (re.compile(r"<br\s*/?>|</(?:p|li|tr|div)>", re.IGNORECASE), "\n"),
    (re.compile(r"</?(?:s|del|strike)(?:\s[^<>]*)?>", re.IGNORECASE), "~~"),
    (re.compile(r"</t[dh]>", re.IGNORECASE), " | "),
    (re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>"), ""),
)
_LATEX = (
    (re.compile(r"\\(?:times|cdot|ast)(?![a-zA-Z])"), "×"),
    (re.compile(r"\\(?:(?:Long)?[rR]ightarrow|to)(?![a-zA-Z])"), "→"),
    (re.compile(r"\\(?:approx|simeq)(?![a-zA-Z])"), "≈"),
    (re.compile(r"\\gt(?![a-zA-Z])"), ">"),
    (re.compile(r"\\lt(?![a-zA-Z])"), "<"),
    (re.compile(r"\\(?:left|right|quad|displaystyle|therefore|ldots|dots)(?![a-zA-Z])"), " "),
    (re.compile(r"\\(?:text|mathrm|mathbf|textbf|boxed|underline)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\[,;!: ]"), " "),
    (re.compile(r"\$+"), ""),
)
_DECORATION = (
    (re.compile(r"^([^\S\n]*)[*+•▪◦‣]\s+", re.MULTILINE), r"\1- "),
    (re.compile(r"([0-9)])\s*\*\s*(?=[0-9(])"), r"\1×"),
    (re.compile(r"([0-9])\*\*(?=[0-9])"), r"\1^"),
    (re.compile(r"\*+"), ""),
    (re.compile(r"(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)"), ""),
    (re.compile(r"(?<![a-zA-Z])'|'(?![a-zA-Z])"), ""),
    (re.compile(r"[-=]{1,3}>"), "→"),
    (re.compile(r"^((?:[ -]*\()?\s*)×(?=[^\W\d])", re.MULTILINE), r"\1× "),
)
_SUPERSCRIPT = re.compile(r"[²³⁴]")
_CIRCLED = re.compile(r"[①-⑳ⓐ-ⓩⒶ-Ⓩ❶-❿㉠-㉭]")
# Compatibility jamo (ㄱ, ㅇ) are what students type; NFKC would turn them into conjoining ones that nothing matches.
_NOT_JAMO = re.compile(r"[^\u3131-\u318e]+")
_KEPT_SYMBOLS = frozenset("○●△^")


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return ``text`` in one spelling; lines, list marks and ``~~strike-through~~`` stay, decoration goes."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    text = _unify(html.unescape(text))
    for pattern, replacement in (*_LATEX, *_DECORATION):
        text = pattern.sub(replacement, text)
    text = "".join(mark for mark in text if mark in _KEPT_SYMBOLS or not _decorative(mark))
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


@lru_cache(maxsize=4096)
def squash(text: str) -> str:
    """Return only the letters and digits of ``text``, in lower case: for finding a known text that was retyped."""
    return "".join(mark for mark in clean(text).casefold() if mark.isalnum())


def without_struck(text: str) -> str:
    """Return ``text`` without what is struck through."""
    return " ".join(re.sub(r"~~.*?~~", " ", text, flags=re.DOTALL).split(" ")).strip()


def wholly_struck(text: str) -> bool:
    """Tell whether all of ``text`` is struck through."""
    return "~~" in text and not any(mark.isalnum() for mark in without_struck(text))


def _decorative(mark: str) -> bool:
    return unicodedata.category(mark) in {"So", "Sk", "Cf", "Cc"} and mark not in "\n\t"


def _unify(text: str) -> str:
    text = text.translate(_TYPOGRAPHY)
    text = _SUPERSCRIPT.sub(lambda match: "^" + unicodedata.normalize("NFKC", match[0]), text)
    text = _CIRCLED.sub(lambda match: f" ({_inside(match[0])}) ", text)
    return _NOT_JAMO.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _inside(circled: str) -> str:
    """Return the digit or letter of a circled one; the negative circled digits have no decomposition."""
    if "❶" <= circled <= "❿":
        return str(ord(circled) - ord("❶") + 1)
    if "㉠" <= circled <= "㉭":
        return "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"[ord(circled) - ord("㉠")]
    return unicodedata.normalize("NFKC", circled)
